import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { docsPage, type FakeDocs, fakeDocs } from '../fixtures/fake-docs.ts'
import plugin from '../index.tsx'

beforeEach(() => localStorage.clear())
afterEach(endPortal)

const own = '/docs/default/component/box-office'

const open = (path: string, docs: FakeDocs = {}) =>
  renderPortal({ plugins: [plugin], path, respond: fakeDocs(docs), config: { app: { title: 'Ours' } } })

const heading = (name: string) => screen.findByRole('heading', { name })

test('a page stands in its site: whose it is, where it is, what is beside it', async () => {
  open(`${own}/guide/`)
  expect(await heading('Guide')).toBeVisible()
  expect(document.title).toBe('The box office | Guide | Ours')
  expect(screen.getByText('ticketing')).toBeVisible()
  const pages = screen.getByRole('navigation', { name: 'Pages of Stage door' })
  expect(within(pages).getByRole('link', { current: 'page' })).toHaveTextContent('Guide')
  expect(screen.getAllByRole('navigation', { name: 'On this page' })[0]).toHaveTextContent('Prices')
  expect(screen.getByRole('link', { name: /Previous/ })).toHaveAttribute('href', `${own}/`)
})

test('a link in the text leads on within the portal, and the focus goes with it', async () => {
  open(own)
  await userEvent.click(await screen.findByRole('link', { name: 'tickets' }))
  const title = await heading('Guide')
  await waitFor(() => expect(title).toHaveFocus())
})

test('keys turn the page, and not while somebody types', async () => {
  open(own)
  await heading('Box office')
  await userEvent.type(screen.getByRole('combobox', { name: 'Search Stage door' }), 'n')
  expect(screen.getByRole('heading', { name: 'Box office' })).toBeVisible()
  await userEvent.click(screen.getByRole('heading', { name: 'Box office' }))
  await userEvent.keyboard('n')
  await heading('Guide')
  await userEvent.keyboard('[[')
  await heading('Box office')
})

test('sections fold, and are remembered', async () => {
  open(own)
  const section = await screen.findByRole('button', { name: 'Guides' })
  expect(section).toHaveAttribute('aria-expanded', 'true')
  await userEvent.click(section)
  expect(section).toHaveAttribute('aria-expanded', 'false')
  endPortal()
  open(own)
  expect(await screen.findByRole('button', { name: 'Guides' })).toHaveAttribute('aria-expanded', 'false')
})

test('the section of the page that is shown is open', async () => {
  localStorage.setItem('callboard.docs.sections.component:default/box-office', '{"/Guides":false}')
  open(`${own}/guide/`)
  expect(await screen.findByRole('button', { name: 'Guides' })).toHaveAttribute('aria-expanded', 'true')
})

test('where there is no such page, the site can be searched', async () => {
  open(`${own}/nowhere/`)
  expect(await screen.findByText('Stage door has no page at this address.')).toBeVisible()
  expect(screen.getAllByRole('combobox', { name: 'Search Stage door' })).toHaveLength(2)
  expect(screen.getByRole('link', { name: 'Go to the first page' })).toHaveAttribute('href', `${own}/`)
})

test('an entity without docs is told how to get some', async () => {
  open(own, { replies: { '/api/techdocs/sites/default/component/box-office': () => missing } })
  expect(await screen.findByText(/backstage\.io\/techdocs-ref: dir:\./)).toBeVisible()
})

const missing = Response.json({ error: { name: 'NotFoundError', message: 'There is none.' } }, { status: 404 })

test('who may not read them is told so', async () => {
  const refusal = { error: { name: 'NotAllowedError', message: 'Not for you.' } }
  const reply = () => Response.json(refusal, { status: 403 })
  open(own, { replies: { '/api/techdocs/sites/default/component/box-office': reply } })
  expect(await screen.findByRole('alert')).toHaveTextContent('These docs: you may not see this.')
})

test('a page that has moved leads to where it is', async () => {
  open(`${own}/old/`, { pages: { 'old/': { redirect: 'guide/' } } })
  expect(await heading('Guide')).toBeVisible()
})

