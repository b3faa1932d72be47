import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitFile } from '../../model/git.ts'

/**
 * Lists the files that a commit of a folder would hold, sorted by path.
 *
 * @param isIgnored - Whether the `.gitignore` files of the folder name a path of it; asked only where there is one.
 */
export async function listFiles(folder: string, isIgnored: (path: string) => Promise<boolean>): Promise<GitFile[]> {
  const listFolder = async (path: string, hasIgnores: boolean): Promise<GitFile[]> => {
    const entries = await readdir(join(folder, path), { withFileTypes: true })
    const ignores = hasIgnores || entries.some(({ name }) => name === '.gitignore')
    const found: GitFile[] = []
    for (const entry of entries) {
      const below = path ? `${path}/${entry.name}` : entry.name
      if (entry.name.toLowerCase() === '.git') continue
      if (entry.isDirectory()) found.push(...(await listFolder(below, ignores)))
      // Sockets and devices are nothing that git knows.
      else if ((entry.isFile() || entry.isSymbolicLink()) && !(ignores && (await isIgnored(below))))
        found.push({ path: below, mode: await modeOf(join(folder, below)) })
    }
    return found
  }
  const found = await listFolder('', false)
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function modeOf(path: string): Promise<GitFile['mode']> {
  const stats = await lstat(path)
  if (stats.isSymbolicLink()) return '120000'
  return stats.mode & 0o100 ? '100755' : '100644'
}
