import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostedPlugin } from '../host/plugin-status.ts'

/** The built web part of a plugin. */
export interface WebPart {
  id: string
  /** The folder that holds `index.js`. */
  dir: string
  /** Of all its files, so that a browser may keep what it has until they change. */
  hash: string
  /** URL of the ES module. */
  module: string
}

/** Where web parts are served: `/plugins/<id>/<hash>/…`. */
export const webPartsMount = '/plugins/'

/** Finds the built web parts of plugins; those without one are left out. */
export async function findWebParts(plugins: readonly HostedPlugin[]): Promise<WebPart[]> {
  const found = await Promise.all(plugins.map(findWebPart))
  return found.filter((part) => part !== undefined)
}

async function findWebPart({ plugin, packageDir, webDir }: HostedPlugin): Promise<WebPart | undefined> {
  const dir = webDir ?? (packageDir === undefined ? undefined : join(packageDir, 'dist/web'))
  if (dir === undefined) return undefined
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort()
  if (!files.includes(join(dir, 'index.js'))) return undefined
  const digest = createHash('sha256')
  for (const file of files) digest.update(file.slice(dir.length)).update(await readFile(file))
  const hash = digest.digest('hex').slice(0, 12)
  return { id: plugin.id, dir, hash, module: `${webPartsMount}${plugin.id}/${hash}/index.js` }
}
