import '@testing-library/jest-dom/vitest'
import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'
import { type DeclaredExtension, declaredPlugin } from './declared-plugin.ts'
import { defineWebPlugin, language, page } from './extensions.ts'
import { onDemand } from './on-demand.ts'

afterEach(() => {
  endPortal()
  vi.restoreAllMocks()
})

const declared: DeclaredExtension[] = [
  { extension: { kind: 'page', id: 'list', path: '/freezes', title: 'Freezes' }, later: 'component' },
  { extension: { kind: 'page', id: 'one', path: '/freeze', title: 'Last freeze' }, later: 'component' },
  { extension: { kind: 'language', id: 'sv', title: 'Svenska' }, later: 'load' },
  { extension: { kind: 'nav-item', id: 'help', title: 'Help', to: '/help' } },
]
const whole = defineWebPlugin({
  id: 'freeze',
  extensions: [
    page({ id: 'list', path: '/freezes', title: 'Freezes', component: onDemand(async () => () => <p>Frozen</p>) }),
    page({ id: 'one', path: '/freeze', title: 'Last freeze', component: () => <p>The last one</p> }),
    language({ id: 'sv', title: 'Svenska', load: async () => ({ freeze: { 'page.list.title': 'Stopp' } }) }),
  ],
})
const here = defineWebPlugin({
  id: 'here',
  extensions: [page({ id: 'here', path: '/', title: 'Here', component: () => <p>Nothing to see</p> })],
})

test('its links are there at once, its module is loaded when a page is opened', async () => {
  const loadModule = vi.fn(async () => whole)
  renderPortal({ plugins: [here, declaredPlugin('freeze', declared, loadModule)] })
  expect(await screen.findByText('Nothing to see')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Help' })).toBeVisible()
  expect(loadModule).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('link', { name: 'Freezes' }))
  expect(await screen.findByText('Frozen')).toBeVisible()
  await userEvent.click(screen.getByRole('link', { name: 'Last freeze' }))
  expect(await screen.findByText('The last one')).toBeVisible()
})

test('its language is loaded when somebody chooses it', async () => {
  const loadModule = vi.fn(async () => whole)
  renderPortal({ plugins: [declaredPlugin('freeze', declared, loadModule)], path: '/settings' })
  const choice = await screen.findByRole('combobox', { name: 'Language' })
  expect(loadModule).not.toHaveBeenCalled()
  await userEvent.selectOptions(choice, 'Svenska')
  await waitFor(() => expect(screen.getByRole('link', { name: 'Stopp' })).toBeVisible())
})

test.each([
  { why: 'a module that does not arrive', loadModule: () => Promise.reject(new TypeError('cut off')) },
  {
    why: 'a module of another build',
    loadModule: async () => defineWebPlugin({ id: 'freeze', extensions: [] }),
  },
])('$why fails where it was wanted, and nowhere else', async ({ loadModule }) => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  renderPortal({ plugins: [here, declaredPlugin('freeze', declared, loadModule)], path: '/freezes' })
  expect(await screen.findByRole('alert')).toHaveTextContent('Freezes')
  await userEvent.click(screen.getByRole('link', { name: 'Here' }))
  expect(await screen.findByText('Nothing to see')).toBeVisible()
})
