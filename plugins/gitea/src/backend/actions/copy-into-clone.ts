import { cp, lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { errors } from '@callboard/plugin-scaffolder'

/**
 * Lays the content of a folder over a clone. Modes and symbolic links are kept; what is named `.git` is left out.
 *
 * @throws `scaffolder/path-escapes` for a path out of the clone, also through a symbolic link of the repository.
 */
export async function copyIntoClone(
  source: string,
  clone: string,
  { targetPath = '', filesToDelete = [] }: { targetPath?: string; filesToDelete?: readonly string[] },
): Promise<void> {
  const inClone = (path: string) => {
    const joined = posix.join(targetPath, path)
    if (joined.startsWith('../') || joined.startsWith('/') || joined.toLowerCase().split('/').includes('.git'))
      throw errors.pathEscapes({ path: joined })
    return joined
  }
  const deleted = filesToDelete.map(inClone)
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const from = join(entry.parentPath, entry.name)
    const relative = from.slice(join(source, '/').length)
    const isFile = entry.isFile() || entry.isSymbolicLink()
    if (!isFile || relative.toLowerCase().split('/').includes('.git') || deleted.includes(inClone(relative))) continue
    const to = inClone(relative)
    await refuseLinks(clone, dirname(to))
    await rm(join(clone, to), { force: true, recursive: true })
    await mkdir(join(clone, dirname(to)), { recursive: true })
    await cp(from, join(clone, to), { verbatimSymlinks: true })
  }
  for (const path of deleted) {
    await refuseLinks(clone, dirname(path))
    await rm(join(clone, path), { force: true, recursive: true })
  }
}

async function refuseLinks(clone: string, path: string): Promise<void> {
  const parts = path.split('/')
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = parts.slice(0, depth).join('/')
    const stats = await lstat(join(clone, part)).catch(() => undefined)
    if (stats?.isSymbolicLink()) throw errors.pathEscapes({ path: part })
  }
}
