import type { Database } from '../database/database.ts'
import type { Ledger, TaskKey } from './ledger.ts'

interface TaskRow {
  next_run_at: number | null
  started_at: number | null
  times_out_at: number | null
  lease_until: number | null
  last_ended_at: number | null
  last_error: string | null
}

/** A ledger that also forgets tasks which no replica has known for a while. */
export interface TableLedger extends Ledger {
  /** Marks the tasks as known, and forgets those that nobody has marked since `beforeMs`. */
  sweep(keys: readonly TaskKey[], at: { nowMs: number; beforeMs: number }): Promise<void>
}

/** For tasks that run once across replicas: rows in the kernel's own namespace. */
export function tableLedger(db: Database, replicaId: string): TableLedger {
  return {
    async register({ pluginId, taskId }, { cadence, nextRunAt, nowMs }) {
      await db.run(registerSql, [pluginId, taskId, cadence, nextRunAt ?? null, nowMs])
    },
    async read({ pluginId, taskId }, nowMs) {
      const row = await db.get<TaskRow>(readSql, [pluginId, taskId])
      return row && recordOf(row, nowMs)
    },
    async claim({ pluginId, taskId }, { runId, nowMs, leaseUntil, timesOutAt, when }) {
      const values = [runId, replicaId, nowMs, timesOutAt, leaseUntil, nowMs, pluginId, taskId, nowMs]
      const { changes } =
        when === 'due' ? await db.run(claimDueSql, [...values, nowMs]) : await db.run(claimNowSql, [nowMs, ...values])
      return changes === 1
    },
    async beat({ pluginId, taskId }, runId, leaseUntil) {
      const row = await db.get<{ is_cancelled: number }>(beatSql, [leaseUntil, pluginId, taskId, runId])
      if (!row) return 'lost'
      return row.is_cancelled ? 'cancelled' : 'held'
    },
    async finish({ pluginId, taskId }, runId, { endedAt, error, nextRunAt }) {
      await db.run(finishSql, [endedAt, error ?? null, nextRunAt ?? null, pluginId, taskId, runId])
    },
    async requestCancel({ pluginId, taskId }, nowMs) {
      const { changes } = await db.run(cancelSql, [pluginId, taskId, nowMs])
      return changes === 1
    },
    async sweep(keys, { nowMs, beforeMs }) {
      for (const { pluginId, taskId } of keys) await db.run(seenSql, [nowMs, pluginId, taskId])
      await db.run('delete from task where seen_at < ?', [beforeMs])
    },
  }
}

const one = 'where plugin_id = ? and task_id = ?'

const registerSql = `
  insert into task (plugin_id, task_id, cadence, next_run_at, seen_at) values (?, ?, ?, ?, ?)
  on conflict (plugin_id, task_id) do update set
    next_run_at = case when task.cadence = excluded.cadence then task.next_run_at else excluded.next_run_at end,
    cadence = excluded.cadence, seen_at = excluded.seen_at`
const readSql = `select next_run_at, started_at, times_out_at, lease_until, last_ended_at, last_error from task ${one}`
const claimSet =
  'run_id = ?, run_by = ?, started_at = ?, times_out_at = ?, lease_until = ?, seen_at = ?, is_cancelled = 0'
const isFree = '(run_id is null or lease_until < ?)'
// next_run_at stays until the end, so that the run of a replica that dies is due again as soon as its lease has run out.
const claimDueSql = `update task set ${claimSet} ${one} and ${isFree} and next_run_at <= ?`
const claimNowSql = `update task set next_run_at = ?, ${claimSet} ${one} and ${isFree}`
const beatSql = `update task set lease_until = ? ${one} and run_id = ? returning is_cancelled`
const finishSql = `
  update task set last_ended_at = ?, last_error = ?, next_run_at = ?,
    run_id = null, run_by = null, started_at = null, times_out_at = null, lease_until = null ${one} and run_id = ?`
const cancelSql = `update task set is_cancelled = 1 ${one} and run_id is not null and lease_until >= ?`
const seenSql = `update task set seen_at = ? ${one}`

function recordOf(row: TaskRow, nowMs: number) {
  const { started_at: startedAt, times_out_at: timesOutAt, lease_until: leaseUntil } = row
  const isRunning = startedAt !== null && timesOutAt !== null && leaseUntil !== null && leaseUntil >= nowMs
  return {
    nextRunAt: row.next_run_at ?? undefined,
    running: isRunning ? { startedAt, timesOutAt, leaseUntil } : undefined,
    lastEndedAt: row.last_ended_at ?? undefined,
    lastError: row.last_error ?? undefined,
  }
}
