import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeCatalog } from '../fixtures/fake-catalog.ts'
import { theatre } from '../fixtures/theatre.ts'
import catalog from '../index.tsx'

const patience = { timeout: 5_000 }
let settings: Map<string, unknown>
beforeEach(() => {
  settings = new Map()
})
afterEach(endPortal)

const entities = theatre.map((entity) =>
  entity.metadata.name === 'seat-finder'
    ? { ...entity, metadata: { ...entity.metadata, annotations: { 'backstage.io/orphan': 'true' } } }
    : entity,
)
const problem = { code: 'x/y', level: 'error', message: 'Bad.', ref: 'component:default/fly-control' } as const

/** The catalog with the settings of a person beside it. `refuse` fails writes. */
function open(path: string, { refuse = false } = {}) {
  const works = fakeCatalog(entities, [problem])
  return renderPortal({
    plugins: [catalog],
    path,
    respond: async (request) => {
      const { pathname, searchParams } = new URL(request.url)
      if (pathname === '/api/catalog/problems' && !searchParams.has('entityRef'))
        return Response.json({ items: [problem], totalItems: 1 })
      if (pathname === '/api/user-settings/multiget') {
        const { items }: { items: { bucket: string; key: string }[] } = await request.json()
        const found = items.map(({ bucket, key }) => settings.get(`${bucket}/keys/${key}`))
        return Response.json({ items: found.map((value) => (value === undefined ? null : { value })) })
      }
      const key = /^\/api\/user-settings\/buckets\/(.+)$/.exec(pathname)?.[1]
      if (key === undefined) return works(request)
      if (refuse) return Response.json({ error: { name: 'ConflictError', message: 'Too many.' } }, { status: 409 })
      settings.set(key, (await request.json()).value)
      return Response.json({})
    },
  })
}

async function names() {
  const table = await screen.findByRole('table', undefined, patience)
  return within(table)
    .getAllByRole('rowheader')
    .map((header) => within(header).getByRole('link').textContent)
}

const stars = 'starred-entities/keys/entityRefs'

test('a star is kept with those that another device set meanwhile', async () => {
  open('/catalog')
  await names()
  settings.set(stars, ['component:default/lamp-counter'])
  const star = screen.getByRole('button', { name: 'Star Ticket sales' })
  await userEvent.click(star)
  await waitFor(() => expect(star).toHaveAttribute('aria-pressed', 'true'), patience)
  await waitFor(
    () => expect(settings.get(stars)).toEqual(['component:default/lamp-counter', 'component:default/ticket-sales']),
    patience,
  )
  await waitFor(
    () => expect(screen.getByRole('button', { name: 'Star lamp-counter' })).toHaveAttribute('aria-pressed', 'true'),
    patience,
  )
})

test('two stars in a row are both kept', async () => {
  open('/catalog')
  await names()
  await userEvent.click(screen.getByRole('button', { name: 'Star fly-control' }))
  await userEvent.click(screen.getByRole('button', { name: 'Star seat-finder' }))
  await waitFor(
    () => expect(settings.get(stars)).toEqual(['component:default/fly-control', 'component:default/seat-finder']),
    patience,
  )
})

test('a star that cannot be kept is taken back, and it says why', async () => {
  open('/catalog', { refuse: true })
  await names()
  const star = screen.getByRole('button', { name: 'Star Ticket sales' })
  await userEvent.click(star)
  expect(await screen.findByText('Your change could not be kept: Too many.', undefined, patience)).toBeVisible()
  await waitFor(() => expect(star).toHaveAttribute('aria-pressed', 'false'), patience)
})

test('the starred are listed, whatever else is in the settings', async () => {
  settings.set(stars, ['component:default/lamp-counter', 'no ref at / all', 'api:default/tickets', 7])
  open('/catalog?kind=all&scope=starred')
  expect(await names()).toEqual(['lamp-counter', 'Tickets API'])
})

test.each([
  { why: 'problems', query: 'status=problems', listed: ['fly-control'] },
  { why: 'no source', query: 'status=orphan', listed: ['seat-finder'] },
  { why: 'either', query: 'status=orphan&status=problems', listed: ['fly-control', 'seat-finder'] },
])('entities are found by their status: $why', async ({ query, listed }) => {
  open(`/catalog?${query}`)
  expect(await names()).toEqual(listed)
})

test('a view is saved under a name, shown as a tab, and removed', async () => {
  open('/catalog?type=library')
  await names()
  await userEvent.click(screen.getByRole('button', { name: 'Save view' }))
  await userEvent.type(screen.getByRole('textbox', { name: 'Name of the view' }), 'Libraries{Enter}')
  const tab = await screen.findByRole('link', { name: 'Libraries' }, patience)
  expect(tab).toHaveAttribute('aria-current', 'true')
  expect(settings.get('catalog/keys/views')).toEqual([{ title: 'Libraries', search: 'type=library' }])
  await userEvent.click(screen.getByRole('button', { name: 'Remove the view “Libraries”' }))
  await waitFor(() => expect(settings.get('catalog/keys/views')).toEqual([]), patience)
})

test('what is ticked is counted over kinds, and can be starred together', async () => {
  open('/catalog')
  await names()
  await userEvent.click(screen.getByRole('checkbox', { name: 'Select lamp-counter' }))
  await userEvent.click(screen.getByRole('link', { name: /APIs/ }))
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Select Tickets API' }, patience))
  const bar = within(screen.getByRole('region', { name: 'Selected entities' }))
  expect(bar.getByRole('status')).toHaveTextContent('2 selected')
  await userEvent.click(bar.getByRole('button', { name: 'Star all' }))
  await waitFor(
    () => expect(settings.get(stars)).toEqual(['component:default/lamp-counter', 'api:default/tickets']),
    patience,
  )
})

test('of a long list only the rows near the window are drawn; all are counted', async () => {
  const many = Array.from({ length: 1000 }, (_, n) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: `c${String(n).padStart(4, '0')}`, namespace: 'default' },
  }))
  renderPortal({ plugins: [catalog], path: '/catalog', respond: fakeCatalog(many) })
  const drawn = await names()
  expect(drawn[0]).toBe('c0000')
  expect(drawn.length).toBeLessThan(100)
  expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '1001')
  expect(screen.getAllByRole('row')[1]).toHaveAttribute('aria-rowindex', '2')
})
