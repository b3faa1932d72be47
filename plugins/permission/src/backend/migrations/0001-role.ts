/** The roles that are edited on the screen, one row each. document: JSON text of a RoleDocument. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table role (ref text not null primary key, document text not null, version integer not null,
         updated_at text not null, updated_by text not null)`,
    )
    .execute(db)
}
