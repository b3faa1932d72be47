import type { Permission } from '@callboard/model'
import { sayCondition } from '../../model/condition.ts'
import type { PolicySource } from '../../model/role.ts'
import { shortRole } from '../../model/role-ref.ts'
import type { Match, Verdict } from './judge.ts'
import type { Policy } from './policy.ts'

/** Where something stands, in words: `policy.yaml:12`. */
export function saySource({ type, name, line }: PolicySource): string {
  if (type === 'database') return 'the database'
  return line === undefined ? (name ?? 'the config') : `${name}:${line}`
}

/** Why it was denied, for the person: nothing about the roles of others, and nothing about the thing. */
export function explainDenial(policy: Policy, verdict: Verdict, permission: Permission): string {
  if (policy.incomplete !== undefined)
    return 'The policy of this portal has a mistake, so nothing is allowed until it is mended.'
  const { matches, decision, roles, fences } = verdict
  const { name } = permission
  const deciding = matches.filter(isDeciding)
  if (decision.result === 'DENY') {
    const denying = deciding.find(isDeny)
    if (denying) return `Your role ${shortRole(denying.role)} denies ${name}.`
    if (roles.length === 0) return `You have no role that grants ${name}. Ask an administrator for one.`
    return `None of your roles (${roles.map(shortRole).join(', ')}) grants ${name}. Ask an administrator for one that does.`
  }
  const conditions = deciding.flatMap((match) =>
    match.grant.if === undefined ? [] : [`${isDeny(match) ? 'not where' : 'where'} ${sayCondition(match.grant.if)}`],
  )
  return [
    ...(conditions.length > 0 ? [`Your roles grant ${name} only for some: ${conditions.join('; ')}.`] : []),
    ...(fences.length > 0 ? [`You see only what is inside ${fences.join(', ')}.`] : []),
  ].join(' ')
}

/** Why it came out as it did, for administrators. */
export function explainVerdict(policy: Policy, verdict: Verdict, permission: Permission): string {
  if (policy.incomplete !== undefined) return policy.incomplete
  const { matches, decision, roles, fences } = verdict
  const deciding = matches.filter(isDeciding)
  const denied = deciding.filter(isDeny).map(sayMatch)
  const granted = deciding.filter((match) => !isDeny(match)).map(sayMatch)
  if (decision.result === 'DENY' && denied.length > 0) return `Denied by ${denied.join(', and by ')}.`
  const nobody =
    roles.length === 0
      ? 'The person has no role'
      : `None of the roles ${roles.map(shortRole).join(', ')} grants ${permission.name}`
  const parts = [
    granted.length > 0 ? `Granted by ${granted.join(', or by ')}` : `${nobody}, and the default is ${policy.default}`,
    // A deny without conditions has been told above.
    ...(denied.length > 0 ? [`unless denied by ${denied.join(', or by ')}`] : []),
    ...(fences.length > 0 && decision.result !== 'DENY' ? [`inside the fence ${fences.join(' or ')} only`] : []),
  ]
  return `${parts.join(', ')}.`
}

const isDeciding = ({ outcome }: Match) => outcome === 'decides'
const isDeny = ({ grant }: Match) => grant.effect === 'deny'

function sayMatch({ role, grant }: Match): string {
  const where = grant.if === undefined ? '' : ` where ${sayCondition(grant.if)}`
  return `${shortRole(role)} (${saySource(grant.source)})${where}`
}
