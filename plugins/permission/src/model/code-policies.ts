import { extensionPoint, type Permission, type PolicyDecision } from '@callboard/model'

/** Who asks. */
export interface PolicyUser {
  userEntityRef: string
  /** The own ref, and the groups. */
  ownershipEntityRefs: readonly string[]
}

/** A policy in code, around the one that is data. Fences hold whatever it says. */
export interface CodePolicy {
  /**
   * Decides, or leaves it to the next.
   *
   * @param user - undefined for nobody.
   * @param next - What the policies behind this one, and at last the roles, decide.
   */
  decide(
    request: { permission: Permission },
    user: PolicyUser | undefined,
    next: () => Promise<PolicyDecision>,
  ): Promise<PolicyDecision>
}

/** Where policies in code are added; the first one added is asked first. */
export const policies = extensionPoint<CodePolicy>(
  'permission.policies',
  'Policies in code, asked before the roles decide.',
)
