import { posix } from 'node:path'

/**
 * Where a path that somebody wrote leads from a folder of a site.
 *
 * @param folder - Of the site, `''` for its root.
 * @returns Clean, without a leading `./`, `''` for the root; undefined when it is absolute, leads out of the site, or could be read in two ways.
 */
export function pathInside(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path) || path.includes('\\') || path.includes('\0')) return undefined
  const clean = posix.normalize(posix.join(folder, path)).replace(/\/$/, '')
  if (clean === '.') return ''
  return clean === '..' || clean.startsWith('../') ? undefined : clean
}

/** The folder of a path: `''` at the root. */
export const folderOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))

/** A path below a folder, `''` being the root. */
export const below = (folder: string, path: string) => (folder === '' ? path : `${folder}/${path}`)

/** A path as it stands in an address. */
export const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')

/** Undoes the percent signs of an address; one that is ill-formed is taken as it stands. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/**
 * The address of one file of a site relative to another's.
 *
 * @param from - Of the page: `guide/install/`, `''`.
 * @param to - Not encoded; a trailing slash stays.
 * @returns Encoded, `./` for the same folder: what MkDocs writes.
 */
export function relativeUrl(from: string, to: string): string {
  const [fromParts, toParts] = [from.split('/').slice(0, -1), to.split('/')]
  let shared = 0
  while (shared < fromParts.length && shared < toParts.length - 1 && fromParts[shared] === toParts[shared]) shared++
  const rest = toParts.slice(shared).map(encodeURIComponent).join('/')
  return '../'.repeat(fromParts.length - shared) + rest || './'
}
