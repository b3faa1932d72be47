import { type Entity, keyIsOneOf, maxIndexedLength } from '@callboard/model'
import { annotationNames } from '../ingest/location-annotations.ts'
import { type Access, readsAll } from '../read/access.ts'
import { readFacets } from '../read/facets.ts'
import { countEntities } from '../read/list-ids.ts'
import { type Reader, resolved } from '../read/reader.ts'

const originKey = `metadata.annotations.${annotationNames.originLocation}`

interface Place {
  type: string
  target: string
}

/**
 * Those of the registered locations that the caller may know of. Whoever may not read everything knows a location by the
 * entities that name it as their origin.
 */
export async function visibleLocations<L extends Place>(reader: Reader, locations: L[], access: Access): Promise<L[]> {
  if (access === readsAll || locations.length === 0) return locations
  const answers = await reader.answers.current()
  const counts = await readFacets(reader, answers, { facets: [originKey], question: undefined, readable: access })
  const origins = new Set(counts.get(originKey)?.map(({ value }) => value))
  const visible: L[] = []
  for (const location of locations) {
    const origin = originOf(location)
    // Long values are no facet values; they can only be asked for.
    const isLong = origin.length > maxIndexedLength
    if (isLong ? await isOriginVisible(reader, origin, access) : origins.has(origin)) visible.push(location)
  }
  return visible
}

/** Whether the caller may know of one location; see {@link visibleLocations}. */
export const isLocationVisible = async (reader: Reader, location: Place, access: Access): Promise<boolean> =>
  access === readsAll || isOriginVisible(reader, originOf(location), access)

async function isOriginVisible(reader: Reader, origin: string, access: Access): Promise<boolean> {
  const question = keyIsOneOf(originKey, [origin])
  const condition = await resolved(reader, await reader.answers.current(), question, access)
  return (await countEntities(reader.db, condition)) > 0
}

/** The location ref that the entities of a location name as their origin. */
const originOf = ({ type, target }: Place) => `${type}:${target}`

/** The place that an entity names as its origin. */
export function originLocationOf(entity: Entity): Place {
  const origin = entity.metadata.annotations?.[annotationNames.originLocation] ?? ''
  const colon = origin.indexOf(':')
  return { type: origin.slice(0, colon), target: origin.slice(colon + 1) }
}
