import { hash } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import type { ObjectStore } from './object-store.ts'

/** Sites in a folder. Links that lead out of it are as if they were not there. */
export function localStore(folder: string): ObjectStore {
  /** The file of a key; undefined when there is none inside the folder. */
  const find = async (key: string): Promise<string | undefined> => {
    if (!isPlain(key)) return undefined
    try {
      const [root, path] = [await realpath(folder), await realpath(join(folder, key))]
      return path.startsWith(`${root}${sep}`) && (await stat(path)).isFile() ? path : undefined
    } catch (error) {
      if (isMissing(error)) return undefined
      throw error
    }
  }
  return {
    async read(key) {
      const path = await find(key)
      if (path === undefined) return undefined
      const body = await readFile(path)
      return { body, version: hash('sha256', body) }
    },
    exists: async (key) => (await find(key)) !== undefined,
    async write(key, body) {
      if (!isPlain(key)) throw new Error(`"${key}" is no path inside of ${folder}.`)
      const path = join(folder, key)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, body)
    },
    async remove(key) {
      if (isPlain(key)) await rm(join(folder, key), { force: true })
    },
    async *list(prefix) {
      const start = prefix.includes('/') ? dirname(`${prefix}x`) : '.'
      if (!isPlain(start) && start !== '.') return
      for await (const path of filesBelow(join(folder, start))) {
        const key = relative(folder, path).split(sep).join('/')
        if (key.startsWith(prefix)) yield key
      }
    },
  }
}

const isPlain = (key: string) =>
  !key.includes('\0') && key.split(/[/\\]/).every((part) => part !== '' && part !== '.' && part !== '..')

const isMissing = (error: unknown) =>
  ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as { code?: string }).code ?? '')

async function* filesBelow(folder: string): AsyncIterable<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error) => {
    if (isMissing(error)) return []
    throw error
  })
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}
