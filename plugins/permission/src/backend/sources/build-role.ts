import type { Grant, PolicySource } from '../../model/role.ts'
import { memberRefOf, roleRefOf } from '../../model/role-ref.ts'
import { grantProblem, grantRemark } from '../policy/check-grant.ts'
import type { RolePart } from '../policy/policy.ts'
import type { Vocabulary } from '../policy/vocabulary.ts'

/** What a source says of a role, its shape checked. */
export interface WrittenRole {
  role: string
  description?: string
  members: { ref: string; source: PolicySource }[]
  grants: { grant: Grant; source: PolicySource }[]
}

/** Takes what is odd, with where it stands. */
export type Report = (problem: { level: 'error' | 'warning'; message: string; source: PolicySource }) => void

/** Makes a part of the policy out of what was written; what is wrong with it is reported. */
export function buildRole(written: WrittenRole, context: { vocabulary: Vocabulary; report: Report; at: PolicySource }) {
  const { vocabulary, report, at } = context
  const ref = roleRefOf(written.role)
  if (ref === undefined) {
    const message = `"${written.role}" cannot be the name of a role: letters, digits, and one "-", "_" or "." between them.`
    report({ level: 'error', message, source: at })
    return undefined
  }
  const part: RolePart = {
    ref,
    ...(written.description !== undefined && { description: written.description }),
    members: [],
    grants: [],
  }
  for (const { ref: text, source } of written.members) {
    const member = memberRefOf(text)
    if (member === undefined) {
      const message = `"${text}" cannot be a member: write user:default/ada, group:default/editors, or "*" for everybody.`
      report({ level: 'error', message, source })
    } else part.members.push({ ref: member, source })
  }
  for (const { grant, source } of written.grants) {
    const problem = grantProblem(grant, vocabulary)
    const remark = problem === undefined ? grantRemark(grant, vocabulary) : undefined
    if (problem !== undefined) report({ level: 'error', message: problem, source })
    if (remark !== undefined) report({ level: 'warning', message: remark, source })
    part.grants.push({ ...grant, source })
  }
  return part
}