test('a page that has moved to another site says where, and does not go there by itself', async () => {
  open(`${own}/old/`, { pages: { 'old/': { redirect: 'https://other.example/a' } } })
  expect(await screen.findByRole('link', { name: 'https://other.example/a' })).toBeVisible()
})

test('the docs of another entity are read at their own address, from their landing page', async () => {
  const landing = { 'backstage.io/techdocs-entity-path': '/guide/' }
  open(own, { annotations: landing })
  expect(await heading('Guide')).toBeVisible()
})

test('what everybody should know of a site is said', async () => {
  open(own, { site: { notices: [{ code: 'source-unreadable', message: 'This is two days old.' }] } })
  expect(await screen.findByText('This is two days old.')).toBeVisible()
})

test('problems are listed by file and line', async () => {
  const problem = { code: 'broken-link', file: 'docs/index.md', line: 3, message: 'Leads nowhere.' }
  open(`${own}/?problems`, { problems: [problem], site: { sourceUrl: 'https://git.example/tree/' } })
  expect(await screen.findByText('Leads nowhere.')).toBeVisible()
  expect(screen.getByText('Line 3')).toBeVisible()
  expect(screen.getByRole('link', { name: 'docs/index.md' })).toHaveAttribute(
    'href',
    expect.stringContaining('docs/index.md'),
  )
})

test('a version stays chosen from page to page', async () => {
  open(`${own}/?version=v1`, { site: { versions: ['v1'] } })
  expect(await screen.findByText(/This is the version v1/)).toBeVisible()
  expect(screen.getByRole('link', { name: 'tickets' })).toHaveAttribute('href', `${own}/guide/?version=v1`)
})

test('images are asked for once the browser has its cookie', async () => {
  const html = '<h1>Home</h1><p><img alt="Seats" src="seats.png"></p>'
  const { requests } = open(own, {
    pages: { '': { page: docsPage({ html }) } },
    replies: { '/api/techdocs/.backstage/auth/v1/cookie': () => Response.json({ expiresAt: '2100-01-01T00:00:00Z' }) },
  })
  const image = await screen.findByRole('img', { name: 'Seats' })
  const file = '/api/techdocs/static/docs/default/component/box-office/seats.png'
  await waitFor(() => expect(image).toHaveAttribute('src', file))
  expect(requests.filter(({ url }) => url.endsWith('/cookie'))).toHaveLength(1)
})

test('who chooses a tab sees it in every set that has it', async () => {
  const set = (number: number) =>
    `<div class="tabbed-set"><input checked id="a${number}" name="${number}" type="radio"><input id="b${number}" name="${number}" type="radio">` +
    `<div class="tabbed-labels"><label for="a${number}">npm</label><label for="b${number}">yarn</label></div></div>`
  open(own, { pages: { '': { page: docsPage({ html: `<h1>Home</h1>${set(1)}${set(2)}` }) } } })
  const [first, second] = await screen.findAllByRole('radio', { name: 'yarn' })
  await userEvent.click(first as HTMLElement)
  expect(second).toBeChecked()
})

test('results of the site’s search mark what matched, and lead to its part', async () => {
  const highlight = { preTag: '<i>', postTag: '</i>', fields: { text: 'All <i>prices</i> <b>here</b>' } }
  const document = { title: 'Prices', text: 'All prices', location: `${own}/guide/#title` }
  const { requests } = open(own, {
    replies: {
      '/api/search/query': () => Response.json({ results: [{ type: 'techdocs', document, highlight, rank: 1 }] }),
    },
  })
  await userEvent.type(await screen.findByRole('combobox', { name: 'Search Stage door' }), 'prices')
  const option = await screen.findByRole('option', { name: /Prices/ })
  expect(within(option).getByText('prices').tagName).toBe('MARK')
  expect(option).toHaveTextContent('All prices <b>here</b>')
  const asked = new URL(requests.find(({ url }) => url.includes('/api/search/'))?.url ?? '').searchParams
  expect(asked.get('filters[name]')).toBe('box-office')
  await userEvent.keyboard('{Enter}')
  const title = await heading('Prices')
  await waitFor(() => expect(title).toHaveFocus())
})
