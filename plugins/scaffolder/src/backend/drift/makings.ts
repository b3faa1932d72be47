import type { Database } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import type { Tree } from './merge-trees.ts'
import { packTree, unpackTree } from './packed-tree.ts'

/** A repository that a task has published. */
export interface Published {
  /** `publish:github` */
  action: string
  repoUrl: string
  /** The folder of the workspace that was published. */
  sourcePath: string
  /** Where the root of its default branch can be read. */
  contentsUrl: string
}

/** What a task has made. */
export interface Making {
  taskId: string
  templateRef: string
  /** ISO 8601. */
  at: string
  /** The task whose answers count: this one, or the one that an update goes back to. */
  answersOf: string
  published?: Published
  /** {@link versionOf} what was published. */
  version?: string
  /** What steps gave that a dry run cannot do, masked: stands for them when the template is rendered again. */
  outputs: Record<string, JsonObject>
}

/** What tasks have made, in the database. */
export interface Makings {
  find(taskId: string): Promise<Making | undefined>
  save(making: Making, tree?: Tree): Promise<void>
  addEntity(making: Making, entityRef: string): Promise<void>
  /** Undefined when it was too large to be kept. */
  readTree(taskId: string): Promise<Tree | undefined>
  /** All entities, each with the tasks that are about it, the newest first. */
  listEntities(filter: { templateRef?: string; entityRef?: string }): Promise<Map<string, string[]>>
}

/** More than any skeleton has; what is above is not kept. */
const maxTreeBytes = 10 * 1024 * 1024

/** Keeps them in the plugin's database. */
export function databaseMakings(db: Database): Makings {
  return {
    async find(taskId) {
      const row = await db.get<{ document: string }>('select document from made where task_id = ?', [taskId])
      // Only `save` writes it.
      return row && (JSON.parse(row.document) as Making)
    },
    async save(making, tree) {
      const packed = tree && (await packTree(tree))
      const kept = packed && packed.length <= maxTreeBytes ? packed : null
      await db.run(
        `insert into made (task_id, document, tree) values (?, ?, ?)
           on conflict (task_id) do update set document = excluded.document, tree = coalesce(excluded.tree, made.tree)`,
        [making.taskId, JSON.stringify(making), kept],
      )
    },
    async addEntity({ taskId, at, templateRef }, entityRef) {
      await db.run(
        `insert into made_entity (entity_ref, task_id, made_at, template_ref) values (?, ?, ?, ?)
           on conflict (entity_ref, task_id) do nothing`,
        [entityRef, taskId, at, templateRef],
      )
    },
    async readTree(taskId) {
      const row = await db.get<{ tree: Uint8Array | null }>('select tree from made where task_id = ?', [taskId])
      return row?.tree ? unpackTree(row.tree) : undefined
    },
    async listEntities({ templateRef, entityRef }) {
      const asked = { template_ref: templateRef, entity_ref: entityRef }
      const given = Object.entries(asked).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]))
      const where = given.map(({ column }) => ` and ${column} = ?`).join('')
      const rows = await db.all<{ entity_ref: string; task_id: string }>(
        `select entity_ref, task_id from made_entity where 1 = 1${where} order by entity_ref, made_at desc`,
        given.map(({ value }) => value),
      )
      const found = new Map<string, string[]>()
      for (const { entity_ref, task_id } of rows) found.set(entity_ref, [...(found.get(entity_ref) ?? []), task_id])
      return found
    },
  }
}
