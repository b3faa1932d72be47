import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { configure, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { fakeCatalog } from '../fixtures/fake-catalog.ts'
import { theatre } from '../fixtures/theatre.ts'
import catalog from '../index.tsx'

// A busy machine is slow to load the page's modules.
configure({ asyncUtilTimeout: 5_000 })
afterEach(endPortal)

const open = (path: string, respond = fakeCatalog(theatre)) => renderPortal({ plugins: [catalog], path, respond })

/** The names in the table, once it shows them. */
async function names() {
  const table = await screen.findByRole('table')
  return within(table)
    .getAllByRole('rowheader')
    .map((header) => within(header).getByRole('link').textContent)
}

test('components are listed by name, with how many there are', async () => {
  open('/catalog')
  expect(await names()).toEqual(['fly-control', 'lamp-counter', 'seat-finder', 'Ticket sales'])
  expect(screen.getByRole('table', { name: 'Components' })).toBeVisible()
  expect(screen.getByText('4 entities')).toBeVisible()
  expect(screen.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')
})

test('the kinds are counted, and lead to each other', async () => {
  open('/catalog')
  const kinds = await screen.findByRole('navigation', { name: 'Kinds' })
  expect((await within(kinds).findAllByRole('link')).map(({ textContent }) => textContent)).toEqual([
    'All6',
    'Components4',
    'APIs1',
    'Groups1',
  ])
  await userEvent.click(within(kinds).getByRole('link', { name: /APIs/ }))
  await screen.findByRole('table', { name: 'APIs' })
  expect(await names()).toEqual(['Tickets API'])
})

test('a filter offers its values with counts, and narrows the list', async () => {
  open('/catalog')
  const filters = within(await screen.findByRole('region', { name: 'Filters' }))
  await userEvent.click(filters.getByRole('button', { name: 'Owner' }))
  const panel = screen.getByRole('group', { name: 'Filter by Owner' })
  expect(
    within(panel)
      .getAllByRole('checkbox')
      .map((box) => box.closest('label')?.textContent),
  ).toEqual(['box-office2', 'stage2'])
  await userEvent.click(within(panel).getByRole('checkbox', { name: /stage/ }))
  await waitFor(async () => expect(await names()).toEqual(['fly-control', 'lamp-counter']))
  expect(screen.getByRole('button', { name: 'Owner: stage' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  expect(screen.getByRole('button', { name: 'Owner: stage' })).toHaveFocus()
  await userEvent.click(screen.getByRole('button', { name: 'Clear filters' }))
  await waitFor(async () => expect(await names()).toHaveLength(4))
})

test('the address restores filters and text', async () => {
  open('/catalog?tag=kotlin&q=sales')
  expect(await names()).toEqual(['Ticket sales'])
  expect(screen.getByRole('searchbox', { name: 'Filter by text' })).toHaveValue('sales')
  expect(await screen.findByRole('button', { name: 'Tag: kotlin' })).toBeVisible()
})

test('typing narrows the list', async () => {
  open('/catalog')
  await names()
  await userEvent.type(screen.getByRole('searchbox', { name: 'Filter by text' }), 'lamp')
  await waitFor(async () => expect(await names()).toEqual(['lamp-counter']))
})

test('a column’s heading sorts by it, and the other way round', async () => {
  open('/catalog')
  await names()
  await userEvent.click(within(screen.getByRole('columnheader', { name: 'Type' })).getByRole('button'))
  await waitFor(() =>
    expect(screen.getByRole('columnheader', { name: 'Type' })).toHaveAttribute('aria-sort', 'ascending'),
  )
  expect((await names())[0]).toBe('lamp-counter')
})

test('statuses are counted, also those that nothing has', async () => {
  const problem = { code: 'x/y', level: 'error', message: 'Bad.', ref: 'component:default/fly-control' } as const
  open('/catalog', fakeCatalog(theatre, [problem]))
  const filters = within(await screen.findByRole('region', { name: 'Filters' }))
  await userEvent.click(filters.getByRole('button', { name: 'Status' }))
  expect(
    screen.getAllByRole('checkbox', { name: /Has problems|Orphan/ }).map((box) => box.closest('label')?.textContent),
  ).toEqual(['Has problems1', 'Orphan: no source gives it any more0'])
})

test('a list is read from where its address is', async () => {
  const many = Array.from({ length: 1000 }, (_, n) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: `c${String(n).padStart(3, '0')}`, namespace: 'default' },
  }))
  const asked: unknown[] = []
  const works = fakeCatalog(many)
  open('/catalog?row=950', async (request) => {
    if (request.url.endsWith('/by-query')) asked.push((await request.clone().json()).offset)
    return works(request)
  })
  expect(await screen.findByRole('table')).toBeVisible()
  expect(asked[0]).toBe(900)
  expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '1001')
})

test('a kind that the config declares has its own plural and columns', async () => {
  const play = {
    apiVersion: 'northlight.example/v1',
    kind: 'Production',
    metadata: { name: 'the-seagull', namespace: 'default', title: 'The Seagull' },
    spec: { house: 'Studio' },
  }
  open('/catalog?kind=production', fakeCatalog([play]))
  expect(await screen.findByRole('table', { name: 'Productions' })).toBeVisible()
  expect(screen.getByRole('columnheader', { name: 'House' })).toBeVisible()
  expect(screen.getByRole('cell', { name: 'Studio' })).toBeVisible()
})

test('no match says so, and offers a way on', async () => {
  open('/catalog?q=unheard-of')
  expect(await screen.findByText('Nothing matches these filters.')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Search all kinds' })).toBeVisible()
})

test('an empty catalog says why that may be', async () => {
  open('/catalog?kind=system')
  expect(await screen.findByText('There are no Systems here.')).toBeVisible()
  expect(screen.getByText(/you may not see them/)).toBeVisible()
})

test('a list that cannot be read explains itself, and the rest of the page works', async () => {
  const works = fakeCatalog(theatre)
  const error = { name: 'ServiceUnavailableError', message: 'The database is away.', code: 'kernel/database-away' }
  open('/catalog', async (request) =>
    request.url.endsWith('/by-query') ? Response.json({ error }, { status: 503 }) : works(request),
  )
  expect(await screen.findByRole('alert')).toHaveTextContent('Entities could not be loaded.The database is away.')
  expect(await screen.findByRole('region', { name: 'Filters' })).toBeVisible()
})
