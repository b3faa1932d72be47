import type { Clock, Database } from '@callboard/kernel'
import type { WorkspaceStore } from '../../model/index.ts'
import { removeArchives } from '../workspaces/workspace-keeper.ts'
import { endTask, lockTask } from './end-task.ts'
import { hangingSteps } from './event-rows.ts'
import type { TaskNewsroom } from './task-news.ts'

/** What the janitor works on. */
export interface JanitorOptions {
  db: Database
  clock: Clock
  newsroom: TaskNewsroom
  workspaceStore: WorkspaceStore
  /** How long a task may take, from when a worker first took it. */
  timeoutMs: number
  /** How long tasks that have ended are kept; undefined: for ever. */
  keepMs: number | undefined
  /** Told of each task that was ended because it was overdue. */
  onStale?(taskId: string): void
}

/** How long a task that failed can be retried from where it stopped; after that from its beginning. */
const retriableMs = 24 * 60 * 60_000
const batchSize = 200
// The field's words (spec/scaffolder.md 7.3).
const staleMessage = 'This task was marked as stale as it exceeded its timeout'

/** Ends what is overdue, and removes what nobody needs any more. @returns What was done. */
export async function tidyTasks(
  options: JanitorOptions,
  signal: AbortSignal,
): Promise<{ ended: number; workspaces: number; deleted: number }> {
  return {
    ended: await endOverdue(options, signal),
    workspaces: await removeWorkspaces(options, signal),
    deleted: await deleteOld(options, signal),
  }
}

/** Those that no worker holds: one that is run is stopped by its worker. */
async function endOverdue(
  { db, clock, newsroom, timeoutMs, onStale }: JanitorOptions,
  signal: AbortSignal,
): Promise<number> {
  const before = clock.nowMs() - timeoutMs
  const rows = await db.all<{ id: string }>(
    `select id from task where status in ('open', 'processing') and started_at < ? and (lease_until is null or lease_until < ?)`,
    [before, clock.nowMs()],
  )
  let ended = 0
  for (const { id } of rows) {
    signal.throwIfAborted()
    const isEnded = await db.transaction(async (tx) => {
      const task = await lockTask(tx, id)
      const at = clock.nowMs()
      const isHeld = task?.status === 'processing' && (task.lease_until ?? 0) >= at
      if ((task?.status !== 'open' && task?.status !== 'processing') || isHeld) return false
      const error = { name: 'Error', message: staleMessage }
      const completion = { type: 'completion', body: { message: staleMessage, error }, at } as const
      const hanging = await hangingSteps(tx, id, { message: staleMessage, at })
      await endTask(tx, id, { status: 'failed', reason: `${staleMessage}.`, events: [...hanging, completion], at })
      return true
    })
    if (!isEnded) continue
    ended++
    onStale?.(id)
    newsroom.stored(id)
    newsroom.publish({ id, status: 'failed', reason: `${staleMessage}.` })
  }
  return ended
}

/** Workspaces of tasks that completed while somebody died, and of those that nobody has retried. */
async function removeWorkspaces({ db, clock, workspaceStore }: JanitorOptions, signal: AbortSignal): Promise<number> {
  const rows = await db.all<{ id: string; lease_number: number; status: string }>(
    `select id, lease_number, status from task
     where workspace is not null and (status = 'completed' or (status = 'failed' and ended_at < ?))`,
    [clock.nowMs() - retriableMs],
  )
  for (const { id, lease_number: number } of rows) {
    signal.throwIfAborted()
    const isForgotten = await db.transaction(async (tx) => {
      const task = await lockTask(tx, id)
      // Somebody has just retried it.
      if (task?.status === 'open' || task?.status === 'processing') return false
      // What completed in it is worth nothing without it.
      await tx.run(`delete from memory where task_id = ? and kind = 'step'`, [id])
      await tx.run('delete from archive where task_id = ?', [id])
      await tx.run('update task set workspace = null where id = ?', [id])
      return true
    })
    if (isForgotten) await removeArchives(workspaceStore, { taskId: id, number })
  }
  return rows.length
}

async function deleteOld({ db, clock, keepMs, workspaceStore }: JanitorOptions, signal: AbortSignal): Promise<number> {
  if (keepMs === undefined) return 0
  let deleted = 0
  for (;;) {
    signal.throwIfAborted()
    // Found and deleted at once: one that somebody retries at this moment keeps all that it goes on from.
    const rows = await db.transaction(async (tx) => {
      const found = await tx.all<{ id: string; lease_number: number; workspace: string | null }>(
        `delete from task where id in (select id from task
           where status not in ('open', 'processing') and ended_at < ? order by ended_at limit ?)
           and status not in ('open', 'processing') returning id, lease_number, workspace`,
        [clock.nowMs() - keepMs, batchSize],
      )
      const ids = JSON.stringify(found.map(({ id }) => id))
      const these =
        tx.dialect === 'sqlite' ? 'select value from json_each(?)' : 'select jsonb_array_elements_text(?::jsonb)'
      for (const table of ['event', 'memory', 'archive', 'approval'])
        await tx.run(`delete from ${table} where task_id in (${these})`, [ids])
      return found
    })
    for (const { id, lease_number: number, workspace } of rows)
      if (workspace !== null) await removeArchives(workspaceStore, { taskId: id, number })
    deleted += rows.length
    if (rows.length < batchSize) return deleted
  }
}
