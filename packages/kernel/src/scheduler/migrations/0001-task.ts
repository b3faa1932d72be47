/** The tasks of all plugins: when each is due, and which replica runs it. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // next_run_at: null when only a person starts it. run_id to lease_until: set while it runs. Instants in ms.
  await sql`
    create table task (
      plugin_id text not null, task_id text not null, cadence text not null, next_run_at bigint,
      run_id text, run_by text, started_at bigint, times_out_at bigint, lease_until bigint,
      is_cancelled smallint not null default 0, last_ended_at bigint, last_error text, seen_at bigint not null,
      primary key (plugin_id, task_id))`.execute(db)
}
