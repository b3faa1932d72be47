import '@testing-library/jest-dom/vitest'
import { defineWebPlugin, homeWidget } from '@callboard/web'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import home from './index.tsx'

afterEach(endPortal)

const demo = defineWebPlugin({
  id: 'demo',
  extensions: [
    homeWidget({ id: 'one', title: 'One', component: () => <p>First</p> }),
    homeWidget({ id: 'two', title: 'Two', component: () => <p>Second</p> }),
  ],
})

const headings = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)

test('every widget is shown, with its title', async () => {
  renderPortal({ plugins: [home, demo] })
  expect(await screen.findByText('Second')).toBeVisible()
  expect(headings()).toEqual(['One', 'Two', 'Quick links'])
})

test('the config arranges widgets, and has the quick links', async () => {
  const links = [
    { title: 'Wiki', url: 'https://wiki.example', description: 'Rotas' },
    { title: 'APIs', url: '/catalog?kind=api' },
    { title: 'Trap', url: 'javascript:alert(1)' },
  ]
  renderPortal({
    plugins: [home, demo],
    config: { app: { home: { main: ['demo/two'], aside: ['home/links', 'demo/one'], links } } },
  })
  expect(await screen.findByRole('link', { name: 'Wiki' })).toHaveAttribute('href', 'https://wiki.example/')
  expect(screen.getByRole('link', { name: 'APIs' })).toHaveAttribute('href', '/catalog?kind=api')
  expect(screen.queryByRole('link', { name: 'Trap' })).toBeNull()
  expect(headings()).toEqual(['Two', 'Quick links', 'One'])
})

/** A server that keeps the person's layout. */
function keeping(kept: object | null) {
  const server = { kept }
  const respond = async (request: Request) => {
    if (request.method === 'POST') return Response.json({ items: [server.kept && { value: server.kept }] })
    server.kept = (await request.json()).value
    return Response.json({})
  }
  return { server, respond }
}

test('what a person has arranged is shown, as far as it is installed', async () => {
  const { respond } = keeping({ main: ['gone/x', 'home/links'], aside: ['demo/two'], hidden: ['demo/one'], added: [] })
  renderPortal({ plugins: [home, demo], respond })
  expect(await screen.findByText('Second')).toBeVisible()
  await waitFor(() => expect(headings()).toEqual(['Quick links', 'Two']))
})

test('only the difference from the layout of everybody is kept; Reset leaves nothing of it', async () => {
  const { server, respond } = keeping(null)
  renderPortal({ plugins: [home, demo], config: { app: { home: { main: ['demo/one'] } } }, respond })
  await userEvent.click(await screen.findByRole('button', { name: 'Arrange' }))
  await userEvent.click(screen.getByRole('button', { name: 'Hide Quick links' }))
  await waitFor(() => expect(headings()).toEqual(['One']))
  await userEvent.click(screen.getByRole('button', { name: 'Add a widget' }))
  await userEvent.click(screen.getByRole('button', { name: 'Two' }))
  const kept = { main: ['demo/one', 'demo/two'], aside: [], hidden: ['home/links'], added: ['demo/two'] }
  await waitFor(() => expect(server.kept).toEqual(kept))
  expect(headings()).toEqual(['One', 'Two'])
  await userEvent.click(screen.getByRole('button', { name: 'Reset' }))
  await waitFor(() => expect(server.kept).toEqual({}))
  expect(headings()).toEqual(['One', 'Quick links'])
})

test('when everything is hidden, the page says so', async () => {
  const { respond } = keeping({ main: [], aside: [], hidden: ['demo/one', 'demo/two', 'home/links'], added: [] })
  renderPortal({ plugins: [home, demo], respond })
  expect(await screen.findByText('Every widget of this page is hidden.')).toBeVisible()
})

test('what needs the person stays before what was moved', async () => {
  const { respond } = keeping({
    main: ['demo/two', 'demo/need', 'demo/one'],
    aside: [],
    hidden: ['demo/need'],
    added: [],
  })
  const needing = defineWebPlugin({
    id: 'demo',
    extensions: [
      ...demo.extensions,
      homeWidget({ id: 'need', title: 'Need', stays: 'first', component: () => <p>Needed</p> }),
    ],
  })
  renderPortal({ plugins: [needing, home], respond })
  expect(await screen.findByText('Needed')).toBeVisible()
  await waitFor(() => expect(headings()).toEqual(['Need', 'Two', 'One', 'Quick links']))
})
