/** What happened, appended only. The id begins with the instant, so that the primary key is the order of time. */
import type { Dialect } from '@callboard/kernel'
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  // Ordered by code point in both databases, whatever language the server sorts by.
  const key = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const guards = dialect === 'sqlite' ? sqliteGuards : postgresGuards
  const statements = [
    `create table record (
       id ${key} not null primary key, at bigint not null, plugin_id text not null, event_id text not null,
       severity text not null, actor_id text, on_behalf_by text, target text, outcome text not null, request_id text,
       method text, url text, ip text, user_agent text, meta text, error_name text, error_message text)`,
    `create index record_by_actor on record (actor_id, id)`,
    `create index record_by_target on record (target, id)`,
    `create index record_by_request on record (request_id)`,
    // Records from this id on may not be deleted. Only retention moves it.
    `create table kept (one smallint not null primary key, from_id ${key} not null)`,
    `insert into kept (one, from_id) values (1, '')`,
    ...guards,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const sqliteGuards = [
  `create trigger record_stays_as_it_is before update on record
     begin select raise(abort, 'Records of the audit are not changed.'); end`,
  `create trigger record_stays before delete on record when old.id >= (select from_id from kept)
     begin select raise(abort, 'Records of the audit are deleted by retention only.'); end`,
]

const postgresGuards = [
  // The path of whoever migrates, so that the table is found whoever asks.
  `create function refuse_change() returns trigger language plpgsql set search_path from current as $$
     begin
       if tg_op = 'DELETE' and old.id < (select from_id from kept) then return old; end if;
       raise exception 'Records of the audit are not changed, and deleted by retention only.';
     end $$`,
  `create trigger record_stays before update or delete on record for each row execute function refuse_change()`,
  `create trigger record_stays_whole before truncate on record for each statement execute function refuse_change()`,
]
