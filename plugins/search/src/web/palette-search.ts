import type { PaletteContext, PaletteItem, PaletteSearch } from '@callboard/web'
import { query, recentTerms } from '../model/routes.ts'
import { lineOf, piecesOf } from './marked-pieces.ts'
import { readRecentSearches } from './recent-searches.ts'
import { detailOf, iconOf, type ShownType, shownAs, wholeType } from './result-types.ts'
import { nothingAsked, searchPath } from './search-state.ts'

/** Lines of one type; the page has all of them. */
const linesOfType = 5
/** Before anything is typed. */
const shownTerms = 4

/** Everything of all types, below the names of the types; before anything is typed what was looked for lately. */
export const everywhere: PaletteSearch = {
  async search({ text }, context) {
    if (text === '') return recentItems(context)
    const shown = context.resultTypes.map(
      (extension): ShownType => ({ type: extension.type ?? extension.id, title: extension.title, extension }),
    )
    const { results } = await context.read(query, { query: { term: text } })
    const lines = new Map<string, PaletteItem[]>()
    for (const { type, document, highlight } of results) {
      const before = lines.get(type) ?? []
      if (before.length === linesOfType) continue
      const one = shownAs(shown, type, document)
      const pieces = piecesOf(document.title, 'title', highlight)
      const item: PaletteItem = {
        id: `${type} ${document.location}`,
        title: document.title,
        pieces,
        // What the title says already needs no second line.
        excerpt: lineOf(pieces) ? undefined : lineOf(piecesOf(document.text, 'text', highlight)),
        detail: detailOf(one, document),
        icon: iconOf(one, document),
        to: document.location,
        heading: wholeType(shown, type).title,
      }
      lines.set(type, [...before, item])
    }
    return [...lines.values()].flat()
  },
}

async function recentItems({ read, text: t }: PaletteContext): Promise<PaletteItem[]> {
  // What is not kept by the server, or not given now, this browser still knows.
  const kept = await read(recentTerms).catch(() => undefined)
  const terms = kept?.isKept ? kept.terms : readRecentSearches()
  return terms.slice(0, shownTerms).map((term) => ({
    id: term,
    title: term,
    icon: 'recent',
    to: searchPath({ ...nothingAsked, term }),
    heading: t('recent.title', 'Recent searches'),
  }))
}
