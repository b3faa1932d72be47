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
  /** What the module declares, when it need not be loaded before somebody opens some of it. */
  manifest: WebManifest | undefined
}

/** What the build found out about a module (packages/web/build/manifest.mjs). */
export interface WebManifest {
  /** Pages of the module: whoever opens one needs it at once. `:name` for parameters, `/*` at the end for all below. */
  paths: readonly string[]
  /** For the shell. */
  extensions: readonly unknown[]
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
  const module = `${webPartsMount}${plugin.id}/${hash}/index.js`
  const manifest = files.includes(join(dir, 'manifest.json'))
    ? await readManifest(join(dir, 'manifest.json'))
    : undefined
  return { id: plugin.id, dir, hash, module, manifest }
}

/** Without a sound one, the module is loaded with every page. */
async function readManifest(file: string): Promise<WebManifest | undefined> {
  const text = await readFile(file, 'utf8')
  try {
    const { paths, extensions } = JSON.parse(text)
    return Array.isArray(paths) && Array.isArray(extensions) ? { paths: paths.map(String), extensions } : undefined
  } catch {
    return undefined
  }
}

/** Whether a browser that opens this path needs the module before anything else. */
export const isNeededAt = (pathname: string, { manifest }: WebPart): boolean =>
  manifest?.paths.some((path) => matches(segmentsOf(path), segmentsOf(pathname))) ?? true

const segmentsOf = (path: string) => path.split('/').filter((segment) => segment !== '')

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  const isOpen = pattern.at(-1) === '*'
  const fixed = isOpen ? pattern.slice(0, -1) : pattern
  if (isOpen ? path.length < fixed.length : path.length !== fixed.length) return false
  return fixed.every((segment, index) => segment.startsWith(':') || segment === path[index])
}
