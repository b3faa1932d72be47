import type { EntityCard, EntityTab, Placed } from '@callboard/web'

/** What an entity's page is made of. */
export type PagePart = Placed<EntityCard> | Placed<EntityTab>

/** The parts of the page of one kind, in their order. */
export interface PageLayout {
  cards: readonly Placed<EntityCard>[]
  tabs: readonly Placed<EntityTab>[]
}

/**
 * Applies `catalog.entityPage.<kind>` to what plugins have for entity pages: what is named comes first, in its order;
 * the rest follows as `app.extensions` and the plugins have it.
 *
 * @param entries - Ids such as `entity-card:catalog/links`; `{ <id>: false }` switches off, `{ <id>: { area: main } }`
 * moves a card to the other column. What cannot be understood, or names nothing installed, changes nothing.
 */
export function arrangePage(parts: PageLayout, entries: unknown): PageLayout {
  const parsed = Array.isArray(entries) ? entries.flatMap(parseEntry) : []
  return { cards: arrange(parts.cards, parsed, inArea), tabs: arrange(parts.tabs, parsed, (tab) => tab) }
}

/** The entries for a kind, whatever its casing in the config. */
export function entriesFor(kind: string, byKind: Readonly<Record<string, unknown>> | undefined): unknown {
  return Object.entries(byKind ?? {}).find(([name]) => name.toLowerCase() === kind.toLowerCase())?.[1]
}

interface Entry {
  key: string
  isOff: boolean
  area: 'main' | 'facts' | undefined
}

function arrange<P extends PagePart>(
  parts: readonly P[],
  entries: readonly Entry[],
  adjust: (part: P, entry: Entry) => P,
) {
  const named = entries.flatMap((entry) => {
    const part = parts.find(({ key }) => key === entry.key)
    return part === undefined || entry.isOff ? [] : [adjust(part, entry)]
  })
  const keys = new Set(entries.map(({ key }) => key))
  return [...named, ...parts.filter(({ key }) => !keys.has(key))]
}

const inArea = (card: Placed<EntityCard>, { area }: Entry): Placed<EntityCard> =>
  area === undefined ? card : { ...card, extension: { ...card.extension, area } }

function parseEntry(entry: unknown): Entry[] {
  if (typeof entry === 'string') return [{ key: entry, isOff: false, area: undefined }]
  if (typeof entry !== 'object' || entry === null) return []
  return Object.entries(entry).map(([key, settings]) => {
    const area: unknown = typeof settings === 'object' && settings !== null ? Reflect.get(settings, 'area') : undefined
    return {
      key,
      // Values from environment variables arrive as text (spec/platform.md 1.9).
      isOff: settings === false || settings === 'false',
      area: area === 'main' || area === 'facts' ? area : undefined,
    }
  })
}
