import { fromWire } from './wire-error.ts'

/** The person's sign-in. The token lives in memory only. */
export interface Session {
  /** A token that is good for a while; obtained or renewed when needed, once for all who ask meanwhile. */
  token(): Promise<string>
  /** Who is signed in; signs in when nobody is yet. */
  identity(): Promise<Identity>
  /** Forgets `refused`, so that the next `token()` obtains another. */
  discard(refused: string): void
}

/** Who is signed in. */
export interface Identity {
  /** `user:default/ada`. */
  readonly userEntityRef: string
  /** The person and the groups that count as theirs: what these own is the person's. */
  readonly ownershipEntityRefs: readonly string[]
  /** What the sign-in provider calls the person; many know no name. */
  readonly displayName: string | undefined
}

/** What the session needs from its surroundings. */
export interface SessionOptions {
  fetch: typeof fetch
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Renewed this long before it ends, so that a request on its way never meets an expired token. */
const renewBeforeMs = 60_000

/** Signs in as the portal's guest (spec/platform.md 5.5). Nothing is asked before the first `token()`. */
export function guestSession({ fetch, now = Date.now }: SessionOptions): Session {
  let held: Held | undefined
  let renewal: Promise<Held> | undefined

  async function obtain(): Promise<Held> {
    const response = await fetch('/api/auth/guest/refresh', { headers: { 'x-requested-with': 'XMLHttpRequest' } })
    if (!response.ok) throw await fromWire(response)
    const { profile, backstageIdentity } = (await response.json()) as GuestReply
    const lifeMs = backstageIdentity.expiresInSeconds * 1000
    held = {
      token: backstageIdentity.token,
      renewAt: now() + Math.max(lifeMs - renewBeforeMs, lifeMs / 2),
      identity: {
        userEntityRef: backstageIdentity.identity.userEntityRef,
        ownershipEntityRefs: backstageIdentity.identity.ownershipEntityRefs,
        displayName: profile?.displayName,
      },
    }
    return held
  }

  async function current(): Promise<Held> {
    if (held && now() < held.renewAt) return held
    renewal ??= obtain().finally(() => {
      renewal = undefined
    })
    return renewal
  }

  return {
    token: async () => (await current()).token,
    identity: async () => (await current()).identity,
    discard(refused) {
      if (held?.token === refused) held = undefined
    },
  }
}

/** The part of the reply that is used; the shape is fixed by spec/platform.md 5.2. */
interface GuestReply {
  profile?: { displayName?: string }
  backstageIdentity: {
    token: string
    expiresInSeconds: number
    identity: { userEntityRef: string; ownershipEntityRefs: string[] }
  }
}

interface Held {
  token: string
  renewAt: number
  identity: Identity
}
