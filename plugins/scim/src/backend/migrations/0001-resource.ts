/** What identity providers pushed: people and groups in one table, and who is in which group. doc: JSON of SCIM attributes. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  const statements = [
    // name_key: userName or displayName in lower case. entity_name: what the catalog calls it; nobody else may be called so.
    `create table resource (
       id text not null primary key, kind text not null, name_key text not null, external_id text, email text,
       entity_name text not null, is_active smallint not null, doc text not null, version bigint not null,
       created_at bigint not null, updated_at bigint not null)`,
    `create unique index resource_by_entity_name on resource (kind, entity_name)`,
    `create index resource_by_name on resource (kind, name_key)`,
    `create index resource_by_external_id on resource (kind, external_id)`,
    `create index resource_by_email on resource (kind, email)`,
    `create index resource_by_age on resource (kind, created_at, id)`,
    `create table member (group_id text not null, member_id text not null, primary key (group_id, member_id))`,
    `create index member_by_member on member (member_id, group_id)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
