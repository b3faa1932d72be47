import '@testing-library/jest-dom/vitest'
import { defineWebPlugin, entityCard, entityTab } from '@callboard/web'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { type Reading, readDefinition } from '../../model/definition/read-definition.ts'
import { fakeCatalog } from '../fixtures/fake-catalog.ts'
import { theatre, theatreProblems } from '../fixtures/theatre.ts'
import catalog from '../index.tsx'

afterEach(endPortal)

const open = (path: string, more = {}) =>
  renderPortal({ plugins: [catalog], path, respond: fakeCatalog(theatre, theatreProblems), ...more })

const ticketSales = '/catalog/default/component/ticket-sales'

test('the header says what it is, whose, and what can be done', async () => {
  open(ticketSales)
  expect(await screen.findByRole('heading', { level: 1, name: 'Ticket sales' })).toBeVisible()
  expect(screen.getByText('Component, service')).toBeVisible()
  expect(screen.getByText('Sells seats.')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Edit' })).toHaveAttribute(
    'href',
    'https://git.example/tickets/edit/catalog-info.yaml',
  )
  expect(screen.getByRole('link', { name: 'View source' })).toHaveAttribute(
    'href',
    'https://git.example/tickets/catalog-info.yaml',
  )
})

test('relations are grouped by type, and one that leads nowhere is marked', async () => {
  open(ticketSales)
  const relations = within(await screen.findByRole('region', { name: 'Relations' }))
  await relations.findByText('Depends on')
  expect(relations.getAllByRole('term').map(({ textContent }) => textContent)).toEqual([
    'Owned by',
    'Provides API',
    'Depends on',
  ])
  expect(relations.getByRole('link', { name: 'Tickets API' })).toHaveAttribute('href', '/catalog/default/api/tickets')
  expect(relations.getByText('seat-map').closest('li')).toHaveTextContent('not in the catalog')
})

test('a relation leads to the other entity, and back', async () => {
  open(ticketSales)
  await userEvent.click(await screen.findByRole('link', { name: 'Tickets API' }))
  await waitFor(() => expect(screen.getByRole('heading', { level: 1, name: 'Tickets API' })).toHaveFocus())
  const relations = within(await screen.findByRole('region', { name: 'Relations' }))
  expect(await relations.findByRole('link', { name: 'Ticket sales' })).toBeVisible()
})

test('a long group of relations unfolds', async () => {
  open('/catalog/default/group/box-office')
  await userEvent.click(await screen.findByRole('button', { name: 'Show all 15' }))
  expect(await screen.findByRole('link', { name: 'c14' })).toBeVisible()
})

test('a problem is explained with its place and what to do', async () => {
  open(ticketSales)
  const problems = await screen.findByRole('region', { name: '1 problem' })
  expect(problems).toHaveTextContent('which does not exist.')
  expect(problems).toHaveTextContent('Register resource:default/seat-map, or correct the ref.')
  expect(problems).toHaveTextContent('tickets/catalog-info.yaml:12')
})

