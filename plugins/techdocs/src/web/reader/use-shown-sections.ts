import { useState } from 'react'
import type { DocsNavNode, DocsSite } from '../../model/index.ts'

/** Which sections of a site's navigation are open. */
export interface ShownSections {
  isOpen(key: string): boolean
  toggle(key: string): void
  /** Keys of all sections. */
  readonly all: readonly string[]
  setAll(open: boolean): void
}

/** A site with at most this many entries shows all of them until somebody folds a section. */
const fewEntries = 24

/**
 * The sections that are open: those around the page, and what the person has opened or folded, kept in this browser.
 *
 * @param path - Of the page that is shown.
 */
export function useShownSections(site: DocsSite, path: string | undefined): ShownSections {
  const storageKey = `callboard.docs.sections.${site.entityRef}`
  const [chosen, setChosen] = useState(() => read(storageKey))
  const all = sectionKeys(site.nav)
  const around = new Set(path === undefined ? [] : sectionsAround(site.nav, path))
  const isSmall = countEntries(site.nav) <= fewEntries
  // What the person folds around the page itself is folded until they go on: the page shall be found in the list.
  const [foldedHere, setFoldedHere] = useState<{ path: string | undefined; keys: readonly string[] }>(nothingFolded)
  const folded = foldedHere.path === path ? foldedHere.keys : []
  const isOpen = (key: string) => (around.has(key) ? !folded.includes(key) : (chosen[key] ?? isSmall))
  const choose = (next: Record<string, boolean>) => {
    setChosen(next)
    write(storageKey, next)
  }
  return {
    all,
    isOpen,
    toggle(key) {
      choose({ ...chosen, [key]: !isOpen(key) })
      setFoldedHere({ path, keys: isOpen(key) ? [...folded, key] : folded.filter((one) => one !== key) })
    },
    setAll(open) {
      choose(Object.fromEntries(all.map((key) => [key, open])))
      setFoldedHere({ path, keys: open ? [] : all })
    },
  }
}

const nothingFolded = { path: undefined, keys: [] }

/** Tells sections apart: titles from the outermost to its own. */
export const sectionKey = (outer: string, title: string): string => `${outer}/${title}`

function sectionKeys(nodes: readonly DocsNavNode[], outer = ''): string[] {
  return nodes.flatMap((node) => {
    if (!('children' in node)) return []
    const key = sectionKey(outer, node.title)
    return [key, ...sectionKeys(node.children, key)]
  })
}

/** Keys of the sections that a page is in, outermost first. */
export function sectionsAround(nodes: readonly DocsNavNode[], path: string, outer = ''): string[] {
  for (const node of nodes) {
    if (!('children' in node)) continue
    const key = sectionKey(outer, node.title)
    const inner = sectionsAround(node.children, path, key)
    const isHere = node.path === path || node.children.some((child) => 'path' in child && child.path === path)
    if (isHere || inner.length > 0) return [key, ...inner]
  }
  return []
}

const countEntries = (nodes: readonly DocsNavNode[]): number =>
  nodes.reduce((sum, node) => sum + 1 + ('children' in node ? countEntries(node.children) : 0), 0)

function read(key: string): Record<string, boolean> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '{}')
    // Written only below; what is no boolean is as good as none.
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, boolean>) : {}
  } catch {
    return {}
  }
}

function write(key: string, chosen: Record<string, boolean>) {
  try {
    localStorage.setItem(key, JSON.stringify(chosen))
  } catch {
    // Storage is switched off: the choice holds until the page is left.
  }
}
