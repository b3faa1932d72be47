import type { Clock, Database, Transaction } from '@callboard/kernel'
import { errors, type TaskSpec } from '../../model/index.ts'
import { endTask, type LockedTask, lockTask, type TaskEnd } from './end-task.ts'
import { cancelledEnd, recoveredEvent, takenOverEnd } from './end-texts.ts'
import { hangingSteps, insertEvents, type NewEvent } from './event-rows.ts'
import type { TaskNewsroom } from './task-news.ts'

/** What a worker holds a task by. Its number grows with every claim: whoever has an older one can write nothing. */
export interface Lease {
  taskId: string
  number: number
}

/** A task that was claimed. */
export interface ClaimedTask {
  lease: Lease
  spec: TaskSpec
  /** Sealed by the vault. */
  secrets: string | undefined
  createdBy: string | undefined
  templateRef: string | undefined
  /** When a worker first took it, in ms since the epoch. */
  startedAt: number
  /** Until when the lease is good, if it is not renewed. */
  heldUntil: number
  /** Whether it was under way before. */
  isResumed: boolean
  /** The archive of its workspace; `too-large` when there is none because it was. */
  workspace: string | undefined
}

/** A row of `memory`. */
export interface MemoryRow {
  step: number
  /** `key`: what the values are sealed with. */
  kind: 'step' | 'checkpoint' | 'key'
  key: string
  value: string
}

/** What a worker writes about a task. Everything is refused with `scaffolder/lease-lost` once somebody else has the task. */
export interface Leases {
  /** Takes what has waited longest. */
  claim(limit: number): Promise<ClaimedTask[]>
  /** Prolongs them. Those that are in neither list are held; their leases run until `heldUntil`. */
  renew(leases: readonly Lease[]): Promise<{ lost: Lease[]; cancelled: Lease[]; heldUntil: number }>
  /** What the task remembers. */
  recall(taskId: string): Promise<MemoryRow[]>
  /** Stores what happened, and with it what is remembered from then on. `workspace`: null when it is empty. */
  write(
    lease: Lease,
    changes: { events: readonly NewEvent[]; memory: readonly MemoryRow[]; workspace?: string | null | undefined },
  ): Promise<void>
  end(lease: Lease, end: TaskEnd): Promise<void>
  /** Gives the task back unfinished: another worker may go on with it at once. One that was cancelled meanwhile ends. */
  giveBack(lease: Lease, events: readonly NewEvent[]): Promise<void>
  /** The archives of a task that has completed are gone. */
  forgetWorkspace(taskId: string): Promise<void>
  /** Lets go of everything that anybody holds: only where it is known that they are all gone. */
  letGoOfAll(): Promise<void>
  /** Looks for tasks whose worker is gone. @returns How many may be claimed again. */
  recoverStale(): Promise<number>
}

/** How often workers may be lost in the same step, before the task itself is taken for the cause. */
export const maxTakeovers = 10

