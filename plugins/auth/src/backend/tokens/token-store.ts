import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'

/** A personal access token, as it is kept. */
export interface StoredToken {
  id: string
  userRef: string
  name: string
  scopes: string[]
  hash: string
  /** Whether a directory knew the person when it was made. */
  wasKnown: boolean
  createdAtMs: number
  expiresAtMs: number | undefined
  lastUsedAtMs: number | undefined
}

/** Keeps personal access tokens. `userRef` is canonical. */
export interface TokenStore {
  /** @throws `auth/too-many-tokens` */
  add(token: Omit<StoredToken, 'createdAtMs' | 'lastUsedAtMs'>): Promise<StoredToken>
  find(id: string): Promise<StoredToken | undefined>
  /** The newest first. */
  listOf(userRef: string): Promise<StoredToken[]>
  /** Whether the person had such a token. */
  remove(userRef: string, id: string): Promise<boolean>
  /** The ids of those that were removed. */
  removeAllOf(userRef: string): Promise<string[]>
  /** Remembers when tokens were used last, and drops those that ran out long ago. */
  saveUses(usedAtMs: ReadonlyMap<string, number>): Promise<void>
}

interface Row {
  id: string
  user_ref: string
  name: string
  scopes: string
  hash: string
  was_known: number
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

/** As many tokens as one person may have. */
export const maxTokens = 50
/** People see for this long that a token has run out. */
const keptMs = 30 * 24 * 3_600_000
const columns = 'id, user_ref, name, scopes, hash, was_known, created_at, expires_at, last_used_at'

/** Keeps tokens in the plugin's database. */
export function databaseTokenStore({ db, clock }: { db: Database; clock: Clock }): TokenStore {
  return {
    add: (token) =>
      db.transaction(async (tx) => {
        const counted = await tx.get<{ n: number }>('select count(*) as n from personal_token where user_ref = ?', [
          token.userRef,
        ])
        if ((counted?.n ?? 0) >= maxTokens) throw errors.tooManyTokens({ most: maxTokens })
        const createdAtMs = clock.nowMs()
        await tx.run(
          'insert into personal_token (id, user_ref, name, scopes, hash, was_known, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
          [
            ...[token.id, token.userRef, token.name, JSON.stringify(token.scopes), token.hash],
            ...[token.wasKnown ? 1 : 0, createdAtMs, token.expiresAtMs ?? null],
          ],
        )
        return { ...token, createdAtMs, lastUsedAtMs: undefined }
      }),
    async find(id) {
      const row = await db.get<Row>(`select ${columns} from personal_token where id = ?`, [id])
      return row && tokenOf(row)
    },
    async listOf(userRef) {
      const text = `select ${columns} from personal_token where user_ref = ? order by created_at desc, id`
      return (await db.all<Row>(text, [userRef])).map(tokenOf)
    },
    async remove(userRef, id) {
      const removed = await db.run('delete from personal_token where id = ? and user_ref = ?', [id, userRef])
      return removed.changes > 0
    },
    async removeAllOf(userRef) {
      const removed = await db.all<{ id: string }>('delete from personal_token where user_ref = ? returning id', [
        userRef,
      ])
      return removed.map(({ id }) => id)
    },
    async saveUses(usedAtMs) {
      if (usedAtMs.size === 0) return
      await db.transaction(async (tx) => {
        for (const [id, at] of usedAtMs)
          await tx.run('update personal_token set last_used_at = ? where id = ? and coalesce(last_used_at, 0) < ?', [
            ...[at, id, at],
          ])
        await tx.run('delete from personal_token where expires_at < ?', [clock.nowMs() - keptMs])
      })
    },
  }
}

const tokenOf = (row: Row): StoredToken => ({
  id: row.id,
  userRef: row.user_ref,
  name: row.name,
  scopes: JSON.parse(row.scopes),
  hash: row.hash,
  wasKnown: row.was_known === 1,
  createdAtMs: row.created_at,
  expiresAtMs: row.expires_at ?? undefined,
  lastUsedAtMs: row.last_used_at ?? undefined,
})
