import type { Clock, Database, Transaction } from '@callboard/kernel'
import { errors, type TaskSpec } from '../../model/index.ts'
import { tooLarge } from '../workspaces/workspace-keeper.ts'
import { endTask, type LockedTask, lockTask } from './end-task.ts'
import { cancelledBody, type EventRow, eventOf, failedCompletion, insertEvents } from './event-rows.ts'
import { compileFilter } from './task-filter.ts'
import type { TaskNewsroom } from './task-news.ts'
import { type TaskRow, taskColumns, taskOf } from './task-row.ts'
import type { TaskOrder, TaskStore } from './task-store.ts'

/** The tasks in the plugin's database. */
export function sqlTaskStore(options: { db: Database; clock: Clock; newsroom: TaskNewsroom }): TaskStore {
  const { db, clock, newsroom } = options

  /** Works on a task that nobody else changes meanwhile, and tells this process about it. */
  async function change<T>(taskId: string, work: (tx: Transaction, task: LockedTask) => Promise<T>): Promise<T> {
    const result = await db.transaction(async (tx) => {
      const task = await lockTask(tx, taskId)
      if (!task) throw errors.unknownTask({ taskId })
      return work(tx, task)
    })
    newsroom.stored(taskId)
    return result
  }

  return {
    async create(task) {
      const { id, spec, createdBy, templateRef, templateOwner, secrets, waitsFor } = task
      const now = clock.nowMs()
      await db.run(insertSql, [
        ...[id, JSON.stringify(spec), 'open', createdBy ?? null, templateRef ?? null, templateOwner ?? null],
        ...[strategyOf(spec) === 'startOver' ? 1 : 0, now, secrets ?? null, waitsFor ?? null, now],
      ])
      newsroom.publish({ id, status: 'open' })
    },

    async find(taskId) {
      const row = await db.get<TaskRow>(`select ${taskColumns} from task t where t.id = ?`, [taskId])
      return row && taskOf(row)
    },

    async list({ filter = { allOf: [] }, order = [], limit, offset }) {
      const { text, params } = compileFilter(filter, db.dialect)
      const counted = await db.get<{ n: number }>(`select count(*) as n from task where ${text}`, params)
      const totalTasks = counted?.n ?? 0
      // Most of what a page costs is reading specs; nobody wants an endless one by accident.
      const rows = await db.all<TaskRow>(
        `select ${taskColumns} from (select * from task where ${text} order by ${orderText(order)} limit ? offset ?) t
         order by ${orderText(order)}`,
        [...params, limit ?? Number.MAX_SAFE_INTEGER, offset ?? 0],
      )
      return { tasks: rows.map(taskOf), totalTasks }
    },

    async listEvents(taskId, after) {
      const rows = await db.all<EventRow>(
        `select e.id, e.task_id, e.type, e.body, e.created_at, t.is_recoverable
         from event e join task t on t.id = e.task_id
         where e.task_id = ? and (e.id > ? or e.type = 'completion') order by e.id`,
        [taskId, after ?? 0],
      )
      return sinceStartOver(rows.map(eventOf))
    },

    addEvent: (taskId, type, body) =>
      change(taskId, (tx) => insertEvents(tx, taskId, [{ type, body, at: clock.nowMs() }])),

    waitForEvents: newsroom.wait,

    async cancel(taskId, reason) {
      const news = await change(taskId, (tx, task) => cancel(tx, task, { at: clock.nowMs(), reason }))
      if (news) newsroom.publish({ id: taskId, ...news })
    },

    async retry(taskId, secrets) {
      await change(taskId, (tx, task) => retry(tx, task, { at: clock.nowMs(), secrets }))
      newsroom.publish({ id: taskId, status: 'open' })
    },

    async release(taskId) {
      await change(taskId, async (tx, task) => {
        if (task.status !== 'open' || task.waits_for !== 'approval') throw errors.notWaiting({ taskId })
        await tx.run('update task set waits_for = null, queued_at = ? where id = ?', [clock.nowMs(), taskId])
      })
      newsroom.publish({ id: taskId, status: 'open' })
    },
  }
}

