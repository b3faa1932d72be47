import type { Permission } from '@callboard/model'
import type { PolicySource } from '../../model/role.ts'
import { sayCondition } from './conditions.ts'
import type { Match, Verdict } from './judge.ts'
import type { Policy } from './policy.ts'

/** Where something stands, in words: `policy.yaml:12`. */
export function saySource({ type, name, line }: PolicySource): string {
  if (type === 'database') return 'the database'
  return line === undefined ? (name ?? 'the config') : `${name}:${line}`
}

/** Why it was denied, for the person: nothing about the roles of others, and nothing about the thing. */
export function explainDenial(policy: Policy, verdict: Verdict, permission: Permission): string {
  if (policy.incomplete !== undefined) return policy.incomplete
  const { matches, decision, roles, fences } = verdict
  const deciding = matches.filter(({ outcome }) => outcome === 'decides')
  if (decision.result === 'DENY') {
    const denying = deciding.find(({ grant }) => grant.effect === 'deny')
    if (denying) return `Your role ${denying.role} denies ${permission.name}.`
    if (roles.length === 0) return `You have no role that grants ${permission.name}. Ask an administrator for one.`
    return `None of your roles (${roles.join(', ')}) grants ${permission.name}. Ask an administrator for one that does.`
  }
  const words = deciding.flatMap(sayMatch)
  const fence = fences.length === 0 ? '' : ` You see only what is inside ${fences.join(', ')}.`
  return words.length === 0
    ? fence.trim()
    : `Your roles grant ${permission.name} only for some: ${words.join('; ')}.${fence}`
}

/** Why it came out as it did, for administrators. */
export function explainVerdict(policy: Policy, verdict: Verdict, permission: Permission): string {
  if (policy.incomplete !== undefined) return policy.incomplete
  const { matches, decision, roles, fences } = verdict
  const deciding = matches.filter(({ outcome }) => outcome === 'decides')
  const inFences = fences.length === 0 ? '' : ` The fence ${fences.join(', ')} narrows it.`
  if (deciding.length === 0) {
    const said = roles.length === 0 ? 'The person has no role' : `None of the roles ${roles.join(', ')} says anything`
    return `${said} about ${permission.name}, and the default is ${policy.default}.${inFences}`
  }
  const list = deciding.map(({ role, grant }) => `${role} (${saySource(grant.source)})`).join(', ')
  if (decision.result === 'DENY') return `Denied by ${list}.`
  if (decision.result === 'ALLOW') return `Granted by ${list}.`
  return `Granted with conditions by ${list}: ${deciding.flatMap(sayMatch).join('; ') || 'none of the roles'}.${inFences}`
}

const sayMatch = ({ grant }: Match): string[] =>
  grant.if === undefined ? [] : [`${grant.effect === 'deny' ? 'not where ' : 'where '}${sayCondition(grant.if)}`]
