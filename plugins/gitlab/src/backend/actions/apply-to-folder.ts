import { chmod, lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errors } from '@callboard/plugin-scaffolder'
import type { CommitChange } from './plan-commit.ts'

/**
 * Makes the changes of a commit in a clone.
 *
 * @throws `scaffolder/path-escapes` when a folder on the way is a symbolic link of the repository, which may lead anywhere.
 */
export async function applyToFolder(folder: string, changes: readonly CommitChange[]): Promise<void> {
  for (const change of changes) {
    const full = join(folder, change.path)
    await refuseLinks(folder, dirname(change.path))
    await rm(full, { force: true, recursive: true })
    if (change.action === 'delete') continue
    await mkdir(dirname(full), { recursive: true })
    const { content, mode } = change.file
    if (mode === '120000') await symlink(content.toString(), full)
    else {
      await writeFile(full, content)
      await chmod(full, mode === '100755' ? 0o755 : 0o644)
    }
  }
}

async function refuseLinks(folder: string, path: string): Promise<void> {
  const parts = path.split('/')
  for (let depth = 1; depth <= parts.length; depth++) {
    const part = parts.slice(0, depth).join('/')
    const stats = await lstat(join(folder, part)).catch(() => undefined)
    if (stats?.isSymbolicLink()) throw errors.pathEscapes({ path: part })
  }
}
