/** Tasks, what happened to them, and what the next worker needs to go on. See docs/adr/0010. */
import type { Dialect } from '@callboard/kernel'
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const sqlite = dialect === 'sqlite'
  // Never used twice, also when the newest were deleted: clients go on after the last that they have seen.
  const identity = sqlite ? 'integer primary key autoincrement' : 'bigint generated always as identity primary key'
  const text = sqlite ? 'text' : 'text collate "C"'
  const statements = [
    // spec: JSON. secrets: sealed, and gone when the task has ended. waits_for: why an open task is not run yet.
    // queued_at: since when it waits for a worker; oldest first. lease_number: grows with every claim; a worker's writes name
    // it. takeovers: how often a worker was lost since the task last got on. workspace: the name of the archive that belongs
    // to what is remembered.
    `create table task (
       id ${text} not null primary key, spec text not null, status ${text} not null, created_by ${text}, template_ref ${text},
       template_owner ${text}, is_recoverable smallint not null default 0, created_at bigint not null,
       secrets text, waits_for text, reason text, cancelled_at bigint,
       queued_at bigint not null, started_at bigint, ended_at bigint, heartbeat_at bigint,
       lease_owner text, lease_number bigint not null default 0, lease_until bigint, takeovers bigint not null default 0,
       workspace text)`,
    `create index task_by_status on task (status, queued_at)`,
    `create index task_by_created_at on task (created_at)`,
    `create index task_by_created_by on task (created_by, created_at)`,
    `create table event (
       id ${identity}, task_id ${text} not null, type text not null, body text not null, created_at bigint not null)`,
    `create index event_by_task on event (task_id, id)`,
    // What a task remembers. step: its place in the spec, for ids need not be unique. kind: step or checkpoint. value: sealed.
    `create table memory (
       task_id ${text} not null, step bigint not null, kind ${text} not null, key ${text} not null, value text not null,
       primary key (task_id, step, kind, key))`,
    // Workspaces of tasks under way: gzipped tar, sealed.
    `create table archive (
       name ${text} not null primary key, task_id ${text} not null, content ${sqlite ? 'blob' : 'bytea'} not null)`,
    `create index archive_by_task on archive (task_id)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
