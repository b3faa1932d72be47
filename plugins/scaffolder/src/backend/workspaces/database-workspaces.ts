import type { Database } from '@callboard/kernel'
import type { WorkspaceStore } from '../../model/index.ts'

/** Keeps workspaces in the plugin's database. */
export function databaseWorkspaces(db: Database): WorkspaceStore {
  return {
    id: 'database',
    async save(name, archive) {
      await db.run(
        `insert into archive (name, task_id, content) values (?, ?, ?)
         on conflict (name) do update set content = excluded.content`,
        [name, name.split('.')[0] ?? name, archive],
      )
    },
    async load(name) {
      const row = await db.get<{ content: Uint8Array }>('select content from archive where name = ?', [name])
      return row?.content
    },
    async remove(name) {
      await db.run('delete from archive where name = ?', [name])
    },
  }
}
