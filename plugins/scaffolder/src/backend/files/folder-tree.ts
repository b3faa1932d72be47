import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../../model/errors.ts'
import { maxTreeBytes, maxTreeEntries } from './limits.ts'
import type { Tree } from './tree.ts'

/**
 * The tree below a folder, dot files and empty folders included. Links are not followed; sockets and devices are left out.
 *
 * @param folder - Absolute, without links.
 * @param shown - What the folder is called in errors.
 * @throws `scaffolder/tree-too-large`, and what the system says.
 */
export async function readFolder(folder: string, shown: string): Promise<Tree> {
  const tree: Tree = { folders: [], files: [], links: [] }
  let bytes = 0
  const visit = async (path: string) => {
    const found = await readdir(join(folder, path), { withFileTypes: true })
    for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const entryPath = path === '' ? entry.name : `${path}/${entry.name}`
      const absolute = join(folder, entryPath)
      if (entry.isSymbolicLink()) tree.links.push({ path: entryPath, target: await readlink(absolute) })
      else if (entry.isDirectory()) {
        tree.folders.push(entryPath)
        await visit(entryPath)
      } else if (entry.isFile()) {
        const { mode, size } = await lstat(absolute)
        bytes += size
        tree.files.push({ path: entryPath, mode, read: () => readFile(absolute) })
      }
      const entries = tree.folders.length + tree.files.length + tree.links.length
      if (bytes > maxTreeBytes || entries > maxTreeEntries) {
        throw errors.treeTooLarge({ url: shown, maxBytes: maxTreeBytes, maxEntries: maxTreeEntries })
      }
    }
  }
  await visit('')
  return tree
}
