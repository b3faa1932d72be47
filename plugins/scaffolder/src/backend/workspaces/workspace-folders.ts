import { constants } from 'node:fs'
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { nameProcessFolder, sweepProcessFolders } from '@callboard/kernel'
import type { Lease } from '../tasks/leases.ts'

/** The folders in which tasks of this process work. */
export interface WorkspaceFolders {
  /** Makes an empty folder for one run of a task: the run before it may still be tidying up. */
  make(lease: Lease): Promise<string>
  /** Removes it, and what was made beside it. */
  remove(lease: Lease): Promise<void>
  /** Removes what processes of this machine have left that are gone. @returns How many there were. */
  sweep(): Promise<number>
  /** Removes everything of this process. */
  close(): Promise<void>
}

/** What the names of folders begin with, by what runs in them. */
export const folderPrefixes = {
  tasks: 'callboard-tasks-',
  dryRun: 'callboard-dry-run-',
  drift: 'callboard-drift-',
} as const

/**
 * One folder for each process below `root`; its name says whose it is.
 *
 * @throws Error when `root` cannot be written to.
 */
export async function openWorkspaceFolders(root: string): Promise<WorkspaceFolders> {
  try {
    if (!(await stat(root)).isDirectory()) throw new Error('It is not a folder.')
    await access(root, constants.W_OK)
  } catch (cause) {
    throw new Error(
      `Tasks cannot work in "${root}". Make this folder, and let the portal write to it, or set backend.workingDirectory.`,
      { cause },
    )
  }
  const folderOfProcess = nameProcessFolder(root, folderPrefixes.tasks)
  const own = folderOfProcess.path

  return {
    async make(lease) {
      const folder = join(own, nameOf(lease))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    async remove(lease) {
      const folder = nameOf(lease)
      const names = await readdir(own).catch(() => [])
      const mine = names.filter((name) => name === folder || name.startsWith(`${folder}_step-`))
      for (const name of mine) await rm(join(own, name), { recursive: true, force: true })
    },
    async sweep() {
      let left = 0
      for (const prefix of Object.values(folderPrefixes)) left += await sweepProcessFolders(root, prefix)
      return left
    },
    close: () => folderOfProcess.remove(),
  }
}

const nameOf = ({ taskId, number }: Lease) => `${taskId}.${number}`
