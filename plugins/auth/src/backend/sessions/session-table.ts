import { randomUUID } from 'node:crypto'
import type { Clock, Database } from '@callboard/kernel'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { hashSecret, newSecret, nextSecret, seal, unseal } from './seal.ts'

/** A session as it is stored. Instants are ms since the epoch. */
export interface SessionRow {
  id: string
  provider: string
  environment: string
  /** null for providers that only give tokens. */
  user_ref: string | null
  secret_hash: string
  previous_hash: string | null
  salt: string | null
  rotated_at: number
  sealed: string
  refreshed_at: number
  lease_until: number
  created_at: number
  last_used_at: number
  expires_at: number
  user_agent: string | null
  ip: string | null
}

/** What only the holder of the cookie can read. */
export interface SessionContent {
  authenticated: Authenticated
  /** Scopes that were asked for beside the provider's own. What is granted may go by other names. */
  askedScope: string
  /** When the provider's access token ends. */
  accessUntilMs?: number
}

/** A session in the hands of whoever brought its cookie. */
export interface HeldSession {
  row: SessionRow
  /** The secret that counts now; not always the one in the cookie. */
  secret: string
  content: SessionContent
}

/** Where a session was begun. */
export interface NewSession {
  provider: string
  environment: string
  userEntityRef: string | undefined
  authenticated: Authenticated
  askedScope: string
  maxAgeMs: number
  userAgent: string | undefined
  ip: string
}

/** For this long after a change of the secret the one before is accepted too: other tabs may have asked at the same time. */
export const graceMs = 30_000
/** How long one replica may take to ask the provider. */
const leaseMs = 20_000

/** Whether we could have made it. PostgreSQL cannot even compare some texts, such as one with NUL. */
export const isId = (id: string) => /^[0-9a-f-]{36}$/.test(id)

/** Reads and writes sessions; whether a secret fits is for others to decide. */
export function sessionTable({ db, clock }: { db: Database; clock: Clock }) {
  const contentOf = (authenticated: Authenticated, askedScope: string): SessionContent => {
    const seconds = authenticated.session?.expiresInSeconds
    return {
      authenticated,
      askedScope,
      ...(seconds !== undefined && { accessUntilMs: clock.nowMs() + seconds * 1000 }),
    }
  }
  return {
    async find(id: string): Promise<SessionRow | undefined> {
      return isId(id) ? db.get<SessionRow>('select * from session where id = ?', [id]) : undefined
    },

    async insert(session: NewSession): Promise<HeldSession> {
      const secret = newSecret()
      const now = clock.nowMs()
      const content = contentOf(session.authenticated, session.askedScope)
      const id = randomUUID()
      const row: SessionRow = {
        id,
        provider: session.provider,
        environment: session.environment,
        user_ref: session.userEntityRef ?? null,
        secret_hash: hashSecret(secret),
        previous_hash: null,
        salt: null,
        rotated_at: now,
        sealed: seal(content, secret, purposeOf(id)),
        refreshed_at: now,
        lease_until: 0,
        created_at: now,
        last_used_at: now,
        expires_at: now + session.maxAgeMs,
        user_agent: session.userAgent?.slice(0, 300) ?? null,
        ip: session.ip,
      }
      const names = Object.keys(row)
      await db.run(
        `insert into session (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`,
        Object.values(row),
      )
      return { row, secret, content }
    },

    /** @param secret - The one that counts now. */
    hold: (row: SessionRow, secret: string): HeldSession => ({
      row,
      secret,
      // What we sealed is a content.
      content: unseal(row.sealed, secret, purposeOf(row.id)) as SessionContent,
    }),

    /** Makes this replica the one that asks the provider. @returns Whether it is. */
    async lease({ row }: HeldSession): Promise<boolean> {
      const now = clock.nowMs()
      const { changes } = await db.run(
        'update session set lease_until = ? where id = ? and lease_until <= ? and refreshed_at = ? and secret_hash = ?',
        [now + leaseMs, row.id, now, row.refreshed_at, row.secret_hash],
      )
      return changes === 1
    },

    async release({ row }: HeldSession): Promise<void> {
      await db.run('update session set lease_until = 0 where id = ?', [row.id])
    },

    /**
     * Stores what came anew, under a new secret unless the last change was a moment ago.
     *
     * @returns undefined when the session was ended or changed meanwhile.
     */
    async store(
      { row, secret }: HeldSession,
      fresh: { authenticated: Authenticated; askedScope: string } | { unchanged: SessionContent },
    ): Promise<HeldSession | undefined> {
      const now = clock.nowMs()
      const isDue = now - row.rotated_at >= graceMs
      const salt = isDue ? newSecret() : row.salt
      const next = isDue && salt !== null ? nextSecret(secret, salt) : secret
      const content = 'unchanged' in fresh ? fresh.unchanged : contentOf(fresh.authenticated, fresh.askedScope)
      const renewed: SessionRow = {
        ...row,
        secret_hash: hashSecret(next),
        previous_hash: isDue ? row.secret_hash : row.previous_hash,
        salt,
        rotated_at: isDue ? now : row.rotated_at,
        sealed: seal(content, next, purposeOf(row.id)),
        refreshed_at: now,
        lease_until: 0,
      }
      const { changes } = await db.run(
        `update session set secret_hash = ?, previous_hash = ?, salt = ?, rotated_at = ?, sealed = ?, refreshed_at = ?, lease_until = 0
         where id = ? and secret_hash = ? and refreshed_at = ?`,
        [
          ...[renewed.secret_hash, renewed.previous_hash, renewed.salt, renewed.rotated_at, renewed.sealed, now],
          ...[row.id, row.secret_hash, row.refreshed_at],
        ],
      )
      return changes === 1 ? { row: renewed, secret: next, content } : undefined
    },
  }
}

const purposeOf = (id: string) => `session ${id}`
