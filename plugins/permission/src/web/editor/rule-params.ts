import type { ReplyOf } from '@callboard/web'
import type { listPermissions } from '../../model/routes.ts'

/** What grants can be made of. */
export type Ingredients = ReplyOf<typeof listPermissions>

/** A parameter of a rule, as its form shows it. */
export interface RuleParam {
  name: string
  isList: boolean
  isRequired: boolean
}

/** The parameters that a rule takes, from its JSON Schema. */
export function paramsOf(rule: { paramsSchema?: unknown } | undefined): RuleParam[] {
  // What plugins declare, as far as this form needs it.
  const { properties = {}, required = [] } = (rule?.paramsSchema ?? {}) as {
    properties?: Record<string, { type?: string }>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { type }]) => ({
    ...{ name, isList: type === 'array', isRequired: required.includes(name) },
  }))
}

/** The rules that a grant may name: those of what its permission is about, or of everything it may be about. */
export function rulesFor(permission: string, { permissions, resourceTypes }: Ingredients) {
  const prefix = permission.endsWith('*') ? permission.slice(0, -1) : undefined
  const about = new Set(
    permissions
      .filter(({ name }) => (prefix === undefined ? name === permission : name.startsWith(prefix)))
      .map(({ resourceType }) => resourceType),
  )
  return resourceTypes.filter(({ resourceType }) => about.has(resourceType)).flatMap(({ rules }) => rules)
}

/** The rule of this name. */
export const findRule = (name: string, { resourceTypes }: Ingredients) =>
  resourceTypes.flatMap(({ rules }) => rules).find((rule) => rule.name === name)
