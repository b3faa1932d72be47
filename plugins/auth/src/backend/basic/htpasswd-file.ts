import { readFile, stat } from 'node:fs/promises'
import { type PasswordHash, parsePasswordHash } from './password-hash.ts'

/** The hashes of a file by the names of people. */
export type Htpasswd = ReadonlyMap<string, PasswordHash>

/**
 * Follows a file of lines `name:hash`.
 *
 * @returns Gives what the file holds now; reads it only when it has changed.
 * @throws From the returned function: Error that names the file and the line. A file that cannot be understood signs nobody
 *   in, because whoever was taken out of it must not stay in.
 */
export function followHtpasswd(path: string): () => Promise<Htpasswd> {
  let last: { version: string; content: Htpasswd } | undefined
  return async () => {
    const version = await versionOf(path)
    if (last?.version !== version) last = { version, content: parseHtpasswd(await readFile(path, 'utf8'), path) }
    return last.content
  }
}

/** Reads the text of such a file; `#` begins a comment. */
export function parseHtpasswd(text: string, path: string): Htpasswd {
  const hashes = new Map<string, PasswordHash>()
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const fail = (reason: string, cause?: unknown) => new Error(`${path}:${index + 1}: ${reason}`, { cause })
    const colon = line.indexOf(':')
    if (colon < 1) throw fail('This line is not of the form name:hash.')
    const name = line.slice(0, colon)
    if (hashes.has(name)) throw fail(`"${name}" is in the file twice.`)
    try {
      hashes.set(name, parsePasswordHash(line.slice(colon + 1).trim()))
    } catch (cause) {
      throw fail((cause as Error).message, cause)
    }
  }
  return hashes
}

/** The inode belongs to it: editors and Kubernetes put another file in place, maybe of the same size and age. */
async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeNs } = await stat(path, { bigint: true }).catch((cause) => {
    throw new Error(`${path}: The file with names and passwords cannot be read.`, { cause })
  })
  return `${ino} ${size} ${mtimeNs}`
}
