import type { AuditRecord, Database } from '@callboard/kernel'
import { eventually } from '@callboard/testing'
import { silentLog } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import { columns, valuesOf } from './record-row.ts'
import { createRecordWriter } from './record-writer.ts'

const record = (eventId: string): AuditRecord => ({
  ...{ at: '2026-03-01T12:00:00.000Z', pluginId: 'demo', eventId, severityLevel: 'low', outcome: 'succeeded' },
})
const eventAt = columns.indexOf('event_id')

/** A database that fails as long as it is told to, and counts. */
function faultyDatabase(failures: number) {
  const stored: string[][] = []
  let left = failures
  const db = {
    async run(_text: string, params: unknown[]) {
      if (left-- > 0) throw new Error('The database is away.')
      const rows = Array.from({ length: params.length / columns.length }, (_, i) =>
        String(params[i * columns.length + eventAt]),
      )
      stored.push(rows)
      return { changes: rows.length }
    },
  } as unknown as Database // Only `run` is used.
  const errors: object[] = []
  const log = { ...silentLog, error: (_: string, fields?: object) => void errors.push(fields ?? {}) }
  return { db, log, stored, errors }
}

test('records are stored in batches, in their order', async () => {
  const { db, log, stored, errors } = faultyDatabase(0)
  const writer = createRecordWriter({ db, log })
  for (let i = 0; i < 120; i++) writer.write(record(`e${i}`))
  await writer.flush()
  expect(stored.map((batch) => batch.length)).toEqual([100, 20])
  expect(stored.flat()).toEqual(Array.from({ length: 120 }, (_, i) => `e${i}`))
  expect(errors).toEqual([])
})

test('what a failing database did not take is logged in full once, and stored later', async () => {
  const { db, log, stored, errors } = faultyDatabase(2)
  const writer = createRecordWriter({ db, log })
  writer.write(record('first'))
  await eventually(() => expect(errors).toHaveLength(1))
  await writer.flush()
  expect(stored).toEqual([['first']])
  expect(errors).toMatchObject([{ record: record('first'), error: { message: 'The database is away.' } }])
})

test('a stopping portal gives a dead database up, and every record is in the log', async () => {
  const { db, log, stored, errors } = faultyDatabase(Number.POSITIVE_INFINITY)
  const writer = createRecordWriter({ db, log })
  for (let i = 0; i < 150; i++) writer.write(record(`e${i}`))
  await writer.close()
  writer.write(record('late'))
  expect(stored).toEqual([])
  const logged = errors.map((fields) => (fields as { record: AuditRecord }).record.eventId)
  expect(logged).toEqual([...Array.from({ length: 150 }, (_, i) => `e${i}`), 'late'])
})

test('what finds no room is logged in full', () => {
  const { db, log, errors } = faultyDatabase(Number.POSITIVE_INFINITY)
  const writer = createRecordWriter({ db, log })
  for (let i = 0; i < 20_001; i++) writer.write(record(`e${i}`))
  expect(errors).toMatchObject([{ record: { eventId: 'e20000' }, reason: 'too many wait' }])
  return writer.close()
})

test.each([
  { why: 'goes round in circles', meta: circular() },
  { why: 'has what JSON has not', meta: { big: 1n } },
  { why: 'is enormous', meta: { text: 'x'.repeat(100_000) } },
])('a record whose meta $why is kept without it', ({ meta }) => {
  const values = valuesOf('id', { ...record('e'), meta })
  expect(JSON.parse(String(values[columns.indexOf('meta')]))).toEqual({ notKept: expect.any(String) })
  expect(values[eventAt]).toBe('e')
})

function circular(): Record<string, unknown> {
  const meta: Record<string, unknown> = {}
  meta.self = meta
  return meta
}
