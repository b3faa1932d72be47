import type { Clock, Database } from '@callboard/kernel'

/** A run over everything of a type, under way. */
export interface Run {
  /** Counts up with every run of the type. */
  number: number
  /** The last source that was listed, when it was interrupted after it. */
  place?: string
  /** Whether all sources have been listed. */
  isListed: boolean
}

/** How the runs of a type stand. */
export interface RunState {
  isRunning: boolean
  lastRunAtMs?: number
  lastRunMs?: number
  problem?: string
}

/** The runs of all types: one of each at a time. Their places are rows, so that an interrupted one goes on. */
export interface Runs {
  /** Goes on with the run that was interrupted, if `resume` and there is one; else begins the next. */
  begin(type: string, options: { resume: boolean }): Promise<Run>
  /** Keeps the place. */
  listed(type: string, place: string): Promise<void>
  listedAll(type: string): Promise<void>
  /** Counts what the run has made, whichever replica it was. */
  made(type: string, run: number, documents: number): Promise<void>
  documents(type: string, run: number): Promise<number>
  /** @param problem - What could not be indexed; people are shown it until the next run. */
  ended(type: string, problem?: string): Promise<void>
  /** It failed, and is gone on with after a while. */
  interrupted(type: string, problem: string): Promise<void>
  /** Types whose run was interrupted, and may be gone on with now. */
  interruptedTypes(): Promise<string[]>
  states(): Promise<ReadonlyMap<string, RunState>>
}

const retryMs = 60_000

interface RunRow {
  type: string
  number: number
  is_running: number
  place: string | null
  is_listed: number
  last_run_at: number | null
  last_run_ms: number | null
  problem: string | null
}

export function databaseRuns({ db, clock }: { db: Database; clock: Clock }): Runs {
  return {
    begin: (type, { resume }) =>
      db.transaction(async (tx) => {
        const row = await tx.get<RunRow>('select * from run where type = ?', [type])
        if (resume && row?.is_running === 1) {
          const { number, place } = row
          return { number, isListed: row.is_listed === 1, ...(place !== null && { place }) }
        }
        const number = (row?.number ?? 0) + 1
        await tx.run(beginSql, [type, number, clock.nowMs()])
        return { number, isListed: false }
      }),
    async listed(type, place) {
      await db.run('update run set place = ? where type = ?', [place, type])
    },
    async listedAll(type) {
      await db.run('update run set is_listed = 1 where type = ?', [type])
    },
    async made(type, run, documents) {
      await db.run('update run set documents = documents + ? where type = ? and number = ?', [documents, type, run])
    },
    async documents(type, run) {
      const row = await db.get<{ documents: number }>('select documents from run where type = ? and number = ?', [
        ...[type, run],
      ])
      return row?.documents ?? 0
    },
    async ended(type, problem) {
      const now = clock.nowMs()
      await db.run(endSql, [now, now, problem ?? null, type])
    },
    async interrupted(type, problem) {
      await db.run('update run set problem = ?, retry_at = ? where type = ?', [problem, clock.nowMs() + retryMs, type])
    },
    async interruptedTypes() {
      const rows = await db.all<{ type: string }>('select type from run where is_running = 1 and retry_at <= ?', [
        clock.nowMs(),
      ])
      return rows.map(({ type }) => type)
    },
    async states() {
      const rows = await db.all<RunRow>('select * from run')
      return new Map(rows.map((row) => [row.type, stateOf(row)]))
    },
  }
}

const stateOf = ({ is_running, last_run_at, last_run_ms, problem }: RunRow): RunState => ({
  isRunning: is_running === 1,
  ...(last_run_at !== null && { lastRunAtMs: last_run_at }),
  ...(last_run_ms !== null && { lastRunMs: last_run_ms }),
  ...(problem !== null && { problem }),
})

const beginSql = `
  insert into run (type, number, is_running, is_listed, documents, started_at, retry_at) values (?, ?, 1, 0, 0, ?, 0)
  on conflict (type) do update set number = excluded.number, is_running = 1, is_listed = 0, documents = 0,
    started_at = excluded.started_at, retry_at = 0, place = null`

const endSql = `
  update run set is_running = 0, last_run_at = ?, last_run_ms = ? - started_at, problem = ?, place = null where type = ?`
