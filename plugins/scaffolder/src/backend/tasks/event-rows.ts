import type { Sql } from '@callboard/kernel'
import type { TaskEvent, TaskEventBody, TaskEventType } from '../../model/index.ts'

/** An event that is not stored yet. */
export interface NewEvent {
  type: TaskEventType
  body: TaskEventBody
  at: number
}

/** A row of `event`, beside what it takes from its task. */
export interface EventRow {
  id: number
  task_id: string
  type: string
  body: string
  created_at: number
  is_recoverable: number
}

/**
 * Stores events in their order.
 *
 * @param sql - Inside a transaction that holds the task's row: or readers could see a later event before an earlier one, and
 * go on after it.
 */
export async function insertEvents(sql: Sql, taskId: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return
  // The body is JSON in JSON: PostgreSQL never reads it, so it may hold what its text cannot.
  const rows = events.map(({ type, body, at }) => ({ type, body: JSON.stringify(body), at }))
  await sql.run(sql.dialect === 'sqlite' ? insertSqlite : insertPostgres, [taskId, JSON.stringify(rows)])
}

const insertSqlite = `
  insert into event (task_id, type, body, created_at)
  select ?, e.value ->> 'type', e.value ->> 'body', e.value ->> 'at' from json_each(?) e order by e.key`
const insertPostgres = `
  insert into event (task_id, type, body, created_at)
  select ?, e ->> 'type', e ->> 'body', (e ->> 'at')::bigint
  from jsonb_array_elements(?::jsonb) with ordinality x(e, n) order by n`

/** As it is served. */
export const eventOf = (row: EventRow): TaskEvent => ({
  id: row.id,
  isTaskRecoverable: row.is_recoverable === 1,
  taskId: row.task_id,
  // Only `insertEvents` writes the table.
  type: row.type as TaskEventType,
  createdAt: new Date(row.created_at).toISOString(),
  body: JSON.parse(row.body) as TaskEventBody,
})

/** The completion of a task that did not get to its end. */
export const failedCompletion = (error: { name: string; message: string }): TaskEventBody => ({
  message: 'Run completed with status: failed',
  error,
})

/** The event that a task was cancelled (spec/scaffolder.md 7.5). */
export const cancelledBody = (stepId: string): TaskEventBody => ({
  message: `Step ${stepId} has been cancelled.`,
  stepId,
  status: 'cancelled',
})

/** That the steps which were under way have failed: of a task that ends without its worker. */
export async function hangingSteps(
  sql: Sql,
  taskId: string,
  { message, at }: { message: string; at: number },
): Promise<NewEvent[]> {
  const rows = await sql.all<{ body: string }>('select body from event where task_id = ? order by id', [taskId])
  const statuses = new Map<string, string>()
  for (const { body } of rows) {
    const { stepId, status } = JSON.parse(body) as TaskEventBody
    if (stepId !== undefined && status !== undefined) statuses.set(stepId, status)
  }
  const hanging = [...statuses].filter(([, status]) => status === 'processing')
  return hanging.map(([stepId]) => ({ type: 'log', body: { message, stepId, status: 'failed' }, at }))
}
