import type { Permission, PolicyDecision } from '@callboard/model'
import type { AccessRestrictions, Auth, Credentials } from '../auth/auth.ts'
import { reaches } from '../auth/token-scopes.ts'
import { matchesCriteria, type RulesByName, rulesIn } from './evaluate.ts'
import { permissionErrors } from './permission-errors.ts'
import type {
  ConditionalDecision,
  DeclaredPermission,
  PermissionInsight,
  PermissionPolicy,
  Permissions,
  ResourceType,
} from './permissions.ts'

/** A resource type and who owns it. */
export interface OwnedResourceType {
  pluginId: string
  type: ResourceType<unknown>
  rules: RulesByName<unknown>
}

/** The permission services of the portal. */
export interface PermissionAuthority {
  forPlugin(pluginId: string, auth: Auth): Permissions
  /** What plugins have registered. */
  resourceTypes(): readonly OwnedResourceType[]
  /** Evaluates conditions of a decision for things of a type, in the order of the refs; for `caller` as far as they see them. */
  applyConditions(
    decision: ConditionalDecision,
    resourceRefs: readonly string[],
    caller?: Credentials,
  ): Promise<boolean[]>
  /** One sentence for somebody who was denied. Tells nothing about the thing it was asked for. */
  explainDenial(credentials: Credentials, permission: Permission, auth: Auth): Promise<string | undefined>
}

const allow: PolicyDecision = { result: 'ALLOW' }
const deny: PolicyDecision = { result: 'DENY' }
const whomToAsk = 'Ask whoever runs this portal.'

/**
 * Opens the permission services.
 *
 * @param options.declared - What plugins declare apart from their resource types.
 * @param options.policy - Asked with every decision, because it is added while plugins start.
 */
