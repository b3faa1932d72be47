import { defaultFieldRules, type Entity, type JsonObject, stringifyEntityRef } from '@callboard/model'
import type { Entry } from 'ldapts'
import { allValues, firstValue, uuidOf } from './entry.ts'
import type { SearchConfig, Vendor } from './org-config.ts'

/** An entry of the directory, and what it says of its place in the organisation. */
export interface Member {
  entity: Entity
  ref: string
  dn: string
  /** What others may call it, besides its DN. */
  names: string[]
  /** What it calls the groups that it is in. */
  memberOf: string[]
  /** What it calls those who are in it. */
  members: string[]
}

/** Where an entry comes from. */
export interface EntryContext {
  kind: 'User' | 'Group'
  search: SearchConfig
  /** The key below `catalog.providers.ldapOrg`. */
  providerId: string
  vendor: Vendor
}

const defaultMaps = {
  User: { rdn: 'uid', name: 'uid', displayName: 'cn', email: 'mail', memberOf: 'memberOf' },
  Group: {
    rdn: 'cn',
    name: 'cn',
    description: 'description',
    displayName: 'cn',
    type: 'groupType',
    memberOf: 'memberOf',
    members: 'member',
  },
}

/** The entity of a person or group. A text instead says why there is none. */
export function memberFrom(entry: Entry, { kind, search, providerId, vendor }: EntryContext): Member | string {
  const map: NonNullable<SearchConfig['map']> = { ...defaultMaps[kind], ...search.map }
  const read = (attribute: string | undefined) => attribute && firstValue(entry, attribute)
  const readAll = (attribute: string | undefined) => (attribute ? allValues(entry, attribute) : [])
  const dn = read(vendor.dnAttributeName) ?? entry.dn
  const name = entityName(read(map.name) ?? '')
  if (!name) return `${dn} has no value in "${map.name}" that could be a name.`

  const [rdn, uuid] = [read(map.rdn), uuidOf(entry, vendor.uuidAttributeName)]
  const fixed = withPaths(search.set ?? {})
  const location = `ldap://${providerId}/${encodeURIComponent(dn)}`
  const entity: Entity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      ...fixed.metadata,
      name,
      ...defined({ description: read(map.description) }),
      annotations: {
        ...annotationsOf(fixed),
        'backstage.io/managed-by-location': location,
        'backstage.io/managed-by-origin-location': location,
        'backstage.io/ldap-dn': dn,
        ...(rdn && { 'backstage.io/ldap-rdn': rdn }),
        ...(uuid && { 'backstage.io/ldap-uuid': uuid }),
      },
    },
    spec: {
      ...(kind === 'Group' ? { type: 'unknown', children: [] } : { memberOf: [] }),
      ...fixed.spec,
      ...(kind === 'Group' ? defined({ type: read(map.type) }) : {}),
      profile: {
        ...profileOf(fixed),
        ...defined({ displayName: read(map.displayName), email: read(map.email), picture: read(map.picture) }),
      },
    },
  }
  return {
    entity,
    ref: stringifyEntityRef({ kind, namespace: entity.metadata.namespace ?? 'default', name }),
    dn,
    names: [rdn, uuid].filter((each) => each !== undefined && each !== '') as string[],
    memberOf: readAll(map.memberOf),
    members: kind === 'Group' ? readAll(map.members) : [],
  }
}

/** Groups of a directory are named as people speak: what an entity's name cannot hold becomes `_`. */
function entityName(text: string): string | undefined {
  if (defaultFieldRules.name.test(text)) return text
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '_')
    .slice(0, 63)
    .replace(/^[_.-]+|[_.-]+$/g, '')
  return defaultFieldRules.name.test(name) ? name : undefined
}

/** What `set` gives an entity. */
type Fixed = Partial<Record<string, JsonObject>>

/** Builds objects out of `{ 'spec.profile.email': … }` and of `{ spec: { … } }` alike. */
function withPaths(values: Record<string, unknown>): Fixed {
  const built: JsonObject = {}
  for (const [path, value] of Object.entries(values)) {
    const parts = path.split('.')
    const last = parts.pop() ?? ''
    let at = built
    for (const part of parts) {
      if (!Object.hasOwn(at, part) || !isObject(at[part])) at[part] = {}
      at = at[part] as JsonObject
    }
    // Config holds nothing but JSON, and each entity gets its own.
    const own = structuredClone(value) as JsonObject
    at[last] = Object.hasOwn(at, last) && isObject(at[last]) && isObject(own) ? { ...at[last], ...own } : own
  }
  return built as Fixed
}

const annotationsOf = ({ metadata }: Fixed) =>
  (isObject(metadata?.annotations) ? metadata.annotations : {}) as Record<string, string>
const profileOf = ({ spec }: Fixed) => (isObject(spec?.profile) ? spec.profile : {})
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Without the keys that have no value. */
const defined = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((pair): pair is [string, string] => !!pair[1]))
