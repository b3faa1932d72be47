import type { BearerIdentity, BearerTokens, Clock } from '@callboard/kernel'
import type { TokenStore } from './token-store.ts'
import { hasHash, parseToken, tokenPrefix } from './token-text.ts'

/** Verifies personal access tokens, and knows which were used. */
export interface TokenKeeper extends BearerTokens {
  /** These have ended: what is remembered of them counts no more. */
  forget(ids: readonly string[]): void
  /** Writes down when tokens were used since the last time. */
  saveUses(): Promise<void>
}

interface Kept {
  identity: BearerIdentity
  hash: string
  untilMs: number
}

/** A token that was revoked elsewhere, whose event got lost, works for this long at most. */
const keptMs = 5_000
const maxKept = 1_000

/** Remembers for seconds what the store says, so that a busy program costs no query with each request. */
export function createTokenKeeper(options: {
  store: TokenStore
  clock: Clock
  /** What a person owns through; empty when there is no such person, undefined when that could not be found out. */
  ownershipOf(userRef: string): Promise<readonly string[] | undefined>
}): TokenKeeper {
  const { store, clock, ownershipOf } = options
  const kept = new Map<string, Kept>()
  let usedAtMs = new Map<string, number>()
  let forgotten = 0

  async function read(id: string): Promise<Kept | undefined> {
    const before = forgotten
    const token = await store.find(id)
    if (!token) return undefined
    const { userRef: userEntityRef, scopes, expiresAtMs, hash } = token
    const ownershipEntityRefs = await ownershipOf(userEntityRef)
    const isUnknown = ownershipEntityRefs?.length === 0
    // Whoever has left the company leaves the directory, and could not sign in any more either.
    if (isUnknown && token.wasKnown) return undefined
    const identity: BearerIdentity = {
      ...{ userEntityRef, scopes },
      ...(ownershipEntityRefs && !isUnknown && { ownershipEntityRefs }),
      ...(expiresAtMs !== undefined && { expiresAtMs }),
    }
    const found = { identity, hash, untilMs: clock.nowMs() + keptMs }
    // What ended while it was read must not be remembered as if it had not.
    if (before !== forgotten) return (await store.find(id)) && found
    if (kept.size >= maxKept) kept.clear()
    kept.set(id, found)
    return found
  }

  return {
    prefix: tokenPrefix,
    async verify(text) {
      const parsed = parseToken(text)
      if (!parsed) return undefined
      const { id, secret } = parsed
      const known = kept.get(id)
      const token = known && known.untilMs > clock.nowMs() ? known : await read(id)
      if (!token || !hasHash(secret, token.hash)) return undefined
      const nowMs = clock.nowMs()
      const { identity } = token
      if (identity.expiresAtMs !== undefined && identity.expiresAtMs <= nowMs) return undefined
      usedAtMs.set(id, nowMs)
      return identity
    },
    forget(ids) {
      forgotten++
      for (const id of ids) kept.delete(id)
    },
    async saveUses() {
      const uses = usedAtMs
      usedAtMs = new Map()
      await store.saveUses(uses)
    },
  }
}
