import type { Clock, Credentials, Logger } from '@callboard/kernel'
import type { HistoryStore, Search } from './history-store.ts'

/** Gathers what people search. A search is not written while it is answered, but with others, later. */
export interface SearchHistory {
  searched(credentials: Credentials, search: { term: string; found: number }): void
  start(): void
  /** Writes what has been gathered. */
  stop(): Promise<void>
}

/** Whoever types on within this time has not settled on a term yet. */
const settleMs = 3_000
const writeMs = 1_000
const pruneMs = 3_600_000
/** What comes beyond this between two writes is not kept. */
const mostGathered = 5_000

export function searchHistory(options: { store: HistoryStore; clock: Clock; log: Logger }): SearchHistory {
  const { store, clock, log } = options
  let typing = new Map<string, Search & { atMs: number }>()
  let settled: Search[] = []
  let timers: NodeJS.Timeout[] = []

  function settle(search: Search) {
    const { term, found, personRef } = search
    if (settled.length < mostGathered) settled.push({ term, found, ...(personRef !== undefined && { personRef }) })
  }

  async function write(isLast: boolean): Promise<void> {
    const now = clock.nowMs()
    const unsettled = new Map<string, Search & { atMs: number }>()
    for (const [who, search] of typing) {
      if (isLast || now - search.atMs >= settleMs) settle(search)
      else unsettled.set(who, search)
    }
    typing = unsettled
    const searches = settled
    settled = []
    await store.write(searches)
  }

  const guarded = (work: () => Promise<void>) => () => {
    work().catch((error) => log.warn('searches not kept', { error }))
  }

  return {
    searched({ principal }, { term, found }) {
      if (term === '' || principal.type === 'none') return
      const isPerson = principal.type === 'user'
      const who = isPerson ? principal.userEntityRef : principal.subject
      const atMs = clock.nowMs()
      const before = typing.get(who)
      const goesOn = before && atMs - before.atMs < settleMs && isContinued(before.term, term)
      if (before && !goesOn) settle(before)
      if (!before && typing.size >= mostGathered) return
      typing.set(who, { term, found, atMs, ...(isPerson && { personRef: principal.userEntityRef }) })
    },
    start() {
      timers = [
        setInterval(
          guarded(() => write(false)),
          writeMs,
        ),
        setInterval(guarded(store.prune), pruneMs),
      ]
      for (const timer of timers) timer.unref()
    },
    async stop() {
      for (const timer of timers) clearInterval(timer)
      await write(true)
    },
  }
}

/** Letters were added, or taken away. */
const isContinued = (before: string, after: string) => after.startsWith(before) || before.startsWith(after)
