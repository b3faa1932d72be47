import { cp, lstat, mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { errors } from '@callboard/plugin-scaffolder'
import type { Git } from '../../model/git.ts'

/** `Git.copyInto` */
export const copyIntoClone: Git['copyInto'] = async ({ content, clone, targetPath = '', filesToDelete = [] }) => {
  const inClone = (path: string) => {
    const joined = posix.join(targetPath, path)
    if (joined.startsWith('../') || joined.startsWith('/') || joined.toLowerCase().split('/').includes('.git'))
      throw errors.pathEscapes({ path: joined })
    return joined
  }
  const deleted = filesToDelete.map(inClone)
  const entries = await readdir(content, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const from = join(entry.parentPath, entry.name)
    const relative = from.slice(join(content, '/').length)
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
