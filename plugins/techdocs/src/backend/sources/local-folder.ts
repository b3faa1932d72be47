import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { DocsProblem } from '../../model/site.ts'
import { isInside } from './docs-reference.ts'
import type { CopiedFile, FoundFile, SiteFolder } from './read-site.ts'
import { canNameFiles, isLeftOut, isSelected, type Selection } from './select-files.ts'

/** Far more than a folder with docs has: a walk that gets there is in the wrong place. */
const maxEntries = 100_000

/**
 * A folder of this machine. Links are followed as long as they stay inside it.
 *
 * @param known - The files of the copy: of those that have not changed, only what may name others is read.
 * @throws When there is no such folder.
 */
export async function openLocalFolder(root: string, known: ReadonlyMap<string, CopiedFile>): Promise<SiteFolder> {
  const walker = await createWalker(root)
  return {
    async read(selection, isWanted) {
      const found: FoundFile[] = []
      for (const { path, size, stamp, real } of await walker.walk(selection)) {
        if (!isWanted(path, size)) continue
        const isUnchanged = known.get(path)?.stamp === stamp && !canNameFiles(path)
        found.push({ path, size, stamp, ...(!isUnchanged && { content: await readFile(real) }) })
      }
      return found
    },
    problems: () => walker.problems(),
  }
}

/** What would change with any selected file: their paths, times and sizes. */
export async function stampFolder(root: string, selection: Selection): Promise<string> {
  const hash = createHash('sha256')
  for (const { path, stamp } of await (await createWalker(root)).walk(selection)) hash.update(`${path}\0${stamp}\n`)
  return hash.digest('hex')
}

interface Walked {
  path: string
  size: number
  stamp: string
  /** Where it is read: links are resolved. */
  real: string
}

async function createWalker(root: string) {
  const realRoot = await realpath(root)
  const escaping = new Set<string>()
  let entries = 0

  /** Undefined for what is not there, is no file or folder, or leads out. */
  const look = async (path: string) => {
    const real = await realpath(join(realRoot, path)).catch(() => undefined)
    if (real === undefined) return undefined
    const within = relative(realRoot, real).split(sep).join('/')
    if (!isInside(real, realRoot) || isLeftOut(within)) {
      escaping.add(path)
      return undefined
    }
    const info = await stat(real).catch(() => undefined)
    return info && { real, info }
  }
  const addFile = async (path: string, into: Map<string, Walked>) => {
    const seen = await look(path)
    if (!seen?.info.isFile()) return
    const { size, mtimeMs, ino } = seen.info
    into.set(path, { path, size, stamp: `${mtimeMs}:${size}:${ino}`, real: seen.real })
  }
  /** `above`: the real folders that lead here, so that links in a circle end. */
  const walk = async (folder: string, above: readonly string[], visit: (path: string) => Promise<void>) => {
    const seen = await look(folder)
    if (!seen?.info.isDirectory() || above.includes(seen.real)) return
    for (const entry of await readdir(seen.real, { withFileTypes: true })) {
      if (++entries > maxEntries) throw new Error(`The folder has more than ${maxEntries} files.`)
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (isLeftOut(path)) continue
      if (await isFolder(entry, path)) await walk(path, [...above, seen.real], visit)
      else await visit(path)
    }
  }
  const isFolder = async (entry: Dirent, path: string) =>
    entry.isDirectory() || (entry.isSymbolicLink() && (await look(path))?.info.isDirectory() === true)

  return {
    async walk(selection: Selection): Promise<Walked[]> {
      entries = 0
      const found = new Map<string, Walked>()
      for (const file of selection.files) if (!isLeftOut(file)) await addFile(file, found)
      for (const folder of selection.folders) await walk(folder, [], (path) => addFile(path, found))
      if (selection.patterns.length > 0) {
        await walk('', [], async (path) => {
          if (isSelected(path, { ...selection, folders: [], files: [] })) await addFile(path, found)
        })
      }
      return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
    },
    problems: (): DocsProblem[] =>
      [...escaping].sort().map((file) => ({
        code: 'link-escapes',
        file,
        message: 'It is a link that leads out of the folder of the docs, and is left out.',
      })),
  }
}
