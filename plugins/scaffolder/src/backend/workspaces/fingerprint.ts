import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** What a folder looked like. */
export interface Fingerprint {
  isEmpty: boolean
  text: string
  /** The newest change in it, in ms since the epoch by the file system's clock. */
  changedAt: number
}

/** File systems tell times in steps; a change within one of them may look like no change. */
const clockStepMs = 20

/** Looks at everything in a folder, without reading files. */
export async function fingerprintOf(folder: string): Promise<Fingerprint> {
  const lines: string[] = []
  let changedAt = 0
  const look = async (path: string, name: string) => {
    const { mode, size, ino, mtimeNs, ctimeNs } = await lstat(path, { bigint: true })
    lines.push(`${name} ${mode} ${size} ${ino} ${mtimeNs} ${ctimeNs}`)
    changedAt = Math.max(changedAt, Number(ctimeNs / 1_000_000n))
    // S_IFDIR
    if ((mode & 0o170000n) !== 0o040000n) return
    const names = await readdir(path)
    await Promise.all(names.map((inner) => look(join(path, inner), `${name}/${inner}`)))
  }
  await look(folder, '.')
  return { isEmpty: lines.length === 1, text: lines.sort().join('\n'), changedAt }
}

/** Whether nothing can have changed from `before`, which was taken at `takenAt`, to `now`. */
export const isUnchanged = (before: Fingerprint, takenAt: number, now: Fingerprint): boolean =>
  before.text === now.text && before.changedAt < takenAt - clockStepMs
