import type { ScmIntegrations } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { splitRef } from './input-reader.ts'

const prefix = 'backstage.io/'

/** Names of the annotations that the server writes (spec/catalog.md 2.2). */
export const annotationNames = {
  location: `${prefix}managed-by-location`,
  originLocation: `${prefix}managed-by-origin-location`,
  viewUrl: `${prefix}view-url`,
  editUrl: `${prefix}edit-url`,
  sourceLocation: `${prefix}source-location`,
  orphan: `${prefix}orphan`,
} as const

/**
 * The annotations that tell where an entity comes from (spec/catalog.md 2.2). The two managed-by ones replace what the
 * author wrote; of the others the author's stay.
 *
 * @param from - Location refs of the entity's file and of the registration.
 */
export function withLocationAnnotations(
  entity: Entity,
  from: { location: string; originLocation: string },
  scm: ScmIntegrations,
): Entity {
  return {
    ...entity,
    metadata: {
      ...entity.metadata,
      annotations: {
        ...linksOf(from.location, scm),
        ...entity.metadata.annotations,
        [annotationNames.location]: from.location,
        [annotationNames.originLocation]: from.originLocation,
      },
    },
  }
}

function linksOf(location: string, scm: ScmIntegrations): Record<string, string> {
  const [type, url] = splitRef(location)
  if (type !== 'url') return {}
  const links: Record<string, string> = { [annotationNames.viewUrl]: url }
  if (!scm.byUrl(url)) return links
  // A link that is pinned to a commit cannot be edited.
  if (!/[0-9a-f]{40,}/i.test(url)) links[annotationNames.editUrl] = scm.resolveEditUrl(url)
  links[annotationNames.sourceLocation] = `url:${scm.resolveUrl({ url: './', base: url })}`
  return links
}
