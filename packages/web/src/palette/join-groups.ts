import type { PaletteGroup } from './use-entries.ts'

/**
 * Groups with the same heading become one, at the place of the first; what leads where an earlier line leads is left out,
 * and then groups without a line. So a quick source by name and a thorough one may both find the same entity.
 */
export function joinGroups(groups: readonly PaletteGroup[]): PaletteGroup[] {
  const joined = new Map<string, PaletteGroup>()
  const taken = new Set<string>()
  for (const { key, title, entries } of groups) {
    const before = joined.get(title)
    const fresh = entries.filter(({ to }) => to === undefined || !taken.has(to))
    for (const { to } of fresh) if (to !== undefined) taken.add(to)
    joined.set(title, { key: before?.key ?? key, title, entries: [...(before?.entries ?? []), ...fresh] })
  }
  return [...joined.values()].filter(({ entries }) => entries.length > 0)
}
