import '@testing-library/jest-dom/vitest'
import { get, Type } from '@callboard/model'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import {
  ActionButton,
  createItem,
  defineAction,
  defineWebPlugin,
  liveData,
  PageHeading,
  page,
  paletteSource,
  shortcut,
  topBarItem,
  useRead,
} from '../index.ts'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const pressed: string[] = []
const applaud = defineAction<object>({ id: 'stage.applaud', label: 'Applaud', run: () => pressed.push('applaud') })
const house = get('/house', { summary: 'Who is in.', reply: Type.Object({ seats: Type.Integer() }) })
const prepared: string[] = []

function Stage() {
  return (
    <>
      <PageHeading title="Stage" trail={[{ title: 'Houses', to: '/houses' }]} />
      <input type="search" aria-label="Filter" />
      <ActionButton action={applaud} subject={{}} />
    </>
  )
}

const Seats = () => <p>{useRead(house).seats} seats</p>

const theatre = defineWebPlugin({
  id: 'theatre',
  extensions: [
    page({ id: 'stage', path: '/stage', title: 'Stage', heading: 'own', component: Stage }),
    page({ id: 'houses', path: '/houses', title: 'Houses', component: Seats, badge: () => <b>7</b> }),
    createItem({ id: 'play', title: 'Write a play', to: '/stage' }),
    topBarItem({ id: 'bell', title: 'Bell', component: () => <button type="button">Ring</button> }),
    shortcut({ id: 'bow', title: 'Take a bow', keys: ['b'] }),
    liveData({ id: 'house', title: 'House', channel: 'theatre' }),
    paletteSource({
      id: 'plays',
      title: 'Plays',
      scopes: ['any', 'people'],
      load: async () => ({
        search: async ({ scope, text }) =>
          scope === 'people'
            ? [{ id: 'ada', title: 'Ada', to: '/houses' }]
            : [
                { id: 'hamlet', title: `Hamlet ${text}`, to: '/stage' },
                { id: 'faust', title: 'Faust', detail: 'Goethe', to: '/houses' },
              ],
        prepare: ({ id }) => prepared.push(id),
      }),
    }),
  ],
})

const render = (path = '/stage', config: object = {}) => {
  let seats = 0
  return renderPortal({
    plugins: [theatre],
    path,
    config,
    respond: () => {
      seats += 1
      return Response.json({ seats })
    },
  })
}

async function openPalette() {
  await userEvent.click(await screen.findByRole('button', { name: /^Search/ }))
  return screen.findByRole('combobox', { name: 'Find anything' })
}

const optionNames = () => screen.getAllByRole('option').map(({ textContent }) => textContent)

test('the top bar shows where the page belongs, and what plugins put there', async () => {
  render()
  const trail = await screen.findByRole('navigation', { name: 'Where you are' })
  await waitFor(() => expect(within(trail).getByText('Stage')).toHaveAttribute('aria-current', 'page'))
  expect(within(trail).getByRole('link', { name: 'Houses' })).toHaveAttribute('href', '/houses')
  expect(screen.getByRole('button', { name: 'Ring' })).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Create' }))
  expect(screen.getByRole('link', { name: 'Write a play' })).toHaveAttribute('href', '/stage')
})

test('the config groups the sidebar, and it can be collapsed for good', async () => {
  render('/stage', { app: { sidebar: [{ title: 'Front of house', items: ['nav-item:theatre/houses'] }] } })
  const group = await screen.findByRole('list', { name: 'Front of house' })
  expect(within(group).getByRole('link', { name: /Houses/ })).toHaveTextContent('Houses7')
  const collapse = screen.getByRole('button', { name: 'Collapse' })
  await userEvent.click(collapse)
  expect(screen.getByRole('button', { name: 'Expand the sidebar' })).toHaveAttribute('aria-expanded', 'false')
  expect(localStorage.getItem('callboard.sidebar')).toBe('collapsed')
})

test('the palette opens by its keys, finds by name and goes there', async () => {
  render()
  await screen.findByRole('heading', { level: 1, name: 'Stage' })
  await userEvent.keyboard('{Control>}k{/Control}')
  const field = await screen.findByRole('combobox', { name: 'Find anything' })
  expect(field).toHaveFocus()
  expect(optionNames()).toEqual(['Stage', 'Houses', 'Settings'])
  await userEvent.keyboard('fau')
  await waitFor(() => expect(optionNames()).toEqual(['Hamlet fau', 'FaustGoethe']))
  await userEvent.keyboard('{ArrowDown}')
  expect(screen.getByRole('option', { selected: true })).toHaveTextContent('Faust')
  await waitFor(() => expect(prepared).toContain('faust'))
  await userEvent.keyboard('{Enter}')
  expect(await screen.findByRole('heading', { level: 1, name: 'Houses' })).toHaveFocus()
  expect(screen.queryByRole('combobox', { name: 'Find anything' })).toBeNull()
})

test('signs narrow the palette: actions of the page and of the shell, people', async () => {
  render()
  await openPalette()
  await userEvent.keyboard('>applaud')
  await waitFor(() => expect(optionNames()).toEqual(['Applaud']))
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(pressed).toEqual(['applaud']))
  await openPalette()
  await userEvent.keyboard('>dark')
  await userEvent.keyboard('{Enter}')
  expect(document.documentElement).toHaveAttribute('data-theme', 'dark')
  await openPalette()
  await userEvent.keyboard('@')
  await waitFor(() => expect(optionNames()).toEqual(['Ada']))
})

test('single keys: the filter, a page by its letter, the sheet, and none of them when switched off', async () => {
  render()
  await screen.findByRole('heading', { level: 1, name: 'Stage' })
  await userEvent.keyboard('/')
  expect(screen.getByRole('searchbox', { name: 'Filter' })).toHaveFocus()
  await userEvent.keyboard('gh?')
  expect(screen.getByRole('searchbox', { name: 'Filter' })).toHaveValue('gh?')
  await userEvent.click(document.body)
  await userEvent.keyboard('?')
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })
  expect(sheet).toHaveTextContent('Housesg h')
  expect(sheet).toHaveTextContent('Take a bowb')
  await userEvent.click(within(sheet).getByRole('link', { name: 'Switch shortcuts off or on' }))
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Show these shortcuts' }))
  screen.getByRole('checkbox', { name: 'Show these shortcuts' }).blur()
  await userEvent.keyboard('?')
  expect(screen.queryByRole('dialog')).toBeNull()
  await userEvent.keyboard('gh')
  expect(await screen.findByRole('heading', { level: 1, name: 'Houses' })).toBeVisible()
})

test('the settings say who is signed in, and keep the density', async () => {
  render('/settings')
  const who = await screen.findByRole('region', { name: 'Who you are' })
  expect(await within(who).findAllByText('development/guest')).toHaveLength(2)
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Density of tables' }), 'Compact')
  expect(document.documentElement).toHaveAttribute('data-density', 'compact')
})

test('a signal has what is shown read again, without a reload', async () => {
  const { signal } = render('/houses')
  expect(await screen.findByText('1 seats')).toBeVisible()
  signal('theatre', { type: 'changed' })
  signal('theatre', { type: 'changed' })
  expect(await screen.findByText('2 seats', undefined, { timeout: 3_000 })).toBeVisible()
})
