import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
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

const prefix = 'callboard-tasks-'
/** Those of this process: several portals may be in one, as in tests. */
const openHere = new Set<string>()

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
  const host = hostname().replaceAll(/[^\w.]/g, '_')
  const own = join(root, `${prefix}${host}-${process.pid}-${randomBytes(4).toString('hex')}`)
  openHere.add(own)

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
      const left = (await readdir(root)).filter((name) => !openHere.has(join(root, name)) && isLeftBehind(name, host))
      for (const name of left) await rm(join(root, name), { recursive: true, force: true })
      return left.length
    },
    async close() {
      await rm(own, { recursive: true, force: true })
      openHere.delete(own)
    },
  }
}

const nameOf = ({ taskId, number }: Lease) => `${taskId}.${number}`

/** Whether a folder is of a process that ran on this host and is gone. Containers have a host name of their own. */
function isLeftBehind(name: string, host: string): boolean {
  if (!name.startsWith(`${prefix}${host}-`)) return false
  const [pid] = name.slice(prefix.length + host.length + 1).split('-')
  // In a container every process gets the same number again.
  return Number(pid) === process.pid || !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
