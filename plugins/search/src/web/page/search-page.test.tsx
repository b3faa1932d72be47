import '@testing-library/jest-dom/vitest'
import { defineWebPlugin, page, type SearchResultProps, searchResultType, useLocation } from '@callboard/web'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { SearchResults } from '../../model/routes.ts'
import { fakeSearch } from '../fixtures/fake-search.ts'
import plugin from '../index.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const theatre = defineWebPlugin({
  id: 'theatre',
  extensions: [
    page({ id: 'play', path: '/plays/:name', title: 'A play', component: () => <p>{useLocation().pathname}</p> }),
    searchResultType({
      id: 'studio',
      type: 'plays',
      when: { stage: 'Studio' },
      title: 'Studio play',
      icon: 'star',
      component: ({ document, text }: SearchResultProps) => (
        <p>
          {String(document.stage)} — {text}
        </p>
      ),
    }),
    searchResultType({ id: 'plays', title: 'Plays', icon: 'play', facets: [{ field: 'stage', title: 'Stage' }] }),
  ],
})

const render = (path: string, changes?: Partial<SearchResults>) =>
  renderPortal({ plugins: [plugin, theatre], path, respond: fakeSearch(changes) })
const hits = () => screen.queryAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)

test('hits are listed with what matched marked, each as its type wants it', async () => {
  render('/search?query=bargain')
  expect(await screen.findByText('4 results')).toBeVisible()
  expect(hits()).toEqual(['FaustPlays', 'UrfaustStudio play', 'To Schillerletters', 'Oddletters'])
  const list = screen.getByRole('list', { name: 'Results' })
  expect([...list.querySelectorAll('mark')].map(({ textContent }) => textContent)).toEqual(Array(4).fill('bargain'))
  expect(list).toHaveTextContent('Studio — The bargain, earlier.')
  expect(list).toHaveTextContent('About the bargain <b>and</b> more.')
  expect(list.querySelector('b')).toBeNull()
  expect(within(list).getByRole('link', { name: 'Faust' })).toHaveAttribute('href', '/plays/faust')
  expect(within(list).getByRole('link', { name: /To Schiller/ })).toHaveAttribute('href', 'https://letters.example/1')
  expect(within(list).queryByRole('link', { name: 'Odd' })).toBeNull()
})

test('types with counts, then facets with counts; several values are any of them', async () => {
  const { requests } = render('/search?query=a')
  const types = await screen.findByRole('navigation', { name: 'Types' })
  await waitFor(() => expect(types).toHaveTextContent('All5Plays3letters2'))
  await userEvent.click(within(types).getByRole('link', { name: /^Plays/ }))
  const filters = await screen.findByRole('complementary', { name: 'Filters' })
  const stage = within(filters).getByRole('group', { name: 'Stage' })
  await userEvent.click(within(stage).getByRole('checkbox', { name: /^Studio/ }))
  await waitFor(() => expect(hits()).toEqual(['UrfaustStudio play']))
  expect(types).toHaveTextContent('All5Plays3letters2')
  await userEvent.click(within(stage).getByRole('checkbox', { name: /^Main/ }))
  await waitFor(() => expect(hits()).toHaveLength(3))
  const asked = decodeURIComponent(requests.at(-1)?.url ?? '')
  expect(asked).toMatch(/types\[0\]=plays/)
  await userEvent.click(within(filters).getByRole('button', { name: 'Clear filters' }))
  await waitFor(() => expect(within(stage).getByRole('checkbox', { name: /^Studio/ })).not.toBeChecked())
})

test('what is typed is looked for; the field leads to the hits, j and k through them', async () => {
  render('/search')
  const field = await screen.findByRole('searchbox', { name: 'Search for' })
  await waitFor(() => expect(field).toHaveFocus())
  await userEvent.type(field, 'bargain')
  await screen.findByText('4 results')
  await userEvent.keyboard('{ArrowDown}')
  expect(screen.getByRole('link', { name: 'Faust' })).toHaveFocus()
  await userEvent.keyboard('j')
  expect(screen.getByRole('link', { name: 'Urfaust' })).toHaveFocus()
  await userEvent.keyboard('kk')
  expect(field).toHaveFocus()
  await userEvent.keyboard('{Enter}{Enter}')
  expect(await screen.findByText('/plays/faust')).toBeVisible()
  expect(localStorage.getItem('callboard.recent-searches')).toBe('["bargain"]')
})

