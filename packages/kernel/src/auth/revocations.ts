import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import { isToldByDatabase } from '../database/errors.ts'
import type { Events } from '../events/events.ts'
import type { Logger } from '../logs/logger.ts'

/** Which of a person's tokens is meant: what every kind of them carries, limited ones and those inside of plugin tokens too. */
export interface PersonalClaims {
  userEntityRef: string
  /** Seconds since the epoch, as the claim `iat` says. */
  issuedAt: number
}

/** Tokens that end before their time. Held in memory, so that asking costs no I/O; the database and events tell the other replicas. */
export interface Revocations {
  /** Ends what was issued in these seconds; without them, everything that was issued until now. */
  revoke(userEntityRef: string, issuedAt?: readonly number[]): Promise<void>
  isRevoked(claims: PersonalClaims): boolean
  /** When a token that is made now shall say that it was: later than whatever is revoked already. In seconds. */
  issueTime(userEntityRef: string): number
  close(): void
}

/** What revocations need. */
export interface RevocationsOptions {
  db: Database
  events: Events
  clock: Clock
  log: Logger
}

interface Revocation {
  userEntityRef: string
  /** Seconds, both ends included. */
  from: number
  until: number
  expiresAtMs: number
}
interface Row {
  user_ref: string
  issued_from: number
  issued_until: number
  expires_at: number
}

/** No token of a person lives longer (`auth.backstageTokenExpiration` is held below), whichever replica has made it. */
export const maxUserTokenMs = 24 * 3_600_000
/** Clocks of replicas may be this far apart. */
const skewMs = 60_000
/** Told when tokens of somebody have ended, after this replica knows which. */
export const tokensRevokedTopic = 'auth.tokens-revoked'
/** Events bring revocations at once; this finds those whose event was lost with a connection. */
const pollMs = 15_000

/** Reads what is revoked; from then on it keeps up with the other replicas. */
export async function openRevocations({ db, events, clock, log }: RevocationsOptions): Promise<Revocations> {
  const byPerson = new Map<string, Revocation[]>()
  let readAtMs = 0

  function add(revocation: Revocation): void {
    const known = byPerson.get(revocation.userEntityRef) ?? []
    const rest = known.filter(({ from, until }) => from < revocation.from || until > revocation.until)
    byPerson.set(revocation.userEntityRef, [...rest, revocation])
  }

  /** What nobody can present any more need not be known. */
  function forget(): void {
    const nowMs = clock.nowMs()
    for (const [userEntityRef, revocations] of byPerson) {
      const left = revocations.filter(({ expiresAtMs }) => expiresAtMs > nowMs)
      if (left.length === 0) byPerson.delete(userEntityRef)
      else if (left.length < revocations.length) byPerson.set(userEntityRef, left)
    }
  }

  async function read(): Promise<void> {
    const nowMs = clock.nowMs()
    const columns = 'user_ref, issued_from, issued_until, expires_at'
    const rows = await db.all<Row>(
      `select ${columns} from token_revocation where created_at >= ? and expires_at > ? order by created_at`,
      [readAtMs - skewMs, nowMs],
    )
    for (const { user_ref: userEntityRef, issued_from: from, issued_until: until, expires_at: expiresAtMs } of rows) {
      add({ userEntityRef, from, until, expiresAtMs })
    }
    readAtMs = nowMs
    forget()
  }

  const isRevoked = ({ userEntityRef, issuedAt }: PersonalClaims) =>
    byPerson.size > 0 &&
    (byPerson.get(userEntityRef)?.some(({ from, until }) => from <= issuedAt && issuedAt <= until) ?? false)

  function issueTime(userEntityRef: string): number {
    let issuedAt = Math.floor(clock.nowMs() / 1000)
    while (isRevoked({ userEntityRef, issuedAt })) issuedAt++
    return issuedAt
  }

  const unsubscribe = events.subscribe([tokensRevokedTopic], ({ payload }) => {
    // Only `revoke` publishes on this topic.
    for (const revocation of (payload as { revocations: Revocation[] }).revocations) add(revocation)
  })
  await read()
  // An embedded database has one replica, which knows what it has done.
  const polling = db.dialect === 'postgres' ? setInterval(poll, pollMs) : undefined
  polling?.unref()
  function poll() {
    read().catch((error: unknown) => {
      if (!isToldByDatabase(error)) log.error('token revocations not read', { error })
    })
  }

  return {
    async revoke(userEntityRef, issuedAt) {
      const nowMs = clock.nowMs()
      // Until the second that a token would carry now: within one second somebody may sign out, in and out again.
      const ranges = issuedAt?.map((at) => [at, at] as const) ?? [[0, issueTime(userEntityRef)] as const]
      const revocations = ranges.map(([from, until]) => ({
        ...{ userEntityRef, from, until },
        expiresAtMs: Math.max(until * 1000, nowMs) + maxUserTokenMs + skewMs,
      }))
      await db.transaction(async (tx) => {
        await tx.run('delete from token_revocation where expires_at < ?', [nowMs])
        for (const { from, until, expiresAtMs } of revocations) {
          await tx.run(
            `insert into token_revocation (user_ref, issued_from, issued_until, created_at, expires_at) values (?, ?, ?, ?, ?)
             on conflict (user_ref, issued_from, issued_until) do update set created_at = excluded.created_at, expires_at = excluded.expires_at`,
            [userEntityRef, from, until, nowMs, expiresAtMs],
          )
        }
      })
      forget()
      for (const revocation of revocations) add(revocation)
      await events.publish({ topic: tokensRevokedTopic, payload: { revocations } })
    },
    isRevoked,
    issueTime,
    close() {
      unsubscribe()
      clearInterval(polling)
    },
  }
}
