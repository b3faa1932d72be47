import type { Permission } from '@callboard/model'
import type { PolicyUser } from '../../model/code-policies.ts'
import { judge, type Verdict } from './judge.ts'
import type { Policy } from './policy.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Judges by one version of the policy. */
export interface Judge {
  readonly policy: Policy
  /**
   * The verdict, the same object for the same person and permission: whoever turns conditions into queries may remember
   * them by it. A permission that a plugin declares is judged by its declaration, whatever the question says of it.
   */
  judge(permission: Permission, user: PolicyUser | undefined): Verdict
}

/** More than this many people are not remembered at once. */
const mostPeople = 10_000

/** Made anew with every version of the policy, and with it what is remembered. */
export function createJudge(policy: Policy, vocabulary: Vocabulary): Judge {
  const people = new Map<string, Map<string, Verdict>>()
  /** Whoever asks again within seconds brings the same list of groups along. */
  const latest = new WeakMap<readonly string[], { userEntityRef: string; verdicts: Map<string, Verdict> }>()

  function verdictsOf(user: PolicyUser | undefined): Map<string, Verdict> {
    const last = user && latest.get(user.ownershipEntityRefs)
    if (last && last.userEntityRef === user.userEntityRef) return last.verdicts
    const verdicts = verdictsOfPerson(user)
    if (user) latest.set(user.ownershipEntityRefs, { userEntityRef: user.userEntityRef, verdicts })
    return verdicts
  }

  function verdictsOfPerson(user: PolicyUser | undefined): Map<string, Verdict> {
    const key = user ? JSON.stringify([user.userEntityRef, user.ownershipEntityRefs]) : ''
    const known = people.get(key)
    if (known) return known
    if (people.size >= mostPeople) people.delete(people.keys().next().value ?? '')
    const fresh = new Map<string, Verdict>()
    people.set(key, fresh)
    return fresh
  }

  return {
    policy,
    judge(permission, user) {
      const declared = vocabulary.permissions.get(permission.name)?.permission
      // Names that nobody declares are anybody's invention, and there is no end of them.
      if (!declared) return judge({ policy, vocabulary }, permission, user)
      const verdicts = verdictsOf(user)
      const known = verdicts.get(permission.name)
      if (known) return known
      const verdict = judge({ policy, vocabulary }, declared, user)
      verdicts.set(permission.name, verdict)
      return verdict
    },
  }
}
