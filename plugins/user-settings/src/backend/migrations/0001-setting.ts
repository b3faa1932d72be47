/** What people set, one row each. value: JSON text. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `create table setting (user_ref text not null, bucket text not null, key text not null, value text not null,
         updated_at bigint not null, primary key (user_ref, bucket, key))`,
    )
    .execute(db)
}
