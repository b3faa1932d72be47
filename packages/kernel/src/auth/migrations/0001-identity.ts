/** Public keys, so that every replica can verify what one of them signed, and what people own. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // Private keys never leave the process that made them.
    `create table signing_key (kid text not null primary key, jwk text not null, created_at bigint not null, expires_at bigint not null)`,
    `create table user_info (user_ref text not null primary key, ownership_refs text not null, updated_at bigint not null)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