/** Leases on rows of the plugin's database. */
export function sqlLeases(options: {
  db: Database
  clock: Clock
  newsroom: TaskNewsroom
  /** Unique in the portal's life. */
  owner: string
  leaseMs: number
  /** Whether tasks of workers that are gone are taken over, or ended. */
  recovers: boolean
}): Leases {
  const { db, clock, newsroom, owner, leaseMs, recovers } = options

  async function held<T>(lease: Lease, work: (tx: Transaction, task: LockedTask) => Promise<T>): Promise<T> {
    const result = await db.transaction(async (tx) => {
      const task = await lockTask(tx, lease.taskId)
      if (task?.status !== 'processing' || task.lease_number !== lease.number)
        throw errors.leaseLost({ taskId: lease.taskId })
      return work(tx, task)
    })
    newsroom.stored(lease.taskId)
    return result
  }

  return {
    async claim(limit) {
      const now = clock.nowMs()
      const rows = await db.all<ClaimRow>(claimSql(db.dialect === 'postgres'), [owner, now + leaseMs, now, now, limit])
      const claimed = rows.sort((a, b) => a.queued_at - b.queued_at).map((row) => claimOf(row, now + leaseMs))
      // Without recovery nobody needs them a second time.
      if (!recovers) for (const { lease } of claimed) await db.run(forgetSecretsSql, [lease.taskId, lease.number])
      for (const { lease } of claimed) newsroom.publish({ id: lease.taskId, status: 'processing' })
      return claimed
    },

    async renew(leases) {
      const now = clock.nowMs()
      const rows = await db.all<{ id: string; lease_number: number; cancelled_at: number | null }>(
        renewSql(db.dialect === 'postgres'),
        [now + leaseMs, now, owner, JSON.stringify(leases.map(({ taskId }) => taskId))],
      )
      const rowOf = ({ taskId, number }: Lease) =>
        rows.find(({ id, lease_number }) => id === taskId && lease_number === number)
      return {
        lost: leases.filter((lease) => !rowOf(lease)),
        cancelled: leases.filter((lease) => rowOf(lease)?.cancelled_at != null),
        heldUntil: now + leaseMs,
      }
    },

    recall: (taskId) => db.all<MemoryRow>('select step, kind, key, value from memory where task_id = ?', [taskId]),

    write: (lease, { events, memory, workspace }) =>
      held(lease, async (tx) => {
        await insertEvents(tx, lease.taskId, events)
        if (memory.length === 0) return
        for (const { step, kind, key, value } of memory)
          await tx.run(rememberSql, [lease.taskId, step, kind, key, value])
        await tx.run(
          workspace === undefined
            ? 'update task set takeovers = 0 where id = ? and takeovers > 0'
            : 'update task set takeovers = 0, workspace = ? where id = ?',
          workspace === undefined ? [lease.taskId] : [workspace, lease.taskId],
        )
      }),

    async end(lease, end) {
      await held(lease, (tx) => endTask(tx, lease.taskId, end))
      const { status, reason } = end
      newsroom.publish({ id: lease.taskId, status, ...(reason !== undefined && { reason }) })
    },

    async giveBack(lease, events) {
      const news = await held(lease, async (tx, task) => {
        const at = clock.nowMs()
        await insertEvents(tx, lease.taskId, events)
        // Its secrets are gone: nobody could go on with it.
        if (task.cancelled_at !== null) return endLeft(tx, task, cancelledEnd(task, at))
        await insertEvents(tx, lease.taskId, [recoveredEvent(task, at)])
        await tx.run(reopenSql, [0, lease.taskId])
        return { status: 'open' as const }
      })
      newsroom.publish({ id: lease.taskId, ...news })
    },

    async forgetWorkspace(taskId) {
      await db.run(`update task set workspace = null where id = ? and status = 'completed'`, [taskId])
    },

    async letGoOfAll() {
      await db.run(`update task set lease_until = 0 where status = 'processing'`)
    },

    async recoverStale() {
      const now = clock.nowMs()
      const rows = await db.all<{ id: string }>(
        `select id from task where status = 'processing' and lease_until < ? limit 100`,
        [now],
      )
      let reopened = 0
      for (const { id } of rows) if (await recover(id)) reopened++
      return reopened
    },
  }

  /** Each by itself: another replica may be at the same ones. */
  async function recover(taskId: string): Promise<boolean> {
    const at = clock.nowMs()
    const news = await db.transaction(async (tx) => {
      const task = await lockTask(tx, taskId)
      if (task?.status !== 'processing' || (task.lease_until ?? 0) >= at) return undefined
      const end =
        task.cancelled_at !== null ? cancelledEnd(task, at) : takenOverEnd(task, { at, recovers, maxTakeovers })
      if (end) return endLeft(tx, task, end)
      await insertEvents(tx, taskId, [recoveredEvent(task, at)])
      await tx.run(reopenSql, [1, taskId])
      return { status: 'open' as const }
    })
    if (!news) return false
    newsroom.stored(taskId)
    newsroom.publish({ id: taskId, ...news })
    return news.status === 'open'
  }
}

/** Ends a task whose worker has left it, and its steps that were under way. @returns What is told to other replicas. */
async function endLeft(
  tx: Transaction,
  { id }: LockedTask,
  end: TaskEnd,
): Promise<{ status: 'completed' | 'failed'; reason?: string }> {
  const { status, reason, at } = end
  const hanging = await hangingSteps(tx, id, { message: reason ?? '', at })
  await endTask(tx, id, { ...end, events: [...hanging, ...end.events] })
  return { status, ...(reason !== undefined && { reason }) }
}

interface ClaimRow {
  id: string
  spec: string
  secrets: string | null
  created_by: string | null
  template_ref: string | null
  lease_number: number
  started_at: number
  queued_at: number
  workspace: string | null
}

const claimOf = (row: ClaimRow, heldUntil: number): ClaimedTask => ({
  heldUntil,
  lease: { taskId: row.id, number: row.lease_number },
  // Only the store writes it.
  spec: JSON.parse(row.spec) as TaskSpec,
  secrets: row.secrets ?? undefined,
  createdBy: row.created_by ?? undefined,
  templateRef: row.template_ref ?? undefined,
  startedAt: row.started_at,
  isResumed: row.lease_number > 1,
  workspace: row.workspace ?? undefined,
})

// On PostgreSQL workers that look at the same time do not wait for each other.
const claimSql = (isPostgres: boolean) => `
  update task set status = 'processing', lease_owner = ?, lease_number = lease_number + 1, lease_until = ?, heartbeat_at = ?,
    started_at = coalesce(started_at, ?)
  where id in (select id from task where status = 'open' and waits_for is null order by queued_at, id limit ?
    ${isPostgres ? 'for update skip locked' : ''})
  returning id, spec, secrets, created_by, template_ref, lease_number, started_at, queued_at, workspace`

const renewSql = (isPostgres: boolean) => `
  update task set lease_until = ?, heartbeat_at = ? where lease_owner = ? and status = 'processing' and id in (
    ${isPostgres ? 'select jsonb_array_elements_text(?::jsonb)' : 'select value from json_each(?)'})
  returning id, lease_number, cancelled_at`

const forgetSecretsSql = 'update task set secrets = null where id = ? and lease_number = ?'

const rememberSql = `
  insert into memory (task_id, step, kind, key, value) values (?, ?, ?, ?, ?)
  on conflict (task_id, step, kind, key) do update set value = excluded.value`

const reopenSql = `
  update task set status = 'open', lease_owner = null, lease_until = null, takeovers = takeovers + ? where id = ?`
