import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditRecord, AuditSink, Database, Logger, SqlValue } from '@callboard/kernel'
import { columns, keyAt, valuesOf } from './record-row.ts'

/** Takes records at once and stores them in batches. */
export interface RecordWriter extends AuditSink {
  /** Stores what waits. Resolves when nothing waits any more. */
  flush(): Promise<void>
  /** Stores what waits, as far as the database lets it, and takes no more. */
  close(): Promise<void>
}

const batchSize = 100
const maxWaiting = 20_000
const pauseMs = 100
const maxRetryMs = 30_000
/** So often a stopping portal asks a database that fails. */
const attemptsAtEnd = 3

/**
 * Stores records off the path of requests. What cannot be stored waits and is tried again, and is written to the log in
 * full once; so is what finds no room any more. A record that is stored twice, because an answer of the database was lost,
 * is stored once.
 */
export function createRecordWriter({ db, log }: { db: Database; log: Logger }): RecordWriter {
  // Two replicas must not make the same key in the same millisecond.
  const replica = randomBytes(4).toString('hex')
  const waiting: { record: AuditRecord; values: SqlValue[]; isLogged: boolean }[] = []
  let made = 0
  let failures = 0
  let running: Promise<void> | undefined
  let isClosed = false
  const closing = new AbortController()

  const nextId = (record: AuditRecord) => {
    made = (made + 1) % 1_000_000
    return `${keyAt(Date.parse(record.at))}-${String(made).padStart(6, '0')}-${replica}`
  }

  async function storeBatch(): Promise<void> {
    const batch = waiting.slice(0, batchSize)
    const row = `(${columns.map(() => '?').join(', ')})`
    try {
      await db.run(
        `insert into record (${columns.join(', ')}) values ${batch.map(() => row).join(', ')} on conflict (id) do nothing`,
        batch.flatMap(({ values }) => values),
      )
      waiting.splice(0, batch.length)
      failures = 0
    } catch (error) {
      failures += 1
      for (const item of batch.filter(({ isLogged }) => !isLogged)) {
        log.error('audit record not stored yet', { record: item.record, error })
        item.isLogged = true
      }
    }
  }

  async function storeAll(): Promise<void> {
    while (waiting.length > 0 && !(isClosed && failures >= attemptsAtEnd)) {
      // A pause lets more records gather; a failing database gets longer and longer ones.
      const waitMs = failures === 0 ? pauseMs : Math.min(pauseMs * 2 ** failures, maxRetryMs)
      const isFull = failures === 0 && waiting.length >= batchSize
      if (!isClosed && !isFull) await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => {})
      await storeBatch()
    }
  }

  function run(): Promise<void> {
    running ??= storeAll().finally(() => {
      running = undefined
    })
    return running
  }

  return {
    write(record) {
      if (isClosed || waiting.length >= maxWaiting) {
        log.error('audit record not stored', { record, reason: isClosed ? 'the portal is stopping' : 'too many wait' })
        return
      }
      waiting.push({ record, values: valuesOf(nextId(record), record), isLogged: false })
      void run()
    },
    async flush() {
      while (waiting.length > 0) await run()
    },
    async close() {
      isClosed = true
      failures = 0
      closing.abort()
      await run()
      for (const { record, isLogged } of waiting) {
        if (!isLogged) log.error('audit record not stored', { record, reason: 'the database failed until the end' })
      }
    },
  }
}