export function createPermissions(options: {
  isEnabled: boolean
  policy(): PermissionPolicy | undefined
  declared?: readonly DeclaredPermission[]
}): PermissionAuthority {
  const registered: OwnedResourceType[] = []

  function ownerOf({ pluginId, resourceType }: ConditionalDecision): OwnedResourceType {
    const owner = registered.find((one) => one.pluginId === pluginId && one.type.resourceType === resourceType)
    if (!owner) throw permissionErrors.unknownResourceType({ pluginId, resourceType })
    return owner
  }

  async function applyConditions(
    decision: ConditionalDecision,
    resourceRefs: readonly string[],
    caller?: Credentials,
  ): Promise<boolean[]> {
    const { conditions } = decision
    const owner = ownerOf(decision)
    const resources = await owner.type.load([...resourceRefs], caller)
    return resourceRefs.map((_ref, i) => matchesCriteria(conditions, resources[i], owner.rules))
  }

  async function decide(credentials: Credentials, permission: Permission, auth: Auth): Promise<PolicyDecision> {
    const { principal } = credentials
    // What somebody has given a token stands above every policy, even where there is none.
    if (principal.type === 'user' && !isWithinScopes(principal.tokenScopes, permission)) return deny
    if (principal.type === 'service') return isWithin(principal.accessRestrictions, permission) ? allow : deny
    if (!options.isEnabled) return allow
    const policy = options.policy()
    if (!policy) return allow
    const decision = await policy.decide({ permission }, await userOf(credentials, auth))
    refuseMisfit(decision, permission)
    return decision
  }

  async function explainDenial(credentials: Credentials, permission: Permission, auth: Auth) {
    const { principal } = credentials
    if (principal.type === 'service') return 'The access restrictions of this token do not cover it.'
    return options.policy()?.explainDenial?.({ permission }, await userOf(credentials, auth))
  }

  const insight: PermissionInsight = {
    permissions() {
      const ofTypes = registered.flatMap(({ pluginId, type }) =>
        type.permissions.map((permission) => ({ pluginId, permission })),
      )
      return [...new Map([...(options.declared ?? []), ...ofTypes].map((one) => [one.permission.name, one])).values()]
    },
    resourceTypes: () =>
      registered.map(({ pluginId, type: { resourceType, rules } }) => ({ pluginId, resourceType, rules })),
    async load(resourceType, resourceRef) {
      const owner = registered.find(({ type }) => type.resourceType === resourceType)
      return (await owner?.type.load([resourceRef]))?.[0]
    },
    async examine(decision, resourceRef) {
      const { type, rules } = ownerOf(decision)
      const [resource] = await type.load([resourceRef])
      if (resource === undefined) return undefined
      const isMet = (criteria: ConditionalDecision['conditions']) => matchesCriteria(criteria, resource, rules)
      return {
        holds: isMet(decision.conditions),
        rules: rulesIn(decision.conditions).map((rule) => ({ rule, holds: isMet(rule) })),
      }
    },
  }

  return {
    resourceTypes: () => registered,
    applyConditions,
    explainDenial,
    forPlugin(pluginId, auth) {
      const isAllowed = async (credentials: Credentials, permission: Permission, resourceRef?: string) => {
        const decision = await decide(credentials, permission, auth)
        if (decision.result !== 'CONDITIONAL') return decision.result === 'ALLOW'
        if (resourceRef === undefined) return false
        const [isMatch] = await applyConditions(decision, [resourceRef], credentials)
        return isMatch === true
      }
      return {
        isEnabled: options.isEnabled,
        get isDecided() {
          return options.isEnabled && options.policy() !== undefined
        },
        decide: (credentials, permission) => decide(credentials, permission, auth),
        isAllowed,
        async require(credentials, permission, resourceRef) {
          if (await isAllowed(credentials, permission, resourceRef)) return
          const reason = (await explainDenial(credentials, permission, auth)) ?? whomToAsk
          throw permissionErrors.denied({ permission: permission.name, reason })
        },
        insight,
        register(type) {
          if (registered.some((one) => one.type.resourceType === type.resourceType)) {
            throw new Error(
              `Resources of the type "${type.resourceType}" are registered twice; the second time by ${pluginId}.`,
            )
          }
          // Loader and rules come from one declaration, so what the one gives is what the others take.
          const erased = type as unknown as ResourceType<unknown>
          registered.push({
            pluginId,
            type: erased,
            rules: new Map(erased.rules.map((rule) => [rule.name, rule])) as RulesByName<unknown>,
          })
        },
      }
    },
  }
}

async function userOf(credentials: Credentials, auth: Auth) {
  return credentials.principal.type === 'user' ? { credentials, ...(await auth.userInfo(credentials)) } : undefined
}

/** What a restricted service may do; a permission without action is out when actions are listed (spec/platform.md 9.3). */
function isWithin(restrictions: AccessRestrictions | undefined, permission: Permission): boolean {
  if (!restrictions) return true
  const { permissionNames, permissionAttributes } = restrictions
  if (permissionNames && !permissionNames.includes(permission.name)) return false
  const actions = permissionAttributes?.action
  if (!actions) return true
  const { action } = permission.attributes
  return action !== undefined && actions.includes(action)
}

/** Whether a personal access token may do what changes something in the plugin that the permission is named after. */
function isWithinScopes(scopes: readonly string[] | undefined, { name, attributes }: Permission): boolean {
  if (!scopes || attributes.action === undefined || attributes.action === 'read') return true
  return reaches(scopes, { pluginId: name.split('.', 1)[0] ?? '', action: 'write' })
}

/** A policy that answers beside the question is a mistake in the policy, and must not become a permission. */
function refuseMisfit(decision: PolicyDecision, permission: Permission): void {
  if (decision.result !== 'CONDITIONAL') return
  if (permission.type === 'resource' && permission.resourceType === decision.resourceType) return
  throw new Error(
    `The permission policy answered ${permission.name} with conditions on "${decision.resourceType}", which that permission is not about.`,
  )
}
