import { lstat, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, parse, posix, relative, resolve, sep } from 'node:path'
import { errors, type Workspace } from '../../model/index.ts'

/** As many as Linux follows. */
const maxLinks = 40

/**
 * The workspace in a folder that exists.
 *
 * @param path - Absolute.
 */
export function openWorkspace(path: string): Workspace {
  return { path, resolve: (relativePath) => resolveInside(path, relativePath) }
}

/**
 * The absolute path of something in a folder, with symbolic links followed; it need not exist.
 *
 * Steps of one task run one after another, and nobody else writes in its workspace: what was checked here still holds when
 * it is used, as long as the action that asked makes no links in between.
 *
 * @param folder - Absolute, and there.
 * @throws `scaffolder/path-escapes` when it is outside of the folder.
 */
export async function resolveInside(folder: string, relativePath: string): Promise<string> {
  const root = await realpath(folder)
  // `..` that leads out is refused before links are followed, too: "out" would depend on where a link leads.
  if (relativePath.includes('\0') || isAbsolute(relativePath) || !isInside(root, resolve(root, relativePath))) {
    throw errors.pathEscapes({ path: relativePath })
  }
  const found = await followLinks(root, relativePath)
  if (found === undefined || !isInside(root, found)) throw errors.pathEscapes({ path: relativePath })
  return found
}

/**
 * The absolute path of something in the workspace itself: a link at its end is not followed. The workspace cannot be named.
 *
 * @throws `scaffolder/path-escapes`
 */
export async function resolvePlace(workspace: Workspace, path: string): Promise<string> {
  const normal = posix.normalize(path).replace(/\/$/, '')
  const name = basename(normal)
  if (normal === '.' || name === '..' || name.includes('\0')) throw errors.pathEscapes({ path })
  return join(await workspace.resolve(dirname(normal)), name)
}

/** Whether a path is the folder or below it; both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
}

/**
 * Goes down a path as the system does, also where nothing is yet: `realpath` stops there, and a link to something missing
 * would be overlooked although writing to it makes that.
 *
 * @param from - Absolute and free of links.
 * @returns Undefined when links lead in a circle.
 */
async function followLinks(from: string, path: string): Promise<string | undefined> {
  let at = from
  let links = 0
  const ahead = segmentsOf(path)
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    if (name === '..') {
      at = dirname(at)
      continue
    }
    const next = join(at, name)
    const target = await linkTarget(next)
    if (target === undefined) {
      at = next
      continue
    }
    if (++links > maxLinks) return undefined
    if (isAbsolute(target)) at = parse(target).root
    ahead.unshift(...segmentsOf(target))
  }
  return at
}

const segmentsOf = (path: string) =>
  path.split(sep === '/' ? '/' : /[\\/]/).filter((name) => name !== '' && name !== '.')

/** Where a link leads; undefined for everything that is no link. */
async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : undefined
  } catch (error) {
    // There is nothing, and can be nothing below a file or under a name that is too long: the system says so to whoever uses it.
    if (error instanceof Error && 'code' in error && absences.has(error.code)) return undefined
    throw error
  }
}

const absences = new Set<unknown>(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'])
