import { minimatch } from 'minimatch'

/** One rule of `catalog.rules` (spec/catalog.md 3.4). */
export interface CatalogRule {
  allow: (string | { kind: string; 'spec.type'?: string })[]
  locations?: { type: string; exact?: string; pattern?: string }[]
}

/** Whether an entity of this kind may come from this registration. */
export type RuleCheck = (entity: { kind: string; type?: string }, originLocation: string) => boolean

const defaultRules: CatalogRule[] = [{ allow: ['Component', 'API', 'Location'] }]

/**
 * Makes the check of `catalog.rules` and of the rules at `catalog.locations[]`; these only ever add.
 *
 * @param rules - `catalog.rules`; undefined stands for Component, API and Location from anywhere.
 * @param locations - `catalog.locations`, file targets already absolute.
 */
export function catalogRules(
  rules: CatalogRule[] | undefined,
  locations: { type: string; target: string; rules?: { allow: string[] }[] }[],
): RuleCheck {
  const all: CatalogRule[] = [
    ...(rules ?? defaultRules),
    ...locations.flatMap(({ type, target, rules: own = [] }) =>
      own.map(({ allow }) => ({ allow, locations: [{ type, exact: target }] })),
    ),
  ]
  return ({ kind, type }, originLocation) => {
    const colon = originLocation.indexOf(':')
    const origin = { type: originLocation.slice(0, colon), target: originLocation.slice(colon + 1) }
    return all.some(
      (rule) =>
        rule.allow.some((item) => allows(item, kind, type)) &&
        (rule.locations === undefined || rule.locations.some((location) => isAt(location, origin))),
    )
  }
}

function allows(item: CatalogRule['allow'][number], kind: string, type: string | undefined): boolean {
  if (typeof item === 'string') return same(item, kind)
  return same(item.kind, kind) && (item['spec.type'] === undefined || same(item['spec.type'], type ?? ''))
}

function isAt(
  location: NonNullable<CatalogRule['locations']>[number],
  origin: { type: string; target: string },
): boolean {
  if (location.type !== origin.type) return false
  if (location.exact !== undefined) return location.exact === origin.target
  if (location.pattern === undefined) return true
  return minimatch(origin.target, location.pattern, { nocase: true, dot: true })
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
