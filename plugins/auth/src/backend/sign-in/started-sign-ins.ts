import { timingSafeEqual } from 'node:crypto'
import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { hashSecret, seal, unseal } from '../sessions/seal.ts'

/** Sign-ins that have begun and not ended, shared by the replicas. Each ends once. */
export interface StartedSignIns {
  /** @throws `auth/asked-too-much` */
  begin(attempt: Attempt & { keep: Record<string, string> }): Promise<void>
  /**
   * Ends an attempt: nobody can end it again, so a code or a state that is replayed meets nothing.
   *
   * @returns What the method wanted to keep.
   * @throws `auth/attempt-over` when it is unknown, ended, too old, or began with another state.
   */
  take(attempt: Attempt): Promise<Record<string, string>>
  /** Removes what is too old. */
  clean(): Promise<void>
}

interface Attempt {
  provider: string
  /** Only the browser has it, in a cookie. */
  nonce: string
  state: string
}

/** How long people may take at the provider. */
export const attemptMs = 600_000
/** Anybody may begin as many as they like, and what they ask for is kept. */
const maxKeptLength = 4096

/** Keeps them in the table `started_sign_in`, each sealed by its nonce. */
export function startedSignIns({ db, clock }: { db: Database; clock: Clock }): StartedSignIns {
  return {
    async begin({ provider, nonce, state, keep }) {
      if (JSON.stringify(keep).length > maxKeptLength) throw errors.askedTooMuch({})
      await db.run(
        'insert into started_sign_in (nonce_hash, provider, state_hash, sealed, expires_at) values (?, ?, ?, ?, ?)',
        [hashSecret(nonce), provider, hashSecret(state), seal(keep, nonce, purpose), clock.nowMs() + attemptMs],
      )
    },
    async take({ provider, nonce, state }) {
      const row = await db.get<{ state_hash: string; sealed: string; expires_at: number }>(
        'delete from started_sign_in where nonce_hash = ? and provider = ? returning state_hash, sealed, expires_at',
        [hashSecret(nonce), provider],
      )
      if (!row || row.expires_at <= clock.nowMs() || !isSame(row.state_hash, hashSecret(state)))
        throw errors.attemptOver({})
      // What we sealed is what `begin` took.
      return unseal(row.sealed, nonce, purpose) as Record<string, string>
    },
    async clean() {
      await db.run('delete from started_sign_in where expires_at <= ?', [clock.nowMs()])
    },
  }
}

const purpose = 'started sign-in'

/** Compares two texts in a time that does not tell where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
