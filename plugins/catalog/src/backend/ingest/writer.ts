import { setTimeout as delay } from 'node:timers/promises'
import type { Clock, Database } from '@callboard/kernel'
import { type Applied, applyChanges } from './apply-changes.ts'
import type { SourceChange } from './candidate.ts'
import { Dictionary } from './dictionary.ts'

/** How many candidates one transaction stores. */
const batchSize = 1_000

/**
 * After a transaction others have the process for this share of the time that it took. One turn of the event loop would not do:
 * a request, or a module that is loaded late, takes many turns, and each would wait for a whole transaction.
 */
const pauseShare = 0.1

/** Stores changes in the order in which they come, many to a transaction. */
export interface Writer {
  /** Resolves when the change is stored. @throws When its transaction failed; nothing of the change is stored then. */
  store(change: SourceChange): Promise<void>
  /** Resolves when nothing waits to be stored. */
  idle(): Promise<void>
}

interface Waiting {
  change: SourceChange
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * @param options - `onApplied` is told of every committed transaction.
 */
export function createWriter(options: {
  db: Database
  clock: Clock
  replica: string
  onApplied: (applied: Applied) => void
}): Writer {
  const { db, clock, replica, onApplied } = options
  const dictionary = new Dictionary()
  const queue: Waiting[] = []
  let draining: Promise<void> | undefined

  const storeBatch = async (batch: Waiting[]) => {
    try {
      const changes = batch.map(({ change }) => change)
      const applied = await db.transaction((tx) =>
        // The clock is read inside: a retry happens later than the first try.
        applyChanges(tx, changes, { dictionary, replica, nowMs: clock.nowMs() }).catch((error: unknown) => {
          dictionary.forget()
          throw error
        }),
      )
      onApplied(applied)
      for (const { resolve } of batch) resolve()
    } catch (error) {
      dictionary.forget()
      if (batch.length === 1) batch[0]?.reject(error)
      // One change that cannot be stored must not take its neighbours with it.
      else for (const one of batch) await storeBatch([one])
    }
  }
  const drain = async () => {
    while (queue.length > 0) {
      const startedAt = performance.now()
      await storeBatch(nextBatch(queue))
      await delay((performance.now() - startedAt) * pauseShare)
    }
    draining = undefined
  }

  return {
    async store(change) {
      const parts = split(change)
      const stored = parts.map(
        (part) => new Promise<void>((resolve, reject) => queue.push({ change: part, resolve, reject })),
      )
      draining ??= drain()
      await Promise.all(stored)
    },
    idle: async () => {
      while (draining) await draining
    },
  }
}

/** Big changes are stored in parts; the source's row and the removals come with the last one, so that a crash repeats the read. */
function split(change: SourceChange): SourceChange[] {
  if (change.upserts.length <= batchSize) return [change]
  const parts: SourceChange[] = []
  const { row: _row, sourceProblems: _problems, ...rest } = change
  let start = 0
  for (; start + batchSize < change.upserts.length; start += batchSize) {
    parts.push({ ...rest, upserts: change.upserts.slice(start, start + batchSize), removals: [] })
  }
  return [...parts, { ...change, upserts: change.upserts.slice(start) }]
}

function nextBatch(queue: Waiting[]): Waiting[] {
  let size = 0
  let count = 0
  for (const { change } of queue) {
    size += change.upserts.length + change.removals.length + 1
    if (count > 0 && size > batchSize) break
    count += 1
  }
  return queue.splice(0, count)
}
