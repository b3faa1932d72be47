import type { Permission, PolicyDecision } from '@callboard/model'
import type { AccessRestrictions, Auth, Credentials } from '../auth/auth.ts'
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
