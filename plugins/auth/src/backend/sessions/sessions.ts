import { setTimeout as sleep } from 'node:timers/promises'
import type { Auth, Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { isSame } from '../sign-in/started-sign-ins.ts'
import { hashSecret, nextSecret } from './seal.ts'
import { graceMs, type HeldSession, isId, type NewSession, type SessionRow, sessionTable } from './session-table.ts'

/** A session and the cookie that stands for it. */
export interface OpenSession {
  id: string
  /** `<id>.<secret>` */
  cookie: string
  userEntityRef: string | undefined
  authenticated: Authenticated
  /** Left of the provider's access token. */
  expiresInSeconds: number | undefined
  maxAgeMs: number
}

/** Where people are signed in, shared by the replicas. */
export interface Sessions {
  begin(session: NewSession): Promise<OpenSession>
  /**
   * Renews a session, and asks the provider if there is something to ask; however many tabs and replicas want it, it is asked once.
   *
   * @param options.refresh - Asks the provider. An AuthenticationError from it ends the session.
   * @throws `auth/session-over`, `auth/session-reused`, and what `refresh` throws.
   */
  renew(cookie: string, options: RenewOptions): Promise<OpenSession>
  /**
   * Remembers that an identity token was issued, so that it ends with its session.
   *
   * @throws `auth/session-over` when the session was ended meanwhile: the token must not be handed out.
   */
  recordToken(id: string, token: string): Promise<void>
  /** Ends the session of a cookie, with its tokens. */
  end(
    cookie: string,
    of: SessionKey,
  ): Promise<{ userEntityRef: string | undefined; authenticated: Authenticated } | undefined>
  listOf(userEntityRef: string): Promise<SessionRow[]>
  /** The session that a token was issued for. */
  idOfToken(userEntityRef: string, token: string): Promise<string | undefined>
  /** @returns Whether there was one. */
  endOne(userEntityRef: string, id: string): Promise<boolean>
  endAll(userEntityRef: string): Promise<void>
  /** Removes what is over. */
  clean(): Promise<void>
}

interface SessionKey {
  provider: string
  environment: string
}
interface RenewOptions extends SessionKey {
  /** Space-separated; what the provider's token must be good for, beside the provider's own scopes. */
  scope: string
  refresh: ((authenticated: Authenticated) => Promise<Authenticated>) | undefined
  /** Told when a secret came that was replaced before: somebody else has the session, too. */
  onReuse(userEntityRef: string | undefined): void
}

interface Asking {
  refresh: NonNullable<RenewOptions['refresh']>
  scope: string
}

/** Sessions that nobody uses are forgotten. */
const unusedMs = 90 * 86_400_000
/** No identity token lives longer. */
const longestTokenMs = 86_400_000
const pollMs = 50
const patienceMs = 30_000

/** Keeps them in the table `session`; the tokens that were issued for them in `session_token`. */
export function createSessions(options: { db: Database; clock: Clock; auth: Auth }): Sessions {
  const { db, clock, auth } = options
  const table = sessionTable(options)

  const opened = ({ row, secret, content }: HeldSession): OpenSession => ({
    id: row.id,
    cookie: `${row.id}.${secret}`,
    userEntityRef: row.user_ref ?? undefined,
    authenticated: content.authenticated,
    expiresInSeconds:
      content.accessUntilMs === undefined ? undefined : Math.floor((content.accessUntilMs - clock.nowMs()) / 1000),
    maxAgeMs: row.expires_at - clock.nowMs(),
  })

  /** Ends sessions; their identity tokens stop working. */
  async function endRows(where: string, params: string[]): Promise<number> {
    const ended = await db.transaction(async (tx) => {
      const sessions = await tx.all<{ id: string; user_ref: string | null }>(
        `delete from session where ${where} returning id, user_ref`,
        params,
      )
      const tokens = []
      for (const { id, user_ref } of sessions) {
        const issued = await tx.all<{ issued_at: number }>(
          'delete from session_token where session_id = ? returning issued_at',
          [id],
        )
        tokens.push({ userEntityRef: user_ref, issuedAt: issued.map((row) => row.issued_at) })
      }
      return tokens
    })
    for (const { userEntityRef, issuedAt } of ended)
      if (userEntityRef !== null && issuedAt.length > 0) await auth.revokeTokens({ userEntityRef, issuedAt })
    return ended.length
  }

  /** @throws when the cookie stands for no session, or for one that somebody else uses, too. */
  async function hold(cookie: string, key: SessionKey, onReuse: RenewOptions['onReuse']): Promise<HeldSession> {
    const { id, secret } = parts(cookie)
    const row = await table.find(id)
    const isOver =
      !row || row.expires_at <= clock.nowMs() || row.provider !== key.provider || row.environment !== key.environment
    if (isOver) throw errors.sessionOver({})
    const hash = hashSecret(secret)
    if (isSame(hash, row.secret_hash)) return table.hold(row, secret)
    const isRecent = clock.nowMs() - row.rotated_at < graceMs
    if (isRecent && row.previous_hash !== null && row.salt !== null && isSame(hash, row.previous_hash))
      return table.hold(row, nextSecret(secret, row.salt))
    await endRows('id = ?', [id])
    onReuse(row.user_ref ?? undefined)
    throw errors.sessionReused({})
  }

  async function askProvider(held: HeldSession, { refresh, scope }: Asking): Promise<HeldSession> {
    try {
      const authenticated = await refresh(held.content.authenticated)
      const stored = await table.store(held, { authenticated, askedScope: scope })
      if (!stored) throw errors.sessionOver({})
      return stored
    } catch (error) {
      if (error instanceof Error && error.name === 'AuthenticationError') await endRows('id = ?', [held.row.id])
      else await table.release(held)
      throw error
    }
  }

  return {
    begin: async (session) => opened(await table.insert(session)),

    async renew(cookie, { refresh, scope, onReuse, ...key }) {
      const giveUpAt = performance.now() + patienceMs
      for (;;) {
        const held = await hold(cookie, key, onReuse)
        if (isFresh(held, scope, clock.nowMs())) return opened(held)
        if (refresh && held.content.authenticated.session?.refreshToken !== undefined) {
          if (await table.lease(held)) return opened(await askProvider(held, { refresh, scope }))
        } else {
          const stored = await table.store(held, { unchanged: held.content })
          if (stored) return opened(stored)
        }
        if (performance.now() > giveUpAt) throw errors.sessionBusy({})
        await sleep(pollMs)
      }
    },

    async recordToken(id, token) {
      await db.run('insert into session_token (session_id, issued_at) values (?, ?) on conflict do nothing', [
        id,
        issuedAt(token),
      ])
      const { changes } = await db.run('update session set last_used_at = ? where id = ?', [clock.nowMs(), id])
      if (changes === 0) throw errors.sessionOver({})
    },

    async end(cookie, key) {
      const held = await hold(cookie, key, () => {}).catch(() => undefined)
      if (!held) return undefined
      await endRows('id = ?', [held.row.id])
      return { userEntityRef: held.row.user_ref ?? undefined, authenticated: held.content.authenticated }
    },

    listOf: (userEntityRef) =>
      db.all('select * from session where user_ref = ? and expires_at > ? order by last_used_at desc', [
        userEntityRef,
        clock.nowMs(),
      ]),

    async idOfToken(userEntityRef, token) {
      const row = await db.get<{ id: string }>(
        'select id from session join session_token on session_id = id where user_ref = ? and issued_at = ?',
        [userEntityRef, issuedAt(token)],
      )
      return row?.id
    },

    endOne: async (userEntityRef, id) =>
      isId(id) && (await endRows('id = ? and user_ref = ?', [id, userEntityRef])) > 0,

    async endAll(userEntityRef) {
      await endRows('user_ref = ?', [userEntityRef])
      await auth.revokeTokens({ userEntityRef })
    },

    async clean() {
      const now = clock.nowMs()
      await db.run('delete from session where expires_at <= ?', [now])
      await db.run('delete from session where last_used_at <= ?', [now - unusedMs])
      await db.run('delete from session_token where issued_at < ?', [Math.floor((now - longestTokenMs) / 1000)])
    },
  }
}

/** Asked a moment ago, by another tab perhaps, and still good for what is wanted. */
function isFresh({ row, content }: HeldSession, scope: string, nowMs: number): boolean {
  if (nowMs - row.refreshed_at >= graceMs) return false
  if (content.accessUntilMs !== undefined && content.accessUntilMs <= nowMs) return false
  const known = new Set(`${content.authenticated.session?.scope} ${content.askedScope}`.split(' '))
  return scope.split(' ').every((wanted) => wanted === '' || known.has(wanted))
}

function parts(cookie: string): { id: string; secret: string } {
  const at = cookie.indexOf('.')
  return { id: cookie.slice(0, Math.max(at, 0)), secret: cookie.slice(at + 1) }
}

/** The `iat` of a token that was verified, or that we have just made. */
function issuedAt(token: string): number {
  const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  return Number(payload.iat)
}
