import { isWebAddress } from '../config/config-reader.ts'
import type { Findings } from '../config/findings.ts'
import { ignoredBy, isCheap } from '../config/ignore-lines.ts'
import type { NavEntry, SiteConfig } from '../config/site-config.ts'
import { pathInside } from '../paths.ts'
import { scaffoldNav } from './scaffold-nav.ts'

/** A docs folder that is part of a site: its own, or that of another config that its navigation includes. */
export interface Mount {
  /** Where its files appear among the docs: `''`, `box-office`. */
  at: string
  config: SiteConfig
}

/** Reads the config at a path from the root of the site; undefined when there is none. */
export type ReadChild = (path: string) => Promise<(Findings & { config: SiteConfig }) | undefined>

/** A navigation whose includes have been put in, and the folders that came with them. */
export interface IncludedNav extends Findings {
  nav: NavEntry[]
  mounts: Mount[]
}

const one = '!include '
const several = '*include '

/**
 * Puts other sites into a navigation, as MkDocs' plugin monorepo does (spec/techdocs.md 3): one level, only from below the root, each
 * below its own name. Where it would refuse the whole site, the entry is left out and named.
 */
export async function includeSites(
  config: SiteConfig,
  files: readonly string[],
  readChild: ReadChild,
): Promise<IncludedNav> {
  const found: IncludedNav = { nav: [], mounts: [], problems: [], notices: [] }
  const broken = (line: number | undefined, message: string): undefined =>
    void found.problems.push({ code: 'broken-include', file: config.file, line, message })

  async function withIncludes(entries: readonly NavEntry[]): Promise<NavEntry[]> {
    const lists: NavEntry[][] = []
    for (const entry of entries) lists.push(await expand(entry))
    return lists.flat()
  }

  async function expand(entry: NavEntry): Promise<NavEntry[]> {
    if ('entries' in entry) return [{ ...entry, entries: await withIncludes(entry.entries) }]
    const { target, title, line } = entry
    if (target.startsWith(one)) {
      const child = await include(target.slice(one.length).trim(), line)
      return child ? [{ title: title ?? child.config.name, entries: child.entries, line }] : []
    }
    if (!target.startsWith(several)) return [entry]
    const sections: NavEntry[] = []
    for (const path of matches(target.slice(several.length).trim(), files)) {
      const child = await include(path, line)
      if (child) sections.push({ title: child.config.name, entries: child.entries, line })
    }
    if (sections.length === 0) return broken(line, `Nothing is included by "${target}": no config is there.`) ?? []
    return title === undefined ? sections : [{ title, entries: sections, line }]
  }

  async function include(written: string, line: number | undefined) {
    const path = pathInside('', written)
    if (path === undefined)
      return broken(line, `"${written}" leads out of the repository folder, so it is not included.`)
    if (!/\.ya?ml$/.test(path)) return broken(line, `"${written}" is no .yml or .yaml file, so it is not included.`)
    if (path === config.file) return broken(line, `"${written}" is this very file; a site cannot include itself.`)
    const child = await readChild(path)
    if (!child?.config.isWritten) return broken(line, `"${written}" cannot be included: there is no readable config.`)
    if (child.config.name === '') return broken(line, `"${written}" has no site_name, which says where its pages go.`)
    const at = mountPoint(child.config.name)
    if (at === '' || found.mounts.some((mount) => mount.at === at)) {
      return broken(
        line,
        `"${written}" has the site_name "${child.config.name}", which is taken or no name for a folder.`,
      )
    }
    found.mounts.push({ at, config: child.config })
    found.problems.push(...child.problems)
    found.notices.push(...child.notices)
    return { config: child.config, entries: below(at, child.config.nav ?? scaffoldNav(child.config, files), path) }
  }

  /** The entries of an included site as they stand in the one that includes it. */
  function below(at: string, entries: readonly NavEntry[], file: string): NavEntry[] {
    return entries.flatMap((entry): NavEntry[] => {
      if ('entries' in entry) return [{ ...entry, entries: below(at, entry.entries, file) }]
      if (entry.target.startsWith(one) || entry.target.startsWith(several)) {
        const message = `"${entry.target}" is not followed: a site that is included cannot include another.`
        found.problems.push({ code: 'broken-include', file, line: entry.line, message })
        return []
      }
      const inside = isWebAddress(entry.target) ? undefined : pathInside('', entry.target)
      return [inside === undefined ? entry : { ...entry, target: `${at}/${inside}` }]
    })
  }

  found.nav = await withIncludes(config.nav ?? [])
  return found
}

/** Config files that a pattern of `*include` names, by path. */
function matches(pattern: string, files: readonly string[]): string[] {
  const clean = pathInside('', pattern)
  if (clean === undefined || !isCheap(clean)) return []
  const isNamed = ignoredBy([`/${clean}`])
  return files.filter((file) => /\.ya?ml$/.test(file) && isNamed(file)).sort()
}

/** A name that can be part of a path stays; any other becomes words with dashes. */
function mountPoint(name: string): string {
  if (/^[a-zA-Z0-9_.\-/]+$/.test(name)) return pathInside('', name) ?? ''
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return plain
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-')
}
