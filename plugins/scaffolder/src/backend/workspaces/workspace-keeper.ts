import type { WorkspaceStore } from '../../model/index.ts'
import { packFolder, unpackFolder } from './archive.ts'
import { type Fingerprint, fingerprintOf, isUnchanged } from './fingerprint.ts'

/** What stands in place of an archive's name when the workspace was too large for one. */
export const tooLarge = 'too-large'

/** Keeps the workspace of one run where the next worker finds it. */
export interface WorkspaceKeeper {
  /**
   * Saves the workspace as it is. It counts only once the returned name is stored together with what is remembered; until
   * then the archive before it stays.
   *
   * @returns The name of the archive; null when there is nothing in the workspace; undefined when nothing has changed.
   */
  save(): Promise<string | null | undefined>
  /** Whether there may be archives of this run. */
  hasSaved(): boolean
  /** Puts an archive's content into the workspace. False when it is not there any more. */
  restore(name: string): Promise<boolean>
}

/** How archives are sealed: they hold what the task has written, secrets included. */
export interface BytesSeal {
  seal(bytes: Uint8Array): Uint8Array
  open(bytes: Uint8Array): Uint8Array
}

/** @param options.lease - Whose run it is; a worker that has lost the task overwrites nothing of the next. */
export function workspaceKeeper(options: {
  folder: string
  lease: { taskId: string; number: number }
  store: WorkspaceStore
  seal: BytesSeal
}): WorkspaceKeeper {
  const { folder, lease, store, seal } = options
  let last: { fingerprint: Fingerprint; takenAt: number } | undefined
  let slot = 0
  let hasSaved = false
  const look = async () => ({ takenAt: Date.now(), fingerprint: await fingerprintOf(folder) })

  return {
    async save() {
      const now = await look()
      if (last ? isUnchanged(last.fingerprint, last.takenAt, now.fingerprint) : now.fingerprint.isEmpty)
        return undefined
      last = now
      if (now.fingerprint.isEmpty) return null
      const archive = await packFolder(folder, now.fingerprint)
      if (!archive) return tooLarge
      // Two take turns, so that the one that counts is never written over.
      slot = 1 - slot
      const name = archiveNames(lease)[slot] as string // there are two
      hasSaved = true
      await store.save(name, seal.seal(archive))
      return name
    },
    hasSaved: () => hasSaved,
    async restore(name) {
      const sealed = await store.load(name)
      if (!sealed) return false
      await unpackFolder(seal.open(sealed), folder)
      last = await look()
      return true
    },
  }
}

/** Under which archives of one claim may be. */
const archiveNames = ({ taskId, number }: { taskId: string; number: number }): [string, string] => [
  `${taskId}.${number}.0`,
  `${taskId}.${number}.1`,
]

/** Removes all archives of a task. @param lease - Its last. */
export async function removeArchives(store: WorkspaceStore, lease: { taskId: string; number: number }): Promise<void> {
  for (let number = 1; number <= lease.number; number++)
    for (const name of archiveNames({ ...lease, number })) await store.remove(name)
}
