import { posix } from 'node:path'
import type { FileRenderer } from '../expressions/file-templates.ts'
import type { Tree, TreeFile } from './tree.ts'

/** What becomes of a tree, before anything is written. Paths are relative to the target. */
export interface TreePlan {
  folders: string[]
  files: PlannedFile[]
  links: { path: string; target: string }[]
}

/** A file to write. */
export interface PlannedFile {
  path: string
  source: TreeFile
  /** Whether its content goes through the renderer; binary files do not even then. */
  isTemplate: boolean
}

/** How the entries of a tree are treated; see `fetch:template`. */
export interface TreeRules {
  /** Paths of the tree whose content is copied. */
  isCopied(path: string): boolean
  /** `.njk`: only files that end so are rendered, and they lose it. */
  templateFileExtension?: string
  /** What is there gives way; without, it stays. */
  replace: boolean
}

/** What a tree becomes as it is: for `fetch:plain`. */
export const planCopy = ({ folders, files, links }: Tree): TreePlan => ({
  folders,
  files: files.map((source) => ({ path: source.path, source, isTemplate: false })),
  links,
})

/**
 * What a tree becomes with its names rendered (spec/scaffolder.md 11.3, rules 3 to 6). Names that render to nothing leave
 * their entry out, and with it what lies below.
 *
 * @throws `scaffolder/file-not-rendered`
 */
export function planTree(tree: Tree, renderer: FileRenderer, rules: TreeRules): TreePlan {
  const { folders, files, links } = tree
  const sources = [
    ...folders.map((path) => `${path}/`),
    ...files.map(({ path }) => path),
    ...links.map(({ path }) => path),
  ]
  const names = renderer.render(sources.map((path) => ({ path, source: path })))
  const nameAt = (index: number) => names[index] ?? ''
  const extension = rules.templateFileExtension

  const plannedFiles = files.flatMap((source, index): PlannedFile[] => {
    const name = nameAt(folders.length + index)
    if (!isKeptFile(name)) return []
    if (!extension) return [{ path: name, source, isTemplate: !rules.isCopied(source.path) }]
    const isTemplate = hasExtension(source.path, extension)
    const path = isTemplate && hasExtension(name, extension) ? name.slice(0, -extension.length) : name
    return [{ path, source, isTemplate }]
  })
  return {
    folders: folders.flatMap((_, index) => (isKept(nameAt(index)) ? [posix.normalize(nameAt(index))] : [])),
    files: oneForEachPath(plannedFiles, rules.replace),
    links: oneForEachPath(
      links
        .map(({ target }, index) => ({ path: nameAt(folders.length + files.length + index), target }))
        .filter(({ path }) => isKeptFile(path)),
      rules.replace,
    ),
  }
}

const isKept = (name: string) => name !== '' && !name.startsWith('/') && !name.includes('//')
const isKeptFile = (name: string) => isKept(name) && !name.endsWith('/')

const hasExtension = (path: string, extension: string) =>
  path.endsWith(extension) && !path.endsWith(`/${extension}`) && path !== extension

/** Where two names render to the same: as if they were written one after another. */
function oneForEachPath<T extends { path: string }>(entries: readonly T[], lastWins: boolean): T[] {
  const byPath = new Map<string, T>()
  for (const entry of entries) {
    const path = posix.normalize(entry.path)
    if (lastWins || !byPath.has(path)) byPath.set(path, { ...entry, path })
  }
  return [...byPath.values()]
}
