import { webErrors } from '../data/wire-error.ts'

/** Who is signed in. */
export interface Identity {
  /** `user:default/ada`. */
  readonly userEntityRef: string
  /** The person and the groups that count as theirs: what these own is the person's. */
  readonly ownershipEntityRefs: readonly string[]
  /** What the sign-in provider calls the person; many know no name. */
  readonly displayName: string | undefined
  readonly email: string | undefined
}

/** What a successful sign-in gives. */
export interface SignedIn {
  readonly token: string
  readonly lifeMs: number
  readonly identity: Identity
}

/** The part of a reply that is used; the shape is fixed by spec/platform.md 5.2. */
interface Reply {
  profile?: { displayName?: string; email?: string }
  backstageIdentity?: {
    token: string
    expiresInSeconds: number
    identity: { userEntityRef: string; ownershipEntityRefs: string[] }
  }
}

/**
 * Reads what a provider's sign-in or renewal answered.
 *
 * @throws `web/no-identity` when the provider only gives tokens of its own.
 */
export function readSignInReply(reply: unknown): SignedIn {
  const { profile, backstageIdentity } = (reply ?? {}) as Reply
  if (!backstageIdentity) throw webErrors.noIdentity({})
  const { token, expiresInSeconds, identity } = backstageIdentity
  return {
    token,
    lifeMs: expiresInSeconds * 1000,
    identity: {
      userEntityRef: identity.userEntityRef,
      ownershipEntityRefs: identity.ownershipEntityRefs,
      displayName: profile?.displayName,
      email: profile?.email,
    },
  }
}
