import type { Sql, Transaction } from '@callboard/kernel'
import { insertEvents, type NewEvent } from './event-rows.ts'

/** How a task ends. */
export interface TaskEnd {
  status: 'completed' | 'failed'
  /** Why it did not complete, in one sentence. */
  reason?: string
  /** The last of what happened; its completion is among them. */
  events: readonly NewEvent[]
  at: number
}

/** Takes the row of a task, so that nobody else writes about the task until the transaction ends; undefined if it is not there. */
export const lockTask = (tx: Sql, taskId: string): Promise<LockedTask | undefined> =>
  tx.get<LockedTask>(tx.dialect === 'sqlite' ? lockSql : `${lockSql} for update`, [taskId])

/** What is decided by about a task that is locked. */
export interface LockedTask {
  id: string
  status: string
  spec: string
  lease_number: number
  waits_for: string | null
  cancelled_at: number | null
  lease_until: number | null
  takeovers: number
}

const lockSql =
  'select id, status, spec, lease_number, waits_for, cancelled_at, lease_until, takeovers from task where id = ?'

/** Ends a task that the transaction holds. Its secrets are gone with it; what a retry goes on from stays, unless it completed. */
export async function endTask(tx: Transaction, taskId: string, { status, reason, events, at }: TaskEnd): Promise<void> {
  await insertEvents(tx, taskId, events)
  await tx.run(
    // Whoever cancelled it may have said why.
    `update task set status = ?, reason = case when ? = 'completed' then null else coalesce(reason, ?) end, ended_at = ?,
       secrets = null, waits_for = null, lease_owner = null, lease_until = null where id = ?`,
    // PostgreSQL takes no NUL, and an action may have thrown anything.
    [status, status, reason?.replaceAll('\0', '\uFFFD') ?? null, at, taskId],
  )
  // A retry of it begins anew, but for what its checkpoints have made.
  if (status !== 'completed') return
  await tx.run('delete from archive where task_id = ?', [taskId])
  await tx.run(`delete from memory where task_id = ? and kind = 'step'`, [taskId])
}