const insertSql = `
  insert into task (id, spec, status, created_by, template_ref, template_owner, is_recoverable, created_at, secrets, waits_for, queued_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const strategyOf = (spec: TaskSpec) => spec.EXPERIMENTAL_recovery?.EXPERIMENTAL_strategy ?? 'none'

function orderText(order: readonly TaskOrder[]): string {
  const words = order.map(({ field, direction }) => `${field} ${direction}`)
  if (!order.some(({ field }) => field === 'created_at')) words.push('created_at desc')
  return [...words, 'id'].join(', ')
}

/** Of a task that can be started over, what was told before the last start is of no interest (spec/scaffolder.md 7.6). */
function sinceStartOver(events: ReturnType<typeof eventOf>[]) {
  const start = events.findLastIndex(({ type, body }) => type === 'recovered' && body.recoverStrategy === 'startOver')
  if (start < 0) return events
  return start === events.length - 1 ? [] : events.slice(start)
}

/** @returns What is told to other replicas. */
async function cancel(tx: Transaction, task: LockedTask, { at, reason }: { at: number; reason?: string | undefined }) {
  const stepId = await newestStep(tx, task.id)
  const cancelled = { type: 'cancelled', body: cancelledBody(stepId), at } as const
  if (task.status === 'open') {
    const why = reason ?? 'It was cancelled before it began.'
    const body = failedCompletion({ name: 'Error', message: `Task ${task.id} has been cancelled: ${why}` })
    await endTask(tx, task.id, {
      status: 'failed',
      reason: why,
      events: [cancelled, { type: 'completion', body, at }],
      at,
    })
    return { status: 'failed', reason: why } as const
  }
  await insertEvents(tx, task.id, [cancelled])
  if (task.status !== 'processing') return undefined
  await tx.run('update task set secrets = null, cancelled_at = ?, reason = ? where id = ?', [
    at,
    reason ?? null,
    task.id,
  ])
  return { status: 'cancelled' } as const
}

async function newestStep(tx: Transaction, taskId: string): Promise<string> {
  const rows = await tx.all<{ body: string }>('select body from event where task_id = ? order by id desc limit 50', [
    taskId,
  ])
  for (const { body } of rows) {
    const { stepId } = JSON.parse(body) as { stepId?: string }
    if (stepId !== undefined) return stepId
  }
  return '0'
}

async function retry(tx: Transaction, task: LockedTask, { at, secrets }: { at: number; secrets: string | undefined }) {
  if (task.status === 'open' || task.status === 'processing') throw errors.notRetriable({ taskId: task.id })
  // What ran only because of the failure runs again if there is another.
  await tx.run(
    `delete from memory where task_id = ? and kind = 'step' and step >= (
       select min(step) from memory where task_id = ? and kind = 'step' and key = 'failed')`,
    [task.id, task.id],
  )
  await tx.run(`delete from event where task_id = ? and type in ('cancelled', 'completion')`, [task.id])
  // What completed has no archive any more, also if its worker has not come to say so; what was too large never had one.
  const { changes } = await tx.run(
    `update task set workspace = null where id = ? and (status = 'completed' or workspace = ?)`,
    [task.id, tooLarge],
  )
  if (changes > 0) await tx.run(`delete from memory where task_id = ? and kind = 'step'`, [task.id])
  const recoverStrategy = strategyOf(JSON.parse(task.spec) as TaskSpec)
  const body = { message: 'The task was started again.', recoverStrategy }
  await insertEvents(tx, task.id, [{ type: 'recovered', body, at }])
  // The workspace of a completed task is gone, or just about to go.
  await tx.run(
    `update task set status = 'open', secrets = ?, reason = null, cancelled_at = null, queued_at = ?, started_at = null,
       ended_at = null, takeovers = 0, workspace = case when status = 'completed' then null else workspace end where id = ?`,
    [secrets ?? null, at, task.id],
  )
}
