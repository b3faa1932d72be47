import type { Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What a folder looked like. */
export interface Fingerprint {
  isEmpty: boolean
  text: string
  /** The newest change in it, in ms since the epoch by the file system's clock. */
  changedAt: number
  /** What was seen, by absolute path: whoever packs the folder need not look again. */
  stats: Map<string, Stats>
  names: Map<string, string[]>
}

/** File systems tell times in steps; a change within one of them may look like no change. */
const clockStepMs = 20

/** Looks at everything in a folder, without reading files. */
export async function fingerprintOf(folder: string): Promise<Fingerprint> {
  const lines: string[] = []
  const stats = new Map<string, Stats>()
  const names = new Map<string, string[]>()
  let changedAt = 0
  const look = async (path: string) => {
    const stat = await lstat(path)
    // Fractions of milliseconds are kept: they are as exact as most file systems' clocks.
    lines.push(`${path} ${stat.mode} ${stat.size} ${stat.ino} ${stat.mtimeMs} ${stat.ctimeMs}`)
    stats.set(path, stat)
    changedAt = Math.max(changedAt, stat.ctimeMs)
    if (!stat.isDirectory()) return
    const inner = await readdir(path)
    names.set(path, inner)
    await Promise.all(inner.map((name) => look(join(path, name))))
  }
  await look(folder)
  return { isEmpty: lines.length === 1, text: lines.sort().join('\n'), changedAt, stats, names }
}

/** Whether nothing can have changed from `before`, which was taken at `takenAt`, to `now`. */
export const isUnchanged = (before: Fingerprint, takenAt: number, now: Fingerprint): boolean =>
  before.text === now.text && before.changedAt < takenAt - clockStepMs
