/** was_known: 1 where a directory knew the person when the token was made; then it ends when no directory does any more. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table personal_token add column was_known smallint not null default 0`).execute(db)
}
