import { DateTime, EntityRef, get, Type } from '@callboard/model'
import '@testing-library/jest-dom/vitest'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import {
  type Action,
  ActionButton,
  defineAction,
  defineWebPlugin,
  ExtensionBoundary,
  List,
  language,
  page,
  useConfig,
  useRead,
  useText,
} from '../index.ts'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

// The smallest plugin of style.md 2, its page as it stands there.
const Freeze = Type.Object({ ref: EntityRef, until: DateTime, reason: Type.String() })
const active = get('/active', { summary: 'The deploy freezes that hold now.', reply: Type.Array(Freeze) })
const freeze = defineWebPlugin({
  id: 'freeze',
  extensions: [page({ id: 'list', path: '/freezes', title: 'Deploy freezes', component: FreezeList })],
})

function FreezeList() {
  return <List items={useRead(active)} empty="Nothing is frozen." row={(freeze) => freeze.ref} />
}

const frozen = [{ ref: 'component:default/billing', until: '2027-01-01T00:00:00Z', reason: 'Opening night' }]

function Broken(): never {
  throw new Error('A plugin slipped.')
}

function Counted() {
  return <p>{useText()('count', '{n, plural, one {# freeze} other {# freezes}}', { n: 2 })}</p>
}

/** A plugin with one page at `/page`. */
const pageOf = (component: () => React.ReactNode) =>
  defineWebPlugin({ id: 'demo', extensions: [page({ id: 'page', path: '/page', title: 'Demo', component })] })

test('the smallest plugin has its page, its place in the sidebar and its title', async () => {
  const { requests } = renderPortal({
    plugins: [freeze],
    config: { app: { title: 'Ours' } },
    respond: () => Response.json(frozen),
  })
  expect(await screen.findByText('component:default/billing')).toBeVisible()
  expect(screen.getByRole('heading', { level: 1, name: 'Deploy freezes' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Deploy freezes' })).toHaveAttribute('aria-current', 'page')
  await waitFor(() => expect(document.title).toBe('Deploy freezes · Ours'))
  expect(requests.map(({ url, headers }) => [new URL(url).pathname, headers.get('authorization')])).toEqual([
    ['/api/freeze/active', 'Bearer a guest token'],
  ])
})

test('a list without items says so', async () => {
  renderPortal({ plugins: [freeze], respond: () => Response.json([]) })
  expect(await screen.findByText('Nothing is frozen.')).toBeVisible()
})

test('while the answer is on its way, the page says that it loads', async () => {
  renderPortal({ plugins: [freeze], respond: () => new Promise<Response>(() => {}) })
  expect(await screen.findByRole('status', { name: 'Loading' })).toBeVisible()
})

test('what the server refuses is explained with its code, and can be tried again', async () => {
  let answer = Response.json(
    { error: { name: 'ConflictError', message: 'Two at once.', code: 'freeze/twice' } },
    { status: 409 },
  )
  renderPortal({ plugins: [freeze], respond: () => answer })
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent('Deploy freezes could not be loaded.')
  expect(alert).toHaveTextContent('Two at once.')
  expect(alert).toHaveTextContent('freeze/twice')
  answer = Response.json(frozen)
  await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('component:default/billing')).toBeVisible()
})

test('who may not see something learns that, and whom to ask', async () => {
  const refusal = { error: { name: 'NotAllowedError', message: 'Freezes are for operators.' } }
  renderPortal({ plugins: [freeze], respond: () => Response.json(refusal, { status: 403 }) })
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Deploy freezes: you may not see this.Freezes are for operators.Ask whoever runs the portal for access.',
  )
})

test('a part that breaks shows its name and leaves the rest alone', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  const plugin = pageOf(() => (
    <>
      <ExtensionBoundary pluginId="demo" extensionKey="entity-card:demo/broken" title="Weather">
        <Broken />
      </ExtensionBoundary>
      <p>The rest</p>
    </>
  ))
  renderPortal({ plugins: [plugin] })
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'Weather has a fault and cannot be shown.A plugin slipped.',
  )
  expect(screen.getByText('The rest')).toBeVisible()
  vi.restoreAllMocks()
})

test('an address that leads nowhere says so', async () => {
  renderPortal({ plugins: [freeze], path: '/nowhere' })
  expect(await screen.findByRole('heading', { level: 1, name: 'Page not found' })).toBeVisible()
  expect(screen.getByText(/\/nowhere/)).toBeVisible()
})

test('after following a link, the heading has the focus', async () => {
  renderPortal({ plugins: [freeze, pageOf(() => <p>Here</p>)], path: '/page', respond: () => Response.json([]) })
  expect(await screen.findByText('Here')).toBeVisible()
  expect(document.body).toHaveFocus()
  await userEvent.click(screen.getByRole('link', { name: 'Deploy freezes' }))
  await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Deploy freezes' })).toHaveFocus())
})

