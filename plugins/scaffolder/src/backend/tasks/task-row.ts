import type { Task, TaskSpec, TaskStatus } from '../../model/index.ts'

/** A row of `task`, as it is read for people. */
export interface TaskRow {
  id: string
  spec: string
  status: string
  created_by: string | null
  created_at: number
  heartbeat_at: number | null
  waits_for: string | null
  template_owner: string | null
  reason: string | null
  /** How many are ahead; null unless it waits for a worker. */
  ahead: number | null
}

/** What {@link TaskRow} is read from; `t` is the task. */
export const taskColumns = `
  t.id, t.spec, t.status, t.created_by, t.created_at, t.heartbeat_at, t.waits_for, t.template_owner, t.reason,
  case when t.status = 'open' and t.waits_for is null then (
    select count(*) from task o where o.status = 'open' and o.waits_for is null
      and (o.queued_at < t.queued_at or (o.queued_at = t.queued_at and o.id < t.id))) end as ahead`

/** As it is served (spec/scaffolder.md 8.4). */
export const taskOf = (row: TaskRow): Task => ({
  id: row.id,
  // Only `create` writes it.
  spec: JSON.parse(row.spec) as TaskSpec,
  status: row.status as TaskStatus,
  createdAt: new Date(row.created_at).toISOString(),
  ...(row.heartbeat_at !== null && { lastHeartbeatAt: new Date(row.heartbeat_at).toISOString() }),
  ...(row.created_by !== null && { createdBy: row.created_by }),
  ...(row.ahead !== null && { queuePosition: row.ahead }),
  ...(row.waits_for === 'approval' && { waitsFor: 'approval' as const }),
  ...(row.template_owner !== null && { templateOwner: row.template_owner }),
  ...(row.reason !== null && { reason: row.reason }),
})
