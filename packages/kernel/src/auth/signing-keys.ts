import { randomUUID, type webcrypto } from 'node:crypto'
import type { Clock } from '../clock/clock.ts'
import type { Database } from '../database/database.ts'
import { algorithm } from './token-formats.ts'

type CryptoKey = webcrypto.CryptoKey
type Jwk = Record<string, unknown> & { kid: string }

/** The keys of the portal: this process signs with its own, and knows the public halves of all replicas. */
export interface SigningKeys {
  /** The key to sign with now; a new one once a token lifetime. */
  current(): Promise<{ kid: string; privateKey: CryptoKey }>
  /** The public key of a replica by its id; undefined when there is none or it is no longer published. */
  find(kid: string): Promise<CryptoKey | undefined>
  /** Every published public key. */
  jwks(): Promise<{ keys: Jwk[] }>
}

interface KeyRow {
  kid: string
  jwk: string
  expires_at: number
}

/** Between two reads of the key table for ids that nobody knows, so that forged ids cannot flood the database. */
const reloadGapMs = 200

/**
 * Keys that rotate: each signs for `lifetimeMs` and is published for three times as long (spec/platform.md 6.2), so
 * every token outlives its key's signing days by less than the key is published.
 *
 * @param options.lifetimeMs - Not below the longest lifetime of a token.
 */
export function createSigningKeys(options: { db: Database; clock: Clock; lifetimeMs: number }): SigningKeys {
  const { db, clock, lifetimeMs } = options
  const published = new Map<string, { key: CryptoKey; jwk: Jwk; expiresAtMs: number }>()
  let own: Promise<{ kid: string; privateKey: CryptoKey; retiresAtMs: number }> | undefined
  let making: typeof own
  let reloading: Promise<void> | undefined
  let reloadedAtMs = 0

  async function make() {
    const { exportJWK, generateKeyPair } = await import('jose')
    const { publicKey, privateKey } = await generateKeyPair(algorithm)
    const kid = randomUUID()
    const jwk: Jwk = { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' }
    const now = clock.nowMs()
    const expiresAtMs = now + 3 * lifetimeMs
    await db.run('delete from signing_key where expires_at < ?', [now])
    await db.run('insert into signing_key (kid, jwk, created_at, expires_at) values (?, ?, ?, ?)', [
      kid,
      JSON.stringify(jwk),
      now,
      expiresAtMs,
    ])
    published.set(kid, { key: publicKey, jwk, expiresAtMs })
    return { kid, privateKey, retiresAtMs: now + lifetimeMs }
  }

  async function read() {
    const rows = await db.all<KeyRow>('select kid, jwk, expires_at from signing_key')
    const { importJWK } = await import('jose')
    for (const row of rows) {
      if (published.has(row.kid)) continue
      const jwk: Jwk = JSON.parse(row.jwk)
      // Only symmetric keys come as bytes; the table holds what `make` wrote.
      published.set(row.kid, { key: (await importJWK(jwk, algorithm)) as CryptoKey, jwk, expiresAtMs: row.expires_at })
    }
    for (const [kid, { expiresAtMs }] of published) if (expiresAtMs < clock.nowMs()) published.delete(kid)
  }

  /** One read at a time, and not more often than the gap; whoever comes in between waits for the next. */
  function reload(): Promise<void> {
    reloading ??= (async () => {
      const waitMs = reloadedAtMs + reloadGapMs - performance.now()
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref())
      try {
        await read()
      } finally {
        reloadedAtMs = performance.now()
        reloading = undefined
      }
    })()
    return reloading
  }

  const usable = (kid: string) => {
    const found = published.get(kid)
    return found && found.expiresAtMs > clock.nowMs() ? found.key : undefined
  }

  return {
    async current() {
      const key = await own?.catch(() => undefined)
      if (key && key.retiresAtMs > clock.nowMs()) return key
      // Everybody who finds none waits for the same new one.
      making ??= make().finally(() => {
        making = undefined
      })
      own = making
      return making
    },
    async find(kid) {
      const known = usable(kid)
      if (known) return known
      await reload()
      return usable(kid)
    },
    async jwks() {
      await read()
      return { keys: [...published.values()].map(({ jwk }) => jwk) }
    },
  }
}
