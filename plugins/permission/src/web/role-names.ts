import type { Role } from '../model/role.ts'

/** The page of a role. */
export const rolePath = (ref: string): string => `/administration/roles/${ref.replace(/^role:/, '')}`

/** Where a role is written, each place once. */
export function sourcesOf({ members, grants, database }: Role) {
  const sources = [...members, ...grants].map(({ source }) => source)
  const named = new Map(sources.map((source) => [source.name ?? source.type, source]))
  if (database) named.set('database', { type: 'database' })
  return [...named.values()]
}
