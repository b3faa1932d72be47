/**
 * What tasks have made, to tell later what has changed in their templates since. made.document: JSON of a Making; made.tree: what
 * was published, packed. made_entity: which entities came of it.
 */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const bytes = dialect === 'postgres' ? 'bytea' : 'blob'
  await sql
    .raw(`create table made (task_id text not null primary key, document text not null, tree ${bytes})`)
    .execute(db)
  await sql
    .raw(
      `create table made_entity (entity_ref text not null, task_id text not null, made_at text not null,
         template_ref text not null, primary key (entity_ref, task_id))`,
    )
    .execute(db)
  await sql.raw('create index made_entity_by_template on made_entity (template_ref, entity_ref)').execute(db)
}
