/** Where people are signed in, which sign-ins are under way, who failed, and what administrators see of it. See docs/adr/0008. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // A sign-in that has begun. sealed: what its end needs, under a key that only the browser's cookie gives.
    `create table started_sign_in (nonce_hash text not null primary key, provider text not null, state_hash text not null,
       sealed text not null, expires_at bigint not null)`,
    `create index started_sign_in_by_expiry on started_sign_in (expires_at)`,

    // user_ref: null for providers that only give tokens. previous_hash and salt: the secret before, and what made the next of it.
    // sealed: profile, claims and tokens of the provider, under a key that only the cookie gives.
    `create table session (id text not null primary key, provider text not null, environment text not null, user_ref text,
       secret_hash text not null, previous_hash text, salt text, rotated_at bigint not null, sealed text not null,
       refreshed_at bigint not null, lease_until bigint not null default 0, created_at bigint not null,
       last_used_at bigint not null, expires_at bigint not null, user_agent text, ip text)`,
    `create index session_by_user on session (user_ref)`,
    `create index session_by_expiry on session (expires_at)`,
    `create index session_by_use on session (last_used_at)`,
    // Identity tokens that may still be good; issued_at: seconds, as their \`iat\`.
    `create table session_token (session_id text not null, issued_at bigint not null, primary key (session_id, issued_at))`,
    `create index session_token_by_time on session_token (issued_at)`,

    // key: a hash of a name or an address.
    `create table login_failure (key text not null primary key, failures bigint not null, blocked_until bigint not null,
       failed_at bigint not null)`,
    `create index login_failure_by_time on login_failure (failed_at)`,

    // detail: what is shown, as JSON.
    `create table sign_in_trace (id text not null primary key, at bigint not null, provider text not null, detail text not null)`,
    `create index sign_in_trace_by_time on sign_in_trace (at)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
