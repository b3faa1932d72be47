import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a plugin's package says about itself. */
export interface PluginPackage {
  /** The folder of its package.json. */
  dir: string
  name: string
  description: string | undefined
  /** The file of an export, as this process is to import it; undefined when the package has no such export. */
  entry(subpath: './backend' | './web' | './commands'): string | undefined
}

/**
 * Finds a package: by a path that starts with `.` or `/`, or by its name as a file in `from` would.
 *
 * @throws Error in words for people when there is none.
 */
export async function findPluginPackage(specifier: string, from: string): Promise<PluginPackage> {
  const isPath = /^(\.|\/)/.test(specifier)
  const file = isPath ? join(resolve(from, specifier), 'package.json') : findInstalled(specifier, from)
  if (file === undefined) throw new Error(`The package ${specifier} is not installed. Run: npm install ${specifier}`)
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new Error(`There is no package.json in ${specifier} (looked for ${file}).`, { cause })
  })
  // Anything may stand in a package.json; what is read from it is checked below.
  const manifest = JSON.parse(text) as { name?: unknown; description?: unknown; exports?: unknown }
  const dir = dirname(file)
  return {
    dir,
    name: typeof manifest.name === 'string' ? manifest.name : specifier,
    description: typeof manifest.description === 'string' ? manifest.description : undefined,
    entry(subpath) {
      const target = pickTarget((manifest.exports as Record<string, unknown> | undefined)?.[subpath])
      return target === undefined ? undefined : join(dir, target)
    },
  }
}

function findInstalled(name: string, from: string): string | undefined {
  try {
    return findPackageJSON(name, pathToFileURL(join(from, 'package.json')))
  } catch {
    return undefined
  }
}

/** The conditions of this process, in the order of the package. In the repo they lead to TypeScript sources, elsewhere to compiled files. */
function pickTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (typeof target !== 'object' || target === null) return undefined
  for (const [condition, inner] of Object.entries(target)) {
    if (!conditions.has(condition)) continue
    const found = pickTarget(inner)
    if (found !== undefined) return found
  }
  return undefined
}

const asked = process.execArgv.flatMap((arg, i, all) => {
  if (arg.startsWith('--conditions=')) return [arg.slice('--conditions='.length)]
  return arg === '--conditions' || arg === '-C' ? [all[i + 1] ?? ''] : []
})
const conditions = new Set(['node', 'import', 'default', ...asked])
