/** What people search, for portals that keep it: nobody's name beside a term, but for those who keep their own. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // What person is hashed with; a new one each retention, so that nobody can be followed for longer.
    `create table history_key (id bigint not null primary key, secret text not null, made_at bigint not null)`,
    // Who looked for it and found something, once each: person is a keyed hash.
    `create table searched (term text not null, person text not null, key_id bigint not null, times bigint not null,
       last_at bigint not null, primary key (term, person))`,
    `create index searched_by_time on searched (last_at)`,
    `create table unanswered (term text not null primary key, times bigint not null, last_at bigint not null)`,
    // Persons who keep their own searches, by ref.
    `create table recent_keeper (person_ref text not null primary key)`,
    `create table recent (person_ref text not null, term text not null, last_at bigint not null, primary key (person_ref, term))`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
