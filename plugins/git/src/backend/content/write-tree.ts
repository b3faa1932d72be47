import type { Dirent } from 'node:fs'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeEntry } from 'isomorphic-git'
import type { GitStore } from '../git-store.ts'

/**
 * Keeps the content of a folder as git objects: programs stay programs, links stay links. What `.gitignore` files name is
 * left out unless the base already has it; folders named `.git` always are.
 *
 * @param base - The tree that the content was made from.
 * @returns The hash of the tree.
 */
export async function writeTree(store: GitStore, folder: string, base?: string): Promise<string> {
  return (await writeFolder({ store, folder }, { path: '', base, hasIgnores: false })) ?? store.writeTree([])
}

interface Place {
  path: string
  base: string | undefined
  /** Whether a `.gitignore` above may say something. */
  hasIgnores: boolean
}

async function writeFolder(
  root: { store: GitStore; folder: string },
  { path, base, hasIgnores }: Place,
): Promise<string | undefined> {
  const { store, folder } = root
  const known = new Map(base ? (await store.readTree(base)).map((entry) => [entry.path, entry]) : [])
  const files = await readdir(join(folder, path), { withFileTypes: true })
  const ignores = hasIgnores || files.some(({ name }) => name === '.gitignore')
  const entries: TreeEntry[] = []
  for (const file of files) {
    if (file.name.toLowerCase() === '.git') continue
    const below = path ? `${path}/${file.name}` : file.name
    const before = known.get(file.name)
    if (file.isDirectory()) {
      const place = { path: below, base: before?.type === 'tree' ? before.oid : undefined, hasIgnores: ignores }
      const tree = await writeFolder(root, place)
      if (tree) entries.push({ path: file.name, mode: '040000', type: 'tree', oid: tree })
      // A submodule is an empty folder in a copy of the repository.
      else if (before?.type === 'commit') entries.push(before)
    } else if (before || !ignores || !(await store.isIgnored(folder, below))) {
      const written = await writeFileOrLink(store, join(folder, below), file)
      if (written) entries.push({ path: file.name, type: 'blob', ...written })
    }
  }
  return entries.length > 0 ? store.writeTree(entries) : undefined
}

async function writeFileOrLink(store: GitStore, path: string, file: Dirent) {
  if (file.isSymbolicLink()) return { mode: '120000', oid: await store.writeBlob(await readlink(path, 'buffer')) }
  // Sockets and devices are nothing that git knows.
  if (!file.isFile()) return undefined
  const isProgram = ((await lstat(path)).mode & 0o100) !== 0
  return { mode: isProgram ? '100755' : '100644', oid: await store.writeBlob(await readFile(path)) }
}
