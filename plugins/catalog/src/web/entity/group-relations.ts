import type { EntityRelation } from '@callboard/model'

/** The targets of one type of relation. */
export interface RelationGroup {
  type: string
  targetRefs: readonly string[]
}

/** What people ask first comes first; types that are not here follow by name. */
const order = [
  'ownedBy',
  'partOf',
  'childOf',
  'memberOf',
  'hasPart',
  'providesApi',
  'consumesApi',
  'apiProvidedBy',
  'apiConsumedBy',
  'dependsOn',
  'dependencyOf',
  'parentOf',
  'hasMember',
  'ownerOf',
]

/** Sorts relations into groups by type. */
export function groupRelations(relations: readonly EntityRelation[]): RelationGroup[] {
  const groups = Map.groupBy(relations, ({ type }) => type)
  return [...groups]
    .map(([type, members]) => ({ type, targetRefs: members.map(({ targetRef }) => targetRef) }))
    .sort((one, other) => placeOf(one.type) - placeOf(other.type) || one.type.localeCompare(other.type))
}

const placeOf = (type: string) => {
  const place = order.indexOf(type)
  return place === -1 ? order.length : place
}
