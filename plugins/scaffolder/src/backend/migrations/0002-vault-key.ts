/** Where no key is configured, all replicas seal the secrets of tasks with the same one that the first of them made. */
import type { Kysely } from 'kysely'
import { sql } from 'kysely'

export const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table vault_key (id text primary key, key text not null, created_at bigint not null)`.execute(db)
}
