import { createHash } from 'node:crypto'
import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'

/** Slows down whoever guesses passwords, by name and by address, on all replicas together. */
export interface LoginThrottle {
  /**
   * Counts an attempt before it is made, so that many at once gain nothing.
   *
   * @throws `auth/too-many-logins`, whether the name exists or not.
   */
  attempt(login: Login): Promise<void>
  /** The attempt was right: it does not count. */
  succeeded(login: Login): Promise<void>
  clean(): Promise<void>
}

interface Login {
  provider: string
  username: string
  ip: string
}

/** How many attempts are free, and how the wait grows with each further one. */
const limits = { name: { free: 5, longestMs: 300_000 }, ip: { free: 30, longestMs: 300_000 } }
/** After so long without an attempt everything is forgotten. */
const forgetMs = 3_600_000

/** Counts in the table `login_failure`. */
export function loginThrottle({ db, clock }: { db: Database; clock: Clock }): LoginThrottle {
  async function count(key: string, { free, longestMs }: (typeof limits)['name']): Promise<void> {
    const waitMs = await db.transaction(async (tx) => {
      const now = clock.nowMs()
      // The row is written first, so that PostgreSQL holds it until the transaction ends and attempts queue up.
      await tx.run(
        `insert into login_failure (key, failures, blocked_until, failed_at) values (?, 0, 0, ?)
         on conflict (key) do update set failures = login_failure.failures`,
        [key, now],
      )
      const row = await tx.get<{ failures: number; blocked_until: number; failed_at: number }>(
        'select failures, blocked_until, failed_at from login_failure where key = ?',
        [key],
      )
      if (row && row.blocked_until > now) return row.blocked_until - now
      const failures = row && now - row.failed_at < forgetMs ? row.failures + 1 : 1
      const blockedUntil = failures < free ? 0 : now + Math.min(1000 * 2 ** (failures - free), longestMs)
      await tx.run('update login_failure set failures = ?, blocked_until = ?, failed_at = ? where key = ?', [
        ...[failures, blockedUntil, now, key],
      ])
      return 0
    })
    if (waitMs > 0) throw errors.tooManyLogins({ seconds: Math.ceil(waitMs / 1000) })
  }
  return {
    async attempt(login) {
      await count(ipKey(login), limits.ip)
      await count(nameKey(login), limits.name)
    },
    async succeeded(login) {
      await db.run('delete from login_failure where key = ?', [nameKey(login)])
      // Not forgotten: whoever has one account would guess at others from the same address without end.
      await db.run(
        'update login_failure set failures = failures - 1, blocked_until = 0 where key = ? and failures > 0',
        [ipKey(login)],
      )
    },
    async clean() {
      await db.run('delete from login_failure where failed_at <= ?', [clock.nowMs() - forgetMs])
    },
  }
}

// Hashed: the table shall not become a list of what people mistype, which at times is their password.
const nameKey = ({ provider, username }: Login) => hash(`name ${provider} ${plain(username)}`)
/** Directories overlook blanks, accents, and letters that nobody sees: other spellings must give no further attempts. */
const plain = (username: string) =>
  username
    .normalize('NFKD')
    .replace(/[\p{M}\p{C}\s]/gu, '')
    .toLowerCase()
const ipKey = ({ ip }: Login) => hash(`ip ${network(ip)}`)
const hash = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Whoever has one IPv6 address has the 2^64 beside it, too. */
function network(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip.replace(/^::ffff:/, '')
  const [head = '', tail] = ip.split('::')
  const left = head.split(':').filter(Boolean)
  const right = tail?.split(':').filter(Boolean) ?? []
  const zeros = tail === undefined ? [] : Array(Math.max(0, 8 - left.length - right.length)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
