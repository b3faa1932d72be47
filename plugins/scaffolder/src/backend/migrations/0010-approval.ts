/** Who had to agree to a task, and what they said. by_refs: JSON list; decision: approved, rejected, or null while it waits. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table approval (task_id text not null primary key, by_refs text not null, note text,
         created_by text, decision text, decided_by text, decided_at text, comment text)`,
    )
    .execute(db)
  await sql.raw('create index approval_waiting on approval (decision, task_id)').execute(db)
}