test('pages are led through by cursors, and know where they are', async () => {
  render('/search?query=a&pageLimit=10')
  await screen.findByText('5 results')
  expect(screen.queryByRole('navigation', { name: 'Pages' })).toBeNull()
  endPortal()
  render('/search?query=a', { nextPageCursor: 'MQ==', numberOfResults: 40 })
  const pages = await screen.findByRole('navigation', { name: 'Pages' })
  expect(pages).toHaveTextContent('1 to 5 of 40')
  expect(within(pages).getByRole('link', { name: 'Next' })).toHaveAttribute(
    'href',
    '/search?query=a&pageCursor=MQ%3D%3D',
  )
  await userEvent.selectOptions(within(pages).getByRole('combobox', { name: 'On a page' }), '50')
  await waitFor(() =>
    expect(within(pages).getByRole('link', { name: 'Next' })).toHaveAttribute(
      'href',
      expect.stringContaining('pageLimit=50'),
    ),
  )
})

test('what was probably meant, and why something may be missing, is said', async () => {
  render('/search?query=bargain', { didYouMean: 'bargains', warnings: ['Docs are not indexed yet.'] })
  expect(await screen.findByRole('link', { name: 'bargains' })).toHaveAttribute('href', '/search?query=bargains')
  expect(screen.getByText('Docs are not indexed yet.')).toBeVisible()
})

test('without a result: what may help, and all types', async () => {
  render('/search?query=nothing+of+it&types[]=plays')
  expect(await screen.findByText('Nothing answers “nothing of it”.')).toBeVisible()
  expect(screen.getByRole('link', { name: /Look in all types/ })).toHaveAttribute('href', '/search?query=nothing+of+it')
  expect(screen.queryByRole('complementary')).toBeNull()
})

test('a page past the last result leads to the first', async () => {
  render('/search?query=bargain&pageCursor=MQ==')
  expect(await screen.findByText('There are no results on this page any more.')).toBeVisible()
  expect(screen.getByRole('link', { name: 'To the first page' })).toHaveAttribute('href', '/search?query=bargain')
})

test('Enter before the pause asks at once, and does not lead into what was there before', async () => {
  render('/search?query=city')
  await screen.findByText('1 result')
  const field = screen.getByRole('searchbox', { name: 'Search for' })
  await userEvent.clear(field)
  await userEvent.type(field, 'scholar{Enter}')
  expect(field).toHaveFocus()
  await waitFor(() => expect(hits()).toEqual(['Faust']))
})

test('before anything is asked: what was searched here, and by others', async () => {
  localStorage.setItem('callboard.recent-searches', '["box office"]')
  render('/search')
  expect(await screen.findByRole('link', { name: 'box office' })).toHaveAttribute('href', '/search?query=box+office')
  expect(await screen.findByRole('link', { name: 'seat map' })).toBeVisible()
})

test('a failure is said with its reason, and another term is another attempt', async () => {
  let isBroken = true
  const respond = fakeSearch()
  renderPortal({
    plugins: [plugin, theatre],
    path: '/search?query=bargain',
    respond: (request) =>
      isBroken && request.url.includes('/query')
        ? Response.json({ error: { name: 'MissingIndexError', message: 'Nothing is indexed yet.' } }, { status: 500 })
        : respond(request),
  })
  expect(await screen.findByText('Nothing is indexed yet.')).toBeVisible()
  isBroken = false
  await userEvent.type(screen.getByRole('searchbox', { name: 'Search for' }), 's')
  await waitFor(() => expect(screen.queryByText('Nothing is indexed yet.')).toBeNull())
})
