import { createHash } from 'node:crypto'
import type { Entity } from '@callboard/model'
import type { ProvidedEntity } from '../../model/services.ts'
import { annotationNames } from '../ingest/location-annotations.ts'

/** A place to read from, as config or the API give it. */
export interface LocationSpec {
  type: string
  target: string
  presence?: 'required' | 'optional'
}

/** The name of the entity that stands for a location (spec/catalog.md 3.2). */
export const generatedName = ({ type, target }: LocationSpec): string =>
  `generated-${createHash('sha1').update(`${type}:${target}`).digest('hex')}`

/**
 * The Location entity that stands for a place to read from.
 *
 * @param name - Default: {@link generatedName}.
 */
export function generatedLocation(location: LocationSpec, name = generatedName(location)): ProvidedEntity {
  const ref = `${location.type}:${location.target}`
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Location',
    metadata: {
      name,
      namespace: 'default',
      annotations: { [annotationNames.location]: ref, [annotationNames.originLocation]: ref },
    },
    spec: {
      type: location.type,
      target: location.target,
      ...(location.presence ? { presence: location.presence } : {}),
    },
  }
  return { entity, locationKey: ref }
}
