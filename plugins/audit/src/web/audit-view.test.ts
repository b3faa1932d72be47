import { expect, test } from 'vitest'
import { narrowed, parseAuditView, recordQuery, writeAuditView } from './audit-view.ts'

test('an address restores the view', () => {
  const view = { text: 'a b', outcome: 'denied', actor: 'user:default/ada', from: '2026-03-01', cursor: 'x' } as const
  expect(parseAuditView(writeAuditView(view))).toEqual(view)
})

test.each(['outcome=good', 'from=yesterday', 'to=2026-3-1', 'text=', 'unknown=1'])('left out: %s', (query) => {
  expect(parseAuditView(new URLSearchParams(query))).toEqual({})
})

test('another selection begins with its newest record', () => {
  expect(narrowed({ text: 'a', cursor: 'x' }, { outcome: 'failed' })).toEqual({ text: 'a', outcome: 'failed' })
})

test('days are whole, in the time of the person, the last one included', () => {
  const { from, to } = recordQuery({ from: '2026-03-01', to: '2026-03-01' })
  expect(new Date(from ?? '').toString()).toContain('Mar 01 2026 00:00:00')
  expect(new Date(to ?? '').toString()).toContain('Mar 02 2026 00:00:00')
})
