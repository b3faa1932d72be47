import { type Entity, entityRefOf, type IndexRow, rowsOfServedEntity } from '@callboard/model'
import type { SearchDocument } from '@callboard/plugin-search'

/** What every document about an entity says of it, and who may see it. */
export function aboutEntity(entity: Entity): { fields: Record<string, string>; authorization: Authorization } {
  const { namespace = 'default' } = entity.metadata
  const type = textOf(entity.spec?.type) ?? 'other'
  return {
    fields: {
      ...{ componentType: type, type, namespace, kind: entity.kind },
      ...{ lifecycle: textOf(entity.spec?.lifecycle) ?? '', owner: textOf(entity.spec?.owner) ?? '' },
    },
    authorization: {
      resourceRef: entityRefOf(entity),
      rows: rowsOfServedEntity(entity).map(({ key, value }) => ({ key, value })),
    },
  }
}

interface Authorization {
  resourceRef: string
  rows: Pick<IndexRow, 'key' | 'value'>[]
}

/**
 * The document of an entity (spec/search.md 2), with its tags, its system, its domain and its other names. Only what the
 * entity says itself: what others say of it, or are called, is not for everybody who may see it.
 */
export function entityDocument(entity: Entity, locationTemplate: string): SearchDocument {
  const { metadata, spec = {} } = entity
  const { fields, authorization } = aboutEntity(entity)
  const title = metadata.title ?? metadata.name
  const profile = spec.profile as { displayName?: unknown; email?: unknown } | null | undefined
  const displayName = textOf(profile?.displayName)
  const names = [metadata.name, displayName].filter((name) => name !== undefined && name !== title)
  const system = textOf(spec.system)
  const domain = textOf(spec.domain)
  return {
    title,
    text: [metadata.description ?? '', displayName, textOf(profile?.email)].filter((part) => part).join(' : '),
    ...fields,
    ...(system !== undefined && { system }),
    ...(domain !== undefined && { domain }),
    ...(metadata.tags && metadata.tags.length > 0 && { tags: metadata.tags }),
    ...(names.length > 0 && { names: names as string[] }),
    location: locationOf(entity, locationTemplate),
    authorization,
  }
}

/** Where an entity is shown. Placeholders are encoded, and all of it is lower case. */
export function locationOf({ kind, metadata }: Entity, template: string): string {
  const values: Record<string, string> = { kind, namespace: metadata.namespace ?? 'default', name: metadata.name }
  return template
    .replace(/:(namespace|kind|name)\b/g, (_whole, part: string) => encodeURIComponent(values[part] ?? ''))
    .toLowerCase()
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
