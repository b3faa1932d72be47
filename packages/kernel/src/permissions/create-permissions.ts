import type { Permission, PolicyDecision } from '@callboard/model'
import type { AccessRestrictions, Auth, Credentials } from '../auth/auth.ts'
import { matchesCriteria, type RulesByName } from './evaluate.ts'
import { permissionErrors } from './permission-errors.ts'
import type { PermissionPolicy, Permissions, ResourceType } from './permissions.ts'

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
  applyConditions(decision: Conditional, resourceRefs: readonly string[], caller?: Credentials): Promise<boolean[]>
}

type Conditional = Extract<PolicyDecision, { result: 'CONDITIONAL' }>

const allow: PolicyDecision = { result: 'ALLOW' }
const deny: PolicyDecision = { result: 'DENY' }

/**
 * Opens the permission services.
 *
 * @param options.policy - Asked with every decision, because it is added while plugins start.
 */
export function createPermissions(options: {
  isEnabled: boolean
  policy(): PermissionPolicy | undefined
}): PermissionAuthority {
  const registered: OwnedResourceType[] = []

  async function applyConditions(
    decision: Conditional,
    resourceRefs: readonly string[],
    caller?: Credentials,
  ): Promise<boolean[]> {
    const { pluginId, resourceType, conditions } = decision
    const owner = registered.find((one) => one.pluginId === pluginId && one.type.resourceType === resourceType)
    if (!owner) throw permissionErrors.unknownResourceType({ pluginId, resourceType })
    const resources = await owner.type.load([...resourceRefs], caller)
    return resourceRefs.map((_ref, i) => matchesCriteria(conditions, resources[i], owner.rules))
  }

  async function decide(credentials: Credentials, permission: Permission, auth: Auth): Promise<PolicyDecision> {
    if (!options.isEnabled) return allow
    const { principal } = credentials
    if (principal.type === 'service') return isWithin(principal.accessRestrictions, permission) ? allow : deny
    const policy = options.policy()
    if (!policy) return allow
    const user = principal.type === 'user' ? { credentials, ...(await auth.userInfo(credentials)) } : undefined
    const decision = await policy.decide({ permission }, user)
    refuseMisfit(decision, permission)
    return decision
  }

  return {
    resourceTypes: () => registered,
    applyConditions,
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
        decide: (credentials, permission) => decide(credentials, permission, auth),
        isAllowed,
        async require(credentials, permission, resourceRef) {
          if (!options.isEnabled) return
          if (!(await isAllowed(credentials, permission, resourceRef)))
            throw permissionErrors.denied({ permission: permission.name })
        },
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

/** A policy that answers beside the question is a mistake in the policy, and must not become a permission. */
function refuseMisfit(decision: PolicyDecision, permission: Permission): void {
  if (decision.result !== 'CONDITIONAL') return
  if (permission.type === 'resource' && permission.resourceType === decision.resourceType) return
  throw new Error(
    `The permission policy answered ${permission.name} with conditions on "${decision.resourceType}", which that permission is not about.`,
  )
}
