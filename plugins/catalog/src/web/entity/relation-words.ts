import type { Text } from '@callboard/web'

/** The built-in relations: how an author writes one, and what the other side says (spec/catalog.md 3). */
const pairs = [
  ['ownedBy', 'ownerOf'],
  ['partOf', 'hasPart'],
  ['childOf', 'parentOf'],
  ['memberOf', 'hasMember'],
  ['providesApi', 'apiProvidedBy'],
  ['consumesApi', 'apiConsumedBy'],
  ['dependsOn', 'dependencyOf'],
] as const

/** One relation seen from both its ends. */
export interface RelationPair {
  /** As the author of the source writes it. */
  type: string
  inverse: string
}

/**
 * All relations that a portal knows, each once.
 *
 * @param kinds - What the server says about kinds: some are declared in the config.
 */
export function relationPairs(kinds: readonly { relations: readonly RelationPair[] }[]): RelationPair[] {
  const known = new Map<string, RelationPair>(pairs.map(([type, inverse]) => [type, { type, inverse }]))
  const inverses = new Set<string>(pairs.map(([, inverse]) => inverse))
  for (const { type, inverse } of kinds.flatMap(({ relations }) => relations)) {
    if (known.has(type) || inverses.has(type)) continue
    known.set(type, { type, inverse })
    inverses.add(inverse)
  }
  return [...known.values()]
}

/** A type of relation as people say it. */
export function relationLabel(type: string, t: Text): string {
  switch (type) {
    case 'ownedBy':
      return t('relation.ownedBy', 'Owned by')
    case 'ownerOf':
      return t('relation.ownerOf', 'Owns')
    case 'partOf':
      return t('relation.partOf', 'Part of')
    case 'hasPart':
      return t('relation.hasPart', 'Has parts')
    case 'providesApi':
      return t('relation.providesApi', 'Provides API')
    case 'consumesApi':
      return t('relation.consumesApi', 'Consumes API')
    case 'apiProvidedBy':
      return t('relation.apiProvidedBy', 'Provided by')
    case 'apiConsumedBy':
      return t('relation.apiConsumedBy', 'Consumed by')
    case 'dependsOn':
      return t('relation.dependsOn', 'Depends on')
    case 'dependencyOf':
      return t('relation.dependencyOf', 'Needed by')
    case 'childOf':
      return t('relation.childOf', 'Child of')
    case 'parentOf':
      return t('relation.parentOf', 'Parent of')
    case 'memberOf':
      return t('relation.memberOf', 'Member of')
    case 'hasMember':
      return t('relation.hasMember', 'Members')
    default:
      return wordsOf(type)
  }
}

/** `performedAt` reads "Performed at". */
function wordsOf(type: string): string {
  const words = type.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
