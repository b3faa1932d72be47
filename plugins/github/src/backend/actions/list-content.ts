import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import ignore, { type Ignore } from 'ignore'

/** A file or a symbolic link, as git keeps it. */
export interface ContentFile {
  /** Relative to the folder, `/` as separator. */
  path: string
  mode: '100644' | '100755' | '120000'
  bytes: number
  /** Of a symbolic link: where it leads. */
  read(): Promise<Buffer>
}

/** The rules of one `.gitignore`, and the folder that it is in. */
interface Rules {
  folder: string
  ignore: Ignore
}

/**
 * Lists what a folder holds, sorted by path. What is named `.git` and what a `.gitignore` in it names are left out; symbolic
 * links are not followed.
 */
export const listContent = (folder: string): Promise<ContentFile[]> => listFolder({ root: folder, path: '', rules: [] })

async function listFolder(at: { root: string; path: string; rules: readonly Rules[] }): Promise<ContentFile[]> {
  const folder = join(at.root, at.path)
  const rules = [...at.rules, ...(await readRules(folder, at.path))]
  const found: ContentFile[] = []
  const names = (await readdir(folder)).filter((name) => name !== '.git').sort()
  for (const name of names) {
    const path = at.path === '' ? name : `${at.path}/${name}`
    const file = join(folder, name)
    const stats = await lstat(file)
    if (isIgnored(rules, path, stats.isDirectory())) continue
    if (stats.isDirectory()) found.push(...(await listFolder({ root: at.root, path, rules })))
    else if (stats.isSymbolicLink())
      found.push({ path, mode: '120000', bytes: stats.size, read: () => readlink(file, 'buffer') })
    else if (stats.isFile())
      found.push({
        path,
        mode: stats.mode & 0o100 ? '100755' : '100644',
        bytes: stats.size,
        read: () => readFile(file),
      })
  }
  return found
}

async function readRules(folder: string, path: string): Promise<Rules[]> {
  const file = join(folder, '.gitignore')
  // A link could lead to any file of the machine.
  const stats = await lstat(file).catch(() => undefined)
  return stats?.isFile() ? [{ folder: path, ignore: ignore.default().add(await readFile(file, 'utf8')) }] : []
}

/** The last word has the rule in the deepest folder, as in git. */
function isIgnored(rules: readonly Rules[], path: string, isFolder: boolean): boolean {
  let result = false
  for (const { folder, ignore } of rules) {
    const below = folder === '' ? path : path.slice(folder.length + 1)
    const { ignored, unignored } = ignore.test(isFolder ? `${below}/` : below)
    if (ignored) result = true
    if (unignored) result = false
  }
  return result
}
