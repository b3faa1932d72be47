import type { Auth, Permissions } from '@callboard/kernel'
import { canonicalEntityRef, catalogEntityResource, type Entity, type Static } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { policyPermissions } from '../../model/permissions.ts'
import type { Explanation } from '../../model/routes.ts'
import { isAdministrator } from '../create-policy.ts'
import type { LivePolicy } from '../live-policy.ts'
import { explainVerdict } from '../policy/explain.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'
import { permissionInfo } from './serve-roles.ts'

/** Who wants to do what. */
export interface Supposition {
  userEntityRef: string
  ownershipEntityRefs?: string[] | undefined
  permission: string
  resourceRef?: string | undefined
}

/** What a simulation asks. */
export interface SimulatorServices {
  live: LivePolicy
  vocabulary(): Vocabulary
  permissions: Pick<Permissions, 'insight'>
  auth: Pick<Auth, 'userInfo'>
}

/**
 * Why somebody may do something, or may not, by the roles. Policies in code are not asked: they may do anything.
 *
 * @throws `permission/unknown-permission`
 */
export async function explainSupposition(
  asked: Supposition,
  { live, vocabulary, permissions, auth }: SimulatorServices,
): Promise<Static<typeof Explanation>> {
  const declared = vocabulary().permissions.get(asked.permission)
  if (!declared) throw errors.unknownPermission({ permission: asked.permission })
  const { permission } = declared
  const user = await ownershipOf(asked, { auth, permissions })
  const judge = live.judge()
  const verdict = judge.judge(permission, user)
  const isFixed = policyPermissions.some(({ name }) => name === permission.name) && isAdministrator(judge.policy, user)
  const decision = isFixed ? ({ result: 'ALLOW' } as const) : verdict.decision
  const { roles, matches, fences } = verdict
  const explained = {
    user,
    permission: permissionInfo(declared),
    reason: isFixed
      ? 'Administrators whom the config names always may.'
      : explainVerdict(judge.policy, verdict, permission),
    ...{ roles, matches, fences },
  }
  if (decision.result !== 'CONDITIONAL') return { ...explained, result: decision.result }
  const { conditions } = decision
  if (asked.resourceRef === undefined) return { ...explained, result: 'CONDITIONAL', conditions }
  const ref = canonicalEntityRef(asked.resourceRef)
  const examined = await permissions.insight.examine(decision, ref)
  return {
    ...explained,
    conditions,
    result: examined?.holds ? 'ALLOW' : 'DENY',
    resource: {
      ref,
      state: examined === undefined ? 'missing' : examined.holds ? 'meets' : 'fails',
      rules: (examined?.rules ?? []).map(({ rule: { rule, params }, holds }) => ({
        rule,
        holds,
        ...(params && { params }),
      })),
    },
  }
}

async function ownershipOf(
  { userEntityRef, ownershipEntityRefs }: Supposition,
  { auth, permissions }: Pick<SimulatorServices, 'auth' | 'permissions'>,
) {
  const ref = canonicalEntityRef(userEntityRef, { defaultKind: 'user' })
  const withSelf = (refs: readonly string[]) => [...new Set([ref, ...refs])]
  if (ownershipEntityRefs) {
    const refs = ownershipEntityRefs.map((group) => canonicalEntityRef(group, { defaultKind: 'group' }))
    return { userEntityRef: ref, ownershipEntityRefs: withSelf(refs), from: 'given' as const }
  }
  const known = await auth.userInfo({ principal: { type: 'user', userEntityRef: ref } })
  const signedIn = withSelf(known.ownershipEntityRefs)
  if (signedIn.length > 1) return { userEntityRef: ref, ownershipEntityRefs: signedIn, from: 'sign-in' as const }
  // The catalog loads what it has under this type as entities.
  const entity = (await permissions.insight.load(catalogEntityResource, ref)) as Entity | undefined
  const groups = (entity?.relations ?? []).filter(({ type }) => type === 'memberOf').map(({ targetRef }) => targetRef)
  const from = groups.length > 0 ? ('catalog' as const) : ('sign-in' as const)
  return { userEntityRef: ref, ownershipEntityRefs: withSelf(groups), from }
}
