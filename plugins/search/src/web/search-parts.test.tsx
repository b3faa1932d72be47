import '@testing-library/jest-dom/vitest'
import { defineWebPlugin, page, searchResultType } from '@callboard/web'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { fakeSearch } from './fixtures/fake-search.ts'
import plugin from './index.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const theatre = defineWebPlugin({
  id: 'theatre',
  extensions: [
    page({ id: 'foyer', path: '/foyer', title: 'Foyer', component: () => null }),
    searchResultType({ id: 'plays', title: 'Plays', icon: 'play', detail: ['stage'] }),
  ],
})

const historyOn = { search: { history: { enabled: true } } }
const render = (path: string, config: object = {}) =>
  renderPortal({ plugins: [plugin, theatre], path, config, respond: fakeSearch() })

async function openPalette(typed: string) {
  await screen.findByRole('heading', { level: 1 })
  await userEvent.keyboard('{Control>}k{/Control}')
  await screen.findByRole('combobox', { name: 'Find anything' })
  if (typed !== '') await userEvent.keyboard(typed)
}
const optionsOf = (name: string) =>
  within(screen.getByRole('group', { name }))
    .getAllByRole('option')
    .map(({ textContent }) => textContent)

test('the palette finds documents of every type, with what answers in them', async () => {
  const { requests } = render('/foyer')
  await openPalette('bargain')
  await waitFor(() =>
    expect(optionsOf('Plays')).toEqual(['FaustA scholar makes a bargain.Main', 'UrfaustThe bargain, earlier.Studio']),
  )
  expect(optionsOf('letters')).toEqual(['To SchillerAbout the bargain <b>and</b> more.', 'OddA bargain with a script.'])
  expect(requests.filter(({ url }) => url.includes('/query'))).toHaveLength(1)
  await userEvent.keyboard('{ArrowUp}{Enter}')
  expect(await screen.findByRole('searchbox', { name: 'Search for' })).toHaveValue('bargain')
})

test('before anything is typed the palette offers the last searches, and searches nothing', async () => {
  localStorage.setItem('callboard.recent-searches', '["box office","lorry"]')
  const { requests } = render('/foyer')
  await openPalette('')
  await waitFor(() => expect(optionsOf('Recent searches')).toEqual(['box office', 'lorry']))
  expect(requests.some(({ url }) => url.includes('/query'))).toBe(false)
})

test('administrators see how the index stands, what went wrong, and index again', async () => {
  const { requests } = render('/administration/search')
  const table = await screen.findByRole('table', { name: 'Types of documents' })
  expect(within(table).getByRole('row', { name: /Plays/ })).toHaveTextContent('Up to date')
  expect(within(table).getByRole('row', { name: /Plays/ })).toHaveTextContent('in 1.2 s')
  const letters = within(table).getByRole('row', { name: /Letters/ })
  expect(letters).toHaveTextContent('The archive did not answer.')
  expect(letters).toHaveTextContent('Failed')
  const again = within(letters).getByRole('button', { name: 'Index again' })
  await waitFor(() => expect(again).toHaveAttribute('aria-disabled', 'false'))
  await userEvent.click(again)
  expect(await screen.findByText('Letters are being indexed. What was found stays.')).toBeVisible()
  expect(requests.some(({ method, url }) => method === 'POST' && url.endsWith('/index/letters'))).toBe(true)
  expect(await screen.findByRole('link', { name: 'parking' })).toHaveAttribute('href', '/search?query=parking')
})

test('a person has searches kept, and forgets them', async () => {
  localStorage.setItem('callboard.recent-searches', '["only here"]')
  render('/settings', historyOn)
  const own = await screen.findByRole('region', { name: 'Your searches' })
  expect(await within(own).findByRole('link', { name: 'only here' })).toBeVisible()
  await userEvent.click(within(own).getByRole('checkbox', { name: /Keep my searches/ }))
  expect(await within(own).findByRole('link', { name: 'kept by the server' })).toBeVisible()
  await userEvent.click(within(own).getByRole('button', { name: 'Forget my searches' }))
  await waitFor(() => expect(within(own).queryByRole('link')).toBeNull())
  expect(localStorage.getItem('callboard.recent-searches')).toBe('[]')
})

test('where the portal keeps no searches, the settings say so and offer nothing', async () => {
  render('/settings')
  const own = await screen.findByRole('region', { name: 'Your searches' })
  expect(await within(own).findByText(/This portal keeps no searches/)).toBeVisible()
  expect(within(own).queryByRole('checkbox')).toBeNull()
})
