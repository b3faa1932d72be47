import { readdir, readFile, realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { inParallel } from '@callboard/kernel'
import { contentTypeOf } from '../api/content-type.ts'
import type { ObjectStore } from './object-store.ts'
import { errors } from './published-errors.ts'

/**
 * Puts a site into a store, then removes what an earlier one left (spec/techdocs.md 5).
 *
 * @param prefix - Where the site goes: `default/component/shop`.
 * @param tell - Told what could not be removed: the new site is complete all the same.
 * @throws `techdocs/nothing-to-publish`, `techdocs/link-escapes`, and whatever the store says of a file that it does not take.
 */
export async function publishFolder(
  folder: string,
  { store, prefix, tell }: { store: ObjectStore; prefix: string; tell(text: string): void },
): Promise<{ written: number; removed: number }> {
  const files = await filesOf(folder)
  if (!files.includes('index.html')) throw errors.nothingToPublish({ folder })
  await inParallel(files, async (file) =>
    store.write(`${prefix}/${file}`, await readFile(join(folder, file)), contentTypeOf(file)),
  )
  const current = new Set(files.map((file) => `${prefix}/${file}`))
  try {
    const stale = (await Array.fromAsync(store.list(`${prefix}/`))).filter((key) => !current.has(key))
    await inParallel(stale, (key) => store.remove(key))
    return { written: files.length, removed: stale.length }
  } catch (error) {
    tell(`Files of an earlier site may be left: ${error instanceof Error ? error.message : error}`)
    return { written: files.length, removed: 0 }
  }
}

/** Paths from the folder, with `/`. Links count as what they lead to, inside the folder. */
async function filesOf(folder: string): Promise<string[]> {
  const root = await realpath(folder).catch(() => {
    throw errors.nothingToPublish({ folder })
  })
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files: string[] = []
  for (const entry of entries) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(root, path).split(sep).join('/')
    const real = await realpath(path).catch(() => undefined)
    if (!real?.startsWith(`${root}${sep}`)) throw errors.linkEscapes({ file: name })
    files.push(name)
  }
  return files.sort()
}