test('the config orders and hides what is in the sidebar', async () => {
  const plugins = [freeze, pageOf(() => <p>Here</p>)]
  renderPortal({
    plugins,
    path: '/page',
    config: { app: { extensions: ['nav-item:demo/page', { 'nav-item:freeze/list': false }] } },
  })
  expect(await screen.findByText('Here')).toBeVisible()
  const links = within(screen.getByRole('navigation', { name: 'Portal' })).getAllByRole('link')
  expect(links.map(({ textContent }) => textContent)).toEqual(['Demo'])
})

test('a plugin that could not be loaded is named', async () => {
  renderPortal({
    plugins: [freeze],
    failures: [{ id: 'weather', reason: 'it was cut off.' }],
    respond: () => Response.json([]),
  })
  expect(await screen.findByText(/The plugin "weather" could not be loaded.*it was cut off\./)).toBeVisible()
})

test('a language replaces the plugin’s and the shell’s texts, and can be chosen', async () => {
  const plugin = pageOf(Counted)
  const swedish = language({
    id: 'sv',
    title: 'Svenska',
    load: async () => ({
      demo: { count: '{n, plural, one {# stopp} other {# stopp}}', 'page.page.title': 'Visning' },
      web: { theme: 'Tema' },
    }),
  })
  renderPortal({ plugins: [plugin, defineWebPlugin({ id: 'swedish', extensions: [swedish] })], path: '/settings' })
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Language' }), 'Svenska')
  expect(await screen.findByRole('combobox', { name: 'Tema' })).toBeVisible()
  expect(document.documentElement).toHaveAttribute('lang', 'sv')
  await userEvent.click(screen.getByRole('link', { name: 'Visning' }))
  expect(await screen.findByText('2 stopp')).toBeVisible()
  expect(screen.getByRole('heading', { level: 1, name: 'Visning' })).toBeVisible()
})

test('a theme is put on the page and remembered', async () => {
  renderPortal({ plugins: [freeze], respond: () => Response.json([]) })
  await userEvent.click(await screen.findByRole('button', { name: 'Profile: development/guest' }))
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Theme' }), 'Dark')
  expect(document.documentElement).toHaveAttribute('data-theme', 'dark')
  expect(localStorage.getItem('callboard.theme')).toBe('dark')
})

test('a plugin sees its own block of the config', async () => {
  const plugin = pageOf(() => <p>{useConfig<{ helpUrl: string }>().helpUrl}</p>)
  renderPortal({ plugins: [plugin], path: '/page', config: { demo: { helpUrl: 'https://help.example' } } })
  expect(await screen.findByText('https://help.example')).toBeVisible()
})

/** A page with the button of an action. */
const buttonOf = (action: Action<{ ref: string }>) =>
  pageOf(() => <ActionButton action={action} subject={{ ref: 'component:default/billing' }} />)

test('an action says when it is done, and why it failed', async () => {
  let outcome: () => void = () => {}
  const thaw = defineAction<{ ref: string }>({
    id: 'demo.thaw',
    label: 'Thaw',
    run: () => outcome(),
    done: ({ ref }) => `${ref} is thawed.`,
  })
  renderPortal({ plugins: [buttonOf(thaw)], path: '/page' })
  await userEvent.click(await screen.findByRole('button', { name: 'Thaw' }))
  expect(await screen.findByText('component:default/billing is thawed.')).toBeVisible()
  outcome = () => {
    throw new Error('It is too cold.')
  }
  await userEvent.click(screen.getByRole('button', { name: 'Thaw' }))
  expect(await screen.findByText('Thaw did not work: It is too cold.')).toBeVisible()
})

test('an action that cannot be done says why, and does nothing', async () => {
  const run = vi.fn()
  const action = defineAction<{ ref: string }>({
    id: 'demo.x',
    label: 'Thaw',
    disabledReason: () => 'It is not frozen.',
    run,
  })
  renderPortal({ plugins: [buttonOf(action)], path: '/page' })
  const button = await screen.findByRole('button', { name: 'Thaw' })
  expect(button).toHaveAccessibleDescription('It is not frozen.')
  await userEvent.click(button)
  expect(run).not.toHaveBeenCalled()
})

test('who lacks the permission of an action learns that', async () => {
  const action = defineAction<{ ref: string }>({
    id: 'demo.x',
    label: 'Thaw',
    allow: { type: 'basic', name: 'freeze.thaw', attributes: {} },
    run: () => {},
  })
  const respond = () => Response.json({ items: [{ id: '1', result: 'DENY' }] })
  renderPortal({ plugins: [buttonOf(action)], path: '/page', config: { permission: { enabled: true } }, respond })
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Thaw' })).toHaveAccessibleDescription('You are not allowed to do this.'),
  )
})
