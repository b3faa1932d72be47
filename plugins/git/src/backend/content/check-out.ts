import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../../model/errors.ts'
import type { GitStore } from '../git-store.ts'

/**
 * Writes the files of a tree into a folder, which must be empty. Names that would lead out of it, or into the `.git` folder
 * beside the files, are refused before anything is written through them; nothing is ever overwritten, so that no link of the
 * tree can be followed.
 *
 * @param remote - Where the tree comes from, for the error.
 * @throws `git/malformed-tree`
 */
export async function checkOut(
  store: GitStore,
  { tree, folder, remote, path = '' }: { tree: string; folder: string; remote: string; path?: string },
): Promise<void> {
  await mkdir(join(folder, path), { recursive: true })
  const seen = new Set<string>()
  for (const entry of await store.readTree(tree)) {
    const below = path ? `${path}/${entry.path}` : entry.path
    if (isUnsafeName(entry.path) || seen.has(entry.path)) throw errors.malformedTree({ remote, path: below })
    seen.add(entry.path)
    const target = join(folder, below)
    if (entry.type === 'tree') await checkOut(store, { tree: entry.oid, folder, remote, path: below })
    else if (entry.type === 'commit') await mkdir(target)
    else {
      const content = await store.readBlob(entry.oid)
      if (entry.mode === '120000') await symlink(Buffer.from(content), target)
      else await writeFile(target, content, { flag: 'wx', mode: entry.mode === '100755' ? 0o755 : 0o644 })
    }
  }
}

const isUnsafeName = (name: string) =>
  name === '' || name === '.' || name === '..' || /[/\\\0]/.test(name) || name.toLowerCase() === '.git'
