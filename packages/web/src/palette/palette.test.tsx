import '@testing-library/jest-dom/vitest'
import { get, Type } from '@callboard/model'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { defineWebPlugin, page, paletteSource, searchResultType, useLocation } from '../index.ts'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const Results = () => <p>{useLocation().search}</p>
const found = get('/found', { summary: 'What there is.', reply: Type.Unknown() })

/** A source that knows names, and another that looks everywhere. */
const library = defineWebPlugin({
  id: 'library',
  extensions: [
    page({ id: 'results', path: '/results', title: 'Results', component: Results }),
    searchResultType({ id: 'plays', title: 'Plays', icon: 'play' }),
    paletteSource({
      id: 'names',
      title: 'Plays',
      scopes: ['any'],
      load: async () => ({ search: async () => [{ id: 'faust', title: 'Faust', to: '/plays/faust' }] }),
    }),
    paletteSource({
      id: 'all',
      title: 'Search',
      scopes: ['any'],
      asked: 'always',
      allResults: '/results?query=',
      load: async () => ({
        search: async ({ text }, { read, resultTypes }) => {
          if (text === '')
            return [{ id: 'last', title: 'goethe', heading: 'Last searches', to: '/results?query=goethe' }]
          await read(found)
          const heading = resultTypes[0]?.title
          const pieces = [
            { text: 'Ur', isMatch: false },
            { text: 'faust', isMatch: true },
          ]
          return [
            { id: '1', title: 'Faust', heading, to: '/plays/faust' },
            { id: '2', title: 'Urfaust', pieces, heading, to: '/plays/urfaust' },
            { id: '3', title: 'A letter', excerpt: pieces, heading: 'Letters', to: '/letters/1' },
          ]
        },
      }),
    }),
  ],
})

const render = (path = '/results') => renderPortal({ plugins: [library], path, respond: () => Response.json({}) })

const groups = () =>
  screen.queryAllByRole('group').map((group) => {
    const lines = within(group).queryAllByRole('option')
    return [group.firstChild?.textContent, ...lines.map((line) => line.textContent)].join(': ')
  })

async function openPalette() {
  await screen.findByRole('heading', { level: 1 })
  await userEvent.keyboard('{Control>}k{/Control}')
  return screen.findByRole('combobox', { name: 'Find anything' })
}

test('what several sources find stands once, below one heading, with what was typed marked', async () => {
  render()
  await openPalette()
  await userEvent.keyboard('fau')
  await waitFor(() =>
    expect(groups()).toEqual([
      'Plays: Faust: Urfaust',
      'Letters: A letterUrfaust',
      'Search: See all results for “fau”',
    ]),
  )
  const marked = screen.getAllByRole('option').map((option) => option.querySelector('mark')?.textContent)
  expect(marked).toEqual(['Fau', 'faust', 'faust', undefined])
  expect(screen.getByText('3 results')).toBeVisible()
})

test('the page with all results is a key away, before any answer', async () => {
  render()
  await openPalette()
  await userEvent.keyboard('nought & all{Enter}')
  expect(await screen.findByText('?query=nought%20%26%20all')).toBeVisible()
})

test('before anything is typed a source may offer something, which answers no text', async () => {
  render()
  await openPalette()
  await waitFor(() => expect(groups()).toContain('Last searches: goethe'))
  await userEvent.keyboard('f')
  await waitFor(() => expect(groups()).toContain('Plays: Faust: Urfaust'))
  expect(groups().join()).not.toContain('Last searches')
})

test('an address that leads nowhere is looked for by its words, and other words may be', async () => {
  render('/old/faust.html')
  const field = await screen.findByRole('searchbox', { name: 'Look for it' })
  expect(field).toHaveValue('faust')
  const found = await screen.findByRole('list', { name: 'Perhaps you meant' })
  await waitFor(() => expect(within(found).getAllByRole('link')).toHaveLength(3))
  expect(within(found).getByRole('link', { name: 'Urfaust' })).toHaveAttribute('href', '/plays/urfaust')
  await userEvent.clear(field)
  expect(screen.queryByRole('list', { name: 'Perhaps you meant' })).toBeNull()
  await userEvent.type(field, 'Egmont')
  await userEvent.click(screen.getByRole('link', { name: 'See all results for “Egmont”' }))
  expect(await screen.findByText('?query=Egmont')).toBeVisible()
})