test('an address that could run code is text, not a link', async () => {
  open(ticketSales)
  expect(await screen.findByRole('link', { name: 'Status' })).toBeVisible()
  expect(screen.getByText('Trap')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Trap' })).toBeNull()
})

test('refreshing asks the server and says so', async () => {
  const { requests } = open(ticketSales)
  await userEvent.click(await screen.findByRole('button', { name: 'Refresh' }))
  expect(await screen.findByText('component:default/ticket-sales is being read again from its source.')).toBeVisible()
  const sent = requests.find(({ url }) => url.endsWith('/refresh'))
  expect(await sent?.json()).toEqual({ entityRef: 'component:default/ticket-sales' })
})

test('what is not there is explained, with what is wrong with its file', async () => {
  open('/catalog/default/component/coat-check')
  expect(await screen.findByRole('heading', { level: 1, name: 'Entity not found' })).toBeVisible()
  expect(screen.getByText('No entity is registered as component:default/coat-check.')).toBeVisible()
  expect(await screen.findByRole('region', { name: '1 problem' })).toHaveTextContent(
    'The field spec.lifecycle is missing',
  )
  expect(screen.getByRole('link', { name: /Look for/ })).toHaveAttribute('href', '/catalog?kind=all&q=coat-check')
})

test('other plugins add cards and tabs, and the config hides some', async () => {
  const weather = defineWebPlugin({
    id: 'weather',
    extensions: [
      entityCard({ id: 'now', title: 'Weather', component: ({ entity }) => <p>Sun over {entity.ref}</p> }),
      entityTab({ id: 'week', title: 'Week', path: 'week', component: () => <p>Rain on Friday</p> }),
    ],
  })
  const config = { app: { extensions: [{ 'entity-card:catalog/labels': false }] } }
  open(ticketSales, { plugins: [catalog, weather], config })
  expect(await screen.findByText('Sun over component:default/ticket-sales')).toBeVisible()
  expect(screen.queryByRole('region', { name: 'Labels' })).toBeNull()
  await userEvent.click(screen.getByRole('link', { name: 'Week' }))
  expect(await screen.findByText('Rain on Friday')).toBeVisible()
})

test('the config re-arranges the page of a kind: a card first, a card and a tab off, a card in the other column', async () => {
  const component = [
    'entity-card:catalog/labels',
    { 'entity-card:catalog/graph': false },
    { 'entity-card:catalog/links': { area: 'main' } },
    { 'entity-content:catalog/timeline': false },
  ]
  open(ticketSales, { config: { catalog: { entityPage: { component } } } })
  const labels = await screen.findByRole('region', { name: 'Labels' })
  const about = await screen.findByRole('region', { name: 'About' })
  expect(labels.compareDocumentPosition(about)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  const links = await screen.findByRole('region', { name: 'Links' })
  expect(links.compareDocumentPosition(labels)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  expect(screen.queryByRole('region', { name: 'Graph' })).toBeNull()
  expect(screen.queryByRole('link', { name: 'Timeline' })).toBeNull()
})

test('a registered location is unregistered after a question that says what goes', async () => {
  // jsdom has dialogs, and no way to open or close one.
  Object.assign(HTMLDialogElement.prototype, {
    showModal(this: HTMLDialogElement) {
      this.open = true
    },
    close(this: HTMLDialogElement) {
      this.open = false
    },
  })
  const location = { id: '7', type: 'url', target: 'https://git.example/tickets.yaml', entityRef: 'location:default/l' }
  const catalogue = fakeCatalog(theatre)
  const respond = (request: Request) => {
    if (request.url.includes('/locations/by-entity/')) return Response.json(location)
    if (request.method === 'DELETE') return new Response(null, { status: 204 })
    return catalogue(request)
  }
  const { requests } = open(ticketSales, { respond })
  await userEvent.click(await screen.findByRole('button', { name: 'More' }))
  await userEvent.click(await screen.findByRole('button', { name: 'Unregister' }))
  const question = await screen.findByRole('dialog')
  expect(question).toHaveTextContent('Unregister https://git.example/tickets.yaml?')
  await userEvent.click(within(question).getByRole('button', { name: 'Unregister' }))
  expect(await screen.findByText('https://git.example/tickets.yaml is not registered any more.')).toBeVisible()
  expect(requests.filter(({ method }) => method === 'DELETE').map(({ url }) => new URL(url).pathname)).toEqual([
    '/api/catalog/locations/7',
  ])
  expect(await screen.findByRole('heading', { level: 1, name: 'Catalog' })).toBeVisible()
})

test('what comes from the config cannot be unregistered, and the button says why', async () => {
  open(ticketSales)
  await userEvent.click(await screen.findByRole('button', { name: 'More' }))
  const button = await screen.findByRole('button', { name: 'Unregister' })
  expect(button).toHaveAttribute('aria-disabled', 'true')
  expect(button).toHaveAttribute('title', expect.stringContaining('configuration of this portal'))
})

test('other kinds keep their page', async () => {
  const api = [{ 'entity-content:catalog/timeline': false }]
  open(ticketSales, { config: { catalog: { entityPage: { api } } } })
  expect(await screen.findByRole('link', { name: 'Timeline' })).toBeVisible()
})

test('what the file lacks is a to-do, with the way to add it', async () => {
  open(ticketSales)
  expect(await screen.findByText('Say which system it belongs to (spec.system).')).toBeVisible()
  expect(screen.queryByText(/Say who owns it/)).toBeNull()
  expect(screen.getByRole('link', { name: 'Add it in the file' })).toHaveAttribute(
    'href',
    'https://git.example/tickets/edit/catalog-info.yaml',
  )
})

test('the timeline says what changed, and how long each step took', async () => {
  open(`${ticketSales}/timeline`)
  expect(await screen.findByText('Changed')).toBeVisible()
  expect(screen.getByText('250 ms')).toBeVisible()
})

/** jsdom has no workers: this one reads in the page. */
class WorkerHere {
  onmessage?: (event: { data: Reading }) => void
  terminate() {}
  postMessage(text: string) {
    queueMicrotask(() => this.onmessage?.({ data: readDefinition(text) }))
  }
}

test('an API shows who provides it, and its definition', async () => {
  vi.stubGlobal('Worker', WorkerHere)
  open('/catalog/default/api/tickets')
  const providers = await screen.findByRole('region', { name: 'Providers' })
  expect(await within(providers).findByRole('rowheader', { name: 'Ticket sales' })).toBeVisible()
  await userEvent.click(screen.getByRole('link', { name: 'Definition' }))
  expect(await screen.findByText('No operation is like that.')).toBeVisible()
})

test('the address of an operation leads to it, unfolded', async () => {
  vi.stubGlobal('Worker', WorkerHere)
  const get = { summary: 'The seats of a show.', description: 'In the order of the rows.' }
  const definition = JSON.stringify({ openapi: '3.1.0', paths: { '/seats': { get, post: { summary: 'Adds one.' } } } })
  const api = theatre.find(({ kind }) => kind === 'API')
  const withSeats = theatre.map((entity) => (entity === api ? { ...api, spec: { ...api.spec, definition } } : entity))
  open('/catalog/default/api/tickets/definition?at=GET%20%2Fseats', { respond: fakeCatalog(withSeats) })
  expect(await screen.findByText('In the order of the rows.')).toBeVisible()
  expect(screen.queryByText('Adds one.')).not.toBeInTheDocument()
})

test('the inspector shows the entity as the catalog serves it', async () => {
  // jsdom has dialogs, and no way to open one.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true
  }
  open(`${ticketSales}?inspect=json`)
  const dialog = await screen.findByRole('dialog', { name: 'Inspect component:default/ticket-sales' })
  expect(await within(dialog).findByRole('region', { name: 'Text' })).toHaveTextContent('"kind": "Component"')
  expect(dialog).not.toHaveTextContent('"ref":')
})

test('an entity that could not be loaded leaves its page a heading', async () => {
  const error = { name: 'ServiceUnavailableError', message: 'The database does not answer.' }
  open(ticketSales, { respond: () => Response.json({ error }, { status: 503 }) })
  expect(await screen.findByText('The database does not answer.', {}, { timeout: 5_000 })).toBeVisible()
  expect(screen.getByRole('heading', { level: 1, name: 'Entity' })).toBeVisible()
})
