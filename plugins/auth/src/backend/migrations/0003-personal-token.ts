/** Personal access tokens. hash: SHA-256 of the secret half, which is nowhere else; scopes: JSON list. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create table personal_token (id text not null primary key, user_ref text not null, name text not null, scopes text not null, hash text not null, created_at bigint not null, expires_at bigint, last_used_at bigint)`,
    `create index personal_token_user on personal_token (user_ref)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
