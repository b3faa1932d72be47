import { posix } from 'node:path'
import { parseDocument } from 'yaml'
import { matchesGlob } from './match-glob.ts'
import { namedSnippets } from './named-snippets.ts'

/** Which files of a folder belong to its site. */
export interface Selection {
  /** With everything below; `''` is all. */
  folders: readonly string[]
  files: readonly string[]
  /** Globs of the configs of included sites. */
  patterns: readonly string[]
}

const configNames = ['mkdocs.yaml', 'mkdocs.yml']
/** More than any site names; each is looked for among all files of the folder. */
const maxNamed = 2_000
const maxPatterns = 20
const maxPatternLength = 200

const readmeNames = ['README.md', 'readme.md']

/**
 * Decides what belongs to a site, by what has been read of it: the config, its docs folder, the sites that it includes, and
 * what pages embed. Reading what it says may tell of more; it is decided again then.
 *
 * @param texts - Configs and pages by path.
 */
export function selectFiles(texts: ReadonlyMap<string, string>): Selection {
  const folders = new Set<string>()
  const files = new Set([...configNames, ...readmeNames])
  const patterns = new Set<string>()
  const name = configNames.find((one) => texts.has(one))
  const main = readConfig(name === undefined ? undefined : texts.get(name))
  add(folders, inside('', main.docsDir))
  for (const include of main.includes) {
    const path = inside('', include.path)
    if (path === undefined || !/\.ya?ml$/.test(path)) continue
    if (!include.isGlob) add(files, path)
    else if (patterns.size < maxPatterns && path.length <= maxPatternLength) patterns.add(path)
  }
  const isChild = (path: string) => files.has(path) || [...patterns].some((pattern) => matchesGlob(path, pattern))
  for (const [path, text] of texts) {
    if (path.endsWith('.md')) {
      for (const snippet of namedSnippets(text)) add(files, inside('', snippet))
    } else if (!configNames.includes(path) && /\.ya?ml$/.test(path) && isChild(path)) {
      add(folders, inside(posix.dirname(path), readConfig(text).docsDir))
    }
  }
  return { folders: [...folders].sort(), files: [...files].sort(), patterns: [...patterns].sort() }
}

/** Whether a file belongs to a selection. What is hidden or installed never does. */
export function isSelected(path: string, { folders, files, patterns }: Selection): boolean {
  if (isLeftOut(path)) return false
  return (
    files.includes(path) ||
    folders.some((folder) => folder === '' || path.startsWith(`${folder}/`)) ||
    patterns.some((pattern) => matchesGlob(path, pattern))
  )
}

/** Names with a dot first hold secrets and histories (but `.pages` a navigation); nobody writes docs into installed packages. */
export const isLeftOut = (path: string): boolean =>
  path.split('/').some((segment) => (segment.startsWith('.') && segment !== '.pages') || segment === 'node_modules')

/** Whether what the file says can tell of other files. */
export const canNameFiles = (path: string): boolean => /\.(?:md|ya?ml)$/.test(path)

const add = (set: Set<string>, path: string | undefined) => {
  if (path !== undefined && set.size < maxNamed) set.add(path)
}

/** A path below the root without dots in it; undefined when it leaves. */
function inside(folder: string, path: string): string | undefined {
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0')) return undefined
  const joined = posix.normalize(posix.join(folder, path)).replace(/\/$/, '')
  if (joined === '..' || joined.startsWith('../')) return undefined
  return joined === '.' ? '' : joined
}

interface ConfigNames {
  docsDir: string
  includes: { path: string; isGlob: boolean }[]
}

/** What of a `mkdocs.yml` names files; the site itself reads the rest, and tells what is wrong. */
function readConfig(text: string | undefined): ConfigNames {
  const config = text === undefined ? undefined : parseLoosely(text)
  const { docs_dir: docsDir, nav } = isRecord(config) ? config : {}
  return {
    docsDir: typeof docsDir === 'string' && docsDir !== '' ? docsDir : 'docs',
    includes: stringsIn(nav).flatMap((value) => {
      const match = /^([!*])include\s+(\S.*)$/.exec(value.trim())
      return match ? [{ path: (match[2] ?? '').trim(), isGlob: match[1] === '*' }] : []
    }),
  }
}

function parseLoosely(text: string): unknown {
  try {
    // Tags that nobody knows are warnings.
    return parseDocument(text, { logLevel: 'silent', uniqueKeys: false }).toJS({ maxAliasCount: 100 })
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All strings of a navigation, however deep. */
function stringsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null || depth > 50) return []
  return Object.values(value).flatMap((one) => stringsIn(one, depth + 1))
}
