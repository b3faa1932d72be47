import type { Entity, JsonObject } from './entity.ts'
import { defaultNamespace } from './entity-ref.ts'
import { isScriptUrl } from './location-ref.ts'

/** Stands where an author's annotation held a script. Leads nowhere: `.invalid` is reserved for that. */
export const rejectedUrl = 'https://rejected.invalid/script-urls-are-not-allowed'

/**
 * An entity as it is stored: its namespace written out, unordered lists sorted, and what only the server may say taken
 * out (uid, etag, the orphan mark). Links that would run a script are replaced.
 *
 * @param entity - Valid, as its author wrote it; it is not changed.
 * @see spec/catalog.md 1.3, 1.10 and 2.2
 */
export function normaliseEntity(entity: Entity): Entity {
  const { uid: _uid, etag: _etag, ...metadata } = entity.metadata
  metadata.namespace ??= defaultNamespace
  if (metadata.annotations) metadata.annotations = cleanAnnotations(metadata.annotations)
  const normal: Entity = { ...entity, metadata }
  if (entity.spec) normal.spec = sortLists(entity.spec)
  return normal
}

/** Annotations without the orphan mark, and without scripts behind the view and edit links. */
export function cleanAnnotations(annotations: Record<string, string>): Record<string, string> {
  const { 'backstage.io/orphan': _orphan, ...clean } = annotations
  for (const key of ['backstage.io/view-url', 'backstage.io/edit-url']) {
    const url = clean[key]
    if (url !== undefined && isScriptUrl(url)) clean[key] = rejectedUrl
  }
  return clean
}

const unordered = ['providesApis', 'consumesApis', 'dependsOn', 'dependencyOf', 'memberOf', 'children', 'members']

function sortLists(spec: JsonObject): JsonObject {
  let sorted = spec
  for (const field of unordered) {
    const list = Object.hasOwn(spec, field) ? spec[field] : undefined
    if (!Array.isArray(list) || list.length < 2 || !list.every((element) => typeof element === 'string')) continue
    if (sorted === spec) sorted = { ...spec }
    sorted[field] = list.toSorted()
  }
  return sorted
}
