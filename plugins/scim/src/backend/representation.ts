import { enterpriseSchema, groupSchema, userSchema } from './attributes.ts'
import type { Resource } from './resource-store.ts'

/** How a client wants resources shown. */
export interface Shown {
  /** Lower case. */
  attributes: ReadonlySet<string> | undefined
  excluded: ReadonlySet<string>
}

/** Reads `attributes` and `excludedAttributes`. */
export function shownBy(query: Record<string, unknown>): Shown {
  const names = (value: unknown) =>
    new Set(typeof value === 'string' ? value.split(',').map((name) => topName(name.trim())) : [])
  const attributes = names(query.attributes)
  return { attributes: attributes.size > 0 ? attributes : undefined, excluded: names(query.excludedAttributes) }
}

/** `name.givenName` is shown as a part of `name`. */
const topName = (name: string) =>
  (name.toLowerCase().startsWith('urn:') ? name : (name.split('.')[0] ?? '')).toLowerCase()

/** Always there, whatever is asked for (RFC 7643 7, `returned: always`). */
const always = new Set(['id', 'schemas', 'meta'])

/** A resource as it is sent. */
export function represent(resource: Resource, groups: readonly Resource[], options: { baseUrl: string; shown: Shown }) {
  const { baseUrl, shown } = options
  const { id, kind, document } = resource
  const whole: Record<string, unknown> = {
    schemas: kind === 'group' ? [groupSchema] : [userSchema, ...(document[enterpriseSchema] ? [enterpriseSchema] : [])],
    id,
    ...document,
    ...(kind === 'user' && { active: resource.isActive }),
    ...(kind === 'user' && {
      groups: groups.map((group) => ({
        value: group.id,
        display: group.document.displayName,
        $ref: `${baseUrl}/Groups/${group.id}`,
      })),
    }),
    meta: {
      resourceType: kind === 'user' ? 'User' : 'Group',
      created: new Date(resource.createdAtMs).toISOString(),
      lastModified: new Date(resource.updatedAtMs).toISOString(),
      location: locationOf(resource, baseUrl),
      version: etagOf(resource),
    },
  }
  const isShown = (name: string) => {
    const key = name.toLowerCase()
    return always.has(key) || ((shown.attributes?.has(key) ?? true) && !shown.excluded.has(key))
  }
  return Object.fromEntries(Object.entries(whole).filter(([name]) => isShown(name)))
}

/** Where a resource is. */
export const locationOf = ({ id, kind }: Resource, baseUrl: string) =>
  `${baseUrl}/${kind === 'user' ? 'Users' : 'Groups'}/${id}`

/** The version of a resource, as an ETag. */
export const etagOf = ({ version }: Resource) => `W/"${version}"`
