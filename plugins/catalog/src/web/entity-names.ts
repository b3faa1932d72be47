import { type Entity, entityRefOf, type JsonValue, parseEntityRef, stringifyEntityRef } from '@callboard/model'

/** What people call an entity: its title, a person's or group's display name, or else its name. */
export function titleOf(entity: Entity): string {
  const { profile } = entity.spec ?? {}
  const displayName = isRecord(profile) ? profile.displayName : undefined
  return entity.metadata.title || (typeof displayName === 'string' && displayName) || entity.metadata.name
}

/** A text of the entity's spec; undefined when it is missing or something else. */
export function specText(entity: Entity, key: string): string | undefined {
  const value = entity.spec?.[key]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A ref of the entity's spec as the server would write it: `owner: payments` is `group:default/payments`. */
export function specRef(entity: Entity, key: string, defaultKind: string): string | undefined {
  const text = specText(entity, key)
  if (text === undefined) return undefined
  try {
    return stringifyEntityRef(parseEntityRef(text, { defaultKind, defaultNamespace: entity.metadata.namespace }))
  } catch {
    // Not a ref at all: nothing to link to. The entity's problems say so.
    return undefined
  }
}

/** The address in a person's or group's profile. */
export function emailOf(entity: Entity): string | undefined {
  const { profile } = entity.spec ?? {}
  const email = isRecord(profile) ? profile.email : undefined
  return typeof email === 'string' && email !== '' ? email : undefined
}

/** Canonical ref of a served entity. */
export const refOf = (entity: Entity): string => entityRefOf(entity)

const isRecord = (value: JsonValue | undefined): value is { [key: string]: JsonValue | undefined } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
