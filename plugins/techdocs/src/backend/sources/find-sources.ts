import type { ScmIntegrations } from '@callboard/kernel'
import { type Entity, entityRefOf } from '@callboard/model'
import type { AskedBy, Entities } from '@callboard/plugin-catalog'
import { docsBuilderAnnotation, docsRefAnnotation } from '../../model/annotations.ts'
import type { SiteKey } from './copy-store.ts'
import { type DocsReference, resolveDocsReference } from './docs-reference.ts'
import { atVersion, versionsOf } from './docs-versions.ts'

/** Who makes the docs of an entity: this portal, or somebody who publishes them. */
export const isBuiltElsewhere = (entity: Entity, builder: 'local' | 'external'): boolean =>
  (entity.metadata.annotations?.[docsBuilderAnnotation] ?? builder) === 'external'

/** A site that can be copied. */
export interface DocsSource {
  key: SiteKey
  source: DocsReference
}

/**
 * The source of an entity's docs.
 *
 * @param version - One that the entity lists; absent: the newest.
 * @returns undefined when the entity has no docs of its own, or not this version of them.
 * @throws `techdocs/bad-reference`
 */
export function docsSourceOf(entity: Entity, scm: ScmIntegrations, version?: string): DocsSource | undefined {
  const source = resolveDocsReference(entity, scm)
  if (!source) return undefined
  const ref = entityRefOf(entity)
  if (version === undefined) return { key: { ref, name: '' }, source }
  const other = versionsOf(entity).includes(version)
    ? atVersion(source, version, scm.byUrl(source.target)?.type)
    : undefined
  return other && { key: { ref, name: version }, source: other }
}

/** Every entity that names a source of docs, a page at a time. */
export async function* entitiesWithDocs(entities: Entities, by: AskedBy, fields: string[]): AsyncIterable<Entity[]> {
  let cursor: string | undefined
  do {
    const page = await entities.query(
      {
        filter: { [`metadata.annotations.${docsRefAnnotation}`]: { $exists: true } },
        fields,
        limit: 500,
        ...(cursor !== undefined && { cursor }),
      },
      by,
    )
    yield page.items
    cursor = page.nextCursor
  } while (cursor !== undefined)
}

/** What {@link docsSourceOf} looks at. */
export const sourceFields = ['kind', 'metadata.name', 'metadata.namespace', 'metadata.annotations']
