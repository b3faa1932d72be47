import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { configure, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { fakeCatalog } from '../fixtures/fake-catalog.ts'
import { theatre, theatreProblems } from '../fixtures/theatre.ts'
import catalog from '../index.tsx'
import type { ListedProblem } from './problem-view.ts'

// A busy machine is slow to load the page's modules.
configure({ asyncUtilTimeout: 5_000 })
afterEach(endPortal)

const source = {
  id: 3,
  kind: 'location',
  name: 'url:https://git.example/tickets/catalog-info.yaml',
  state: 'ok',
  entities: 4,
  problems: 1,
  failures: 0,
  lastReadAt: new Date().toISOString(),
}

function open(path: string, problems: readonly ListedProblem[] = theatreProblems) {
  const others = fakeCatalog(theatre)
  const respond = (request: Request) => {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/api/catalog/sources') return Response.json({ items: [source], totalItems: 1 })
    if (pathname === '/api/catalog/sources/3/refresh') return new Response(null, { status: 202 })
    if (pathname === '/api/catalog/locations') return Response.json([])
    if (pathname !== '/api/catalog/problems') return others(request)
    const level = searchParams.get('level')
    const items = problems.filter((problem) => level === null || problem.level === level)
    return Response.json({ items, totalItems: items.length })
  }
  return renderPortal({ plugins: [catalog], path, respond })
}

test('every problem says what, where, and what to do, and leads to its entity', async () => {
  open('/catalog/problems?by=entity')
  const problem = (await screen.findByText(/leads to resource:default\/seat-map/)).closest('li')
  expect(problem).toHaveTextContent('Register resource:default/seat-map, or correct the ref.')
  expect(problem).toHaveTextContent('tickets/catalog-info.yaml:12')
  const link = within(problem ?? document.body).getByRole('link', { name: 'Ticket sales' })
  expect(link).toHaveAttribute('href', '/catalog/default/component/ticket-sales')
})

test('a level narrows the list', async () => {
  open('/catalog/problems')
  expect(await screen.findByText('2 problems')).toBeVisible()
  await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Severity' }), 'Error')
  expect(await screen.findByText('1 problem')).toBeVisible()
  expect(screen.queryByText(/seat-map, which does not exist/)).toBeNull()
})

test('what somebody owns is asked of the server, the person included', async () => {
  const { requests } = open('/catalog/problems?mine=yes')
  expect(await screen.findByText('2 problems')).toBeVisible()
  const asked = requests.map(({ url }) => new URL(url).searchParams.getAll('ownerRef'))
  expect(asked.filter((owners) => owners.length > 0)[0]?.[0]).toMatch(/^user:/)
})

test('without problems the page says that all is well, and the sidebar counts nothing', async () => {
  open('/catalog/problems', [])
  expect(await screen.findByText('All is well: the catalog has no problems.')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Problems' })).toBeVisible()
})

test('a source shows its state and can be read again', async () => {
  const { requests } = open('/catalog/sources')
  const row = within(await screen.findByRole('row', { name: /git\.example/ }))
  expect(row.getByText('Read')).toBeVisible()
  expect(row.getByRole('link', { name: /^1 problem of/ })).toHaveAttribute('href', '/catalog/problems?source=3')
  await userEvent.click(row.getByRole('button', { name: 'Read again' }))
  expect(await screen.findByText(`${source.name} is being read again.`)).toBeVisible()
  expect(requests.some(({ method, url }) => method === 'POST' && url.endsWith('/sources/3/refresh'))).toBe(true)
})
