import type { Database, Logger } from '@callboard/kernel'
import type { Vault } from './vault.ts'

interface Sealed {
  taskId: string
  sealed: string
}

/**
 * Seals again, with the first key, what an older key has sealed: afterwards that one may go from the config.
 *
 * @returns How much it was.
 */
export async function resealTasks({ db, log, vault }: { db: Database; log: Logger; vault: Vault }): Promise<number> {
  let resealed = 0
  for (const { find, update } of places) {
    for (const { taskId, sealed } of await db.all<Sealed>(find)) {
      if (vault.isCurrent(sealed)) continue
      try {
        // Whoever has changed it meanwhile has sealed it with the first key, or removed it.
        const { changes } = await db.run(update, [vault.seal(taskId, vault.open(taskId, sealed)), taskId, sealed])
        resealed += changes
      } catch (error) {
        log.warn('secrets not sealed again', { task: taskId, error })
      }
    }
  }
  return resealed
}

/** Where sealed texts stand: the secrets of a task, and the key of what it remembers. */
const places = [
  {
    find: 'select id as "taskId", secrets as sealed from task where secrets is not null',
    update: 'update task set secrets = ? where id = ? and secrets = ?',
  },
  {
    find: `select task_id as "taskId", value as sealed from memory where kind = 'key'`,
    update: `update memory set value = ? where kind = 'key' and task_id = ? and value = ?`,
  },
]
