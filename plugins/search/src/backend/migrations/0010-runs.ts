/** What the index still has to do: stale sources outlive the process that heard of them, and a run knows how far it came. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    // run: the run over everything that wants it indexed. claimed_by: who is at it, until lease_until. is_changed: it became
    // stale again since. attempts: how often it failed, the last time with problem.
    `create table stale (type ${text} not null, source ${text} not null, run bigint, is_urgent smallint not null,
       due_at bigint not null, attempts integer not null default 0, problem text, claimed_by text,
       lease_until bigint not null default 0, is_changed smallint not null default 0, primary key (type, source))`,
    `create index stale_by_turn on stale (type, is_urgent, due_at)`,
    `create index stale_by_claim on stale (claimed_by) where claimed_by is not null`,
    // place: the last source that has been listed; is_listed: all have been. documents: how many this run has made so far.
    `create table run (type ${text} not null primary key, number bigint not null, is_running smallint not null,
       place text, is_listed smallint not null, documents bigint not null, started_at bigint not null, retry_at bigint not null,
       last_run_at bigint, last_run_ms bigint, problem text)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
