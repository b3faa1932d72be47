import '@testing-library/jest-dom/vitest'
import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import { defineWebPlugin, page, useSetting } from '../index.ts'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'

afterEach(endPortal)

function Seats() {
  const { value, set } = useSetting<readonly string[]>('house', 'seats', [])
  const rows = useSetting<readonly string[]>('house', 'rows', [])
  return (
    <>
      <p>Seats: {value.join(', ')}</p>
      <p>{rows.state}</p>
      <button type="button" onClick={() => set((seats) => [...seats, `c${seats.length}`])}>
        Take one
      </button>
    </>
  )
}

const house = defineWebPlugin({
  id: 'house',
  extensions: [page({ id: 'seats', path: '/seats', title: 'Seats', component: Seats })],
})

/** A server that holds one setting; `keep` is what a write waits for. */
function render({ stored, keep = () => Promise.resolve() }: { stored: string[]; keep?: () => Promise<void> }) {
  const server = { stored, reads: 0 }
  const portal = renderPortal({
    plugins: [house],
    path: '/seats',
    respond: async (request) => {
      if (request.method === 'PUT') {
        const { value } = await request.json()
        await keep()
        server.stored = value
        return Response.json({})
      }
      server.reads += 1
      const { items } = await request.json()
      return Response.json({ items: items.map(() => ({ value: server.stored })) })
    },
  })
  return { ...portal, server }
}

test.each([
  { why: 'the setting was changed elsewhere', message: { type: 'key-changed', key: 'seats' } },
  { why: 'the connection was broken, so a change may have been missed', message: undefined },
])('what is shown follows: $why', async ({ message }) => {
  const { server, signal } = render({ stored: ['a1'] })
  expect(await screen.findByText('Seats: a1')).toBeVisible()
  server.stored = ['b1']
  signal('user-settings', message)
  expect(await screen.findByText('Seats: b1')).toBeVisible()
})

test('only the setting that was changed is read again', async () => {
  const { server, signal, requests } = render({ stored: ['a1'] })
  expect(await screen.findByText('Seats: a1')).toBeVisible()
  signal('user-settings', { type: 'key-changed', key: 'seats' })
  await waitFor(() => expect(server.reads).toBe(2))
  const asked = await Promise.all(requests.map(async (request) => (await request.json()).items))
  expect(asked).toEqual([
    [
      { bucket: 'house', key: 'seats' },
      { bucket: 'house', key: 'rows' },
    ],
    [{ bucket: 'house', key: 'seats' }],
  ])
})

test('a signal in the middle of a change does not show the old value once more', async () => {
  const kept = Promise.withResolvers<void>()
  const { server, signal, requests } = render({ stored: ['a1'], keep: () => kept.promise })
  await userEvent.click(await screen.findByRole('button', { name: 'Take one' }))
  expect(await screen.findByText('Seats: a1, c1')).toBeVisible()
  await waitFor(() => expect(requests.some(({ method }) => method === 'PUT')).toBe(true))
  const { reads } = server
  signal('user-settings', { type: 'key-changed', key: 'seats' })
  kept.resolve()
  await waitFor(() => expect(server.reads).toBe(reads + 1))
  expect(server.stored).toEqual(['a1', 'c1'])
  expect(screen.getByText('Seats: a1, c1')).toBeVisible()
})
