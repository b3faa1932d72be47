import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Those of this process: several portals may be in one, as in tests. */
const openHere = new Set<string>()
const host = hostname().replaceAll(/[^\w.]/g, '_')

/** A folder whose name says which process it belongs to: when that dies without removing it, the next one does. */
export interface ProcessFolder {
  /** Absolute where `root` is. */
  readonly path: string
  remove(): Promise<void>
}

/**
 * Names a folder of this process; nothing is made yet.
 *
 * @param root - The folder in which it is.
 * @param prefix - Says what it is for: `callboard-git-`.
 */
export function nameProcessFolder(root: string, prefix: string): ProcessFolder {
  const path = join(root, `${prefix}${host}-${process.pid}-${randomBytes(4).toString('hex')}`)
  openHere.add(path)
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true })
      openHere.delete(path)
    },
  }
}

/** Makes one, which nobody else can look into. */
export async function makeProcessFolder(root: string, prefix: string): Promise<ProcessFolder> {
  const folder = nameProcessFolder(root, prefix)
  await mkdir(folder.path, { mode: 0o700 })
  return folder
}

/** Removes what processes of this machine have left that are gone. @returns How many there were. */
export async function sweepProcessFolders(root: string, prefix: string): Promise<number> {
  const names = await readdir(root)
  const left = names.filter((name) => !openHere.has(join(root, name)) && isLeftBehind(name, prefix))
  for (const name of left) await rm(join(root, name), { recursive: true, force: true })
  return left.length
}

/** Whether a folder is of a process that ran on this host and is gone. Containers have a host name of their own. */
function isLeftBehind(name: string, prefix: string): boolean {
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
