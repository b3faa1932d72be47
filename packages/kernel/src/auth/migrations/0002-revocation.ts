/** Tokens that ended before their time: those of a person that were issued from one second until another, both included. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table token_revocation (user_ref text not null, issued_from bigint not null, issued_until bigint not null, created_at bigint not null, expires_at bigint not null, primary key (user_ref, issued_from, issued_until))`,
    `create index token_revocation_created on token_revocation (created_at)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
