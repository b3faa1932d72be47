import { type FoundDocument, type IconName, type SearchResultType, useExtensions, useTitleOf } from '@callboard/web'

/** A way to show hits, and whose it is. */
export interface ShownType {
  /** Of the documents. */
  type: string
  title: string
  /** Undefined for a type that no plugin has an extension for. */
  extension?: SearchResultType
  pluginId?: string
  key?: string
}

/** The types that have a way to be shown, with their titles in the person's language. */
export function useShownTypes(): ShownType[] {
  const titleOf = useTitleOf()
  return useExtensions('search-result-type').map((placed) => ({
    type: placed.extension.type ?? placed.extension.id,
    title: titleOf(placed),
    extension: placed.extension,
    pluginId: placed.pluginId,
    key: placed.key,
  }))
}

/** How a hit is shown: by the first that is for documents like it, or else as its whole type. */
export const shownAs = (shown: readonly ShownType[], type: string, document: FoundDocument): ShownType =>
  shown.find((one) => one.type === type && isFor(one, document)) ?? wholeType(shown, type)

function isFor({ extension }: ShownType, document: FoundDocument): boolean {
  const { when } = extension ?? {}
  return when !== undefined && Object.entries(when).every(([field, value]) => document[field] === value)
}

/** How a whole type is called, and what it may be filtered by. */
export const wholeType = (shown: readonly ShownType[], type: string): ShownType =>
  shown.find((one) => one.type === type && one.extension?.when === undefined) ?? { type, title: type }

/** What tells a hit from others of the same title, in one line. */
export function detailOf({ extension }: ShownType, document: FoundDocument): string | undefined {
  const values = (extension?.detail ?? []).map((field) => document[field])
  return values.filter((value) => typeof value === 'string' && value !== '').join(' · ') || undefined
}

/** The icon of a hit. */
export function iconOf({ extension }: ShownType, document: FoundDocument): IconName {
  const icon = extension?.icon ?? 'docs'
  return typeof icon === 'function' ? icon(document) : icon
}
