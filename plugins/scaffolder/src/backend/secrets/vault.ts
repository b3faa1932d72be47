import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/index.ts'

/** What a task needs and nobody may read: the caller's secrets and whose credentials they are. */
export interface TaskSecrets {
  secrets: Record<string, string>
  /** Whoever made the task, in the form that `reviveInitiator` understands. */
  initiator: string
}

/** Seals secrets for the database: AES-256-GCM, by the configured keys, the first of which seals and all of which open. */
export interface Vault {
  /** @param taskId - Bound to the sealed text: it does not open under another task. */
  seal(taskId: string, secrets: TaskSecrets): string
  /** @throws `scaffolder/secrets-unreadable` when no configured key opens it. */
  open(taskId: string, sealed: string): TaskSecrets
  /** Whether the first key has sealed it; what an older one has sealed should be sealed again. */
  isCurrent(sealed: string): boolean
}

/** A key as it is configured. */
export interface VaultKey {
  /** Stands in what the key has sealed. */
  id: string
  /** 32 bytes in base64. */
  key: string
}

const algorithm = 'aes-256-gcm'
const keyBytes = 32
// What GCM is made for; a random one never repeats within the lifetime of a key.
const nonceBytes = 12
const tagBytes = 16
const version = 'v1'
const generatedId = 'generated'

/**
 * Opens the vault of a portal.
 *
 * @param options.keys - As configured. Without any, the key that was made at the first start is used, from the database; with
 * some it still opens what it sealed before.
 * @throws `scaffolder/malformed-vault-key`
 */
export async function openVault(options: {
  keys: readonly VaultKey[] | undefined
  db: Database
  clock: Clock
}): Promise<Vault> {
  const { keys = [], db, clock } = options
  if (keys.length === 0) {
    await db.run('insert into vault_key (id, key, created_at) values (?, ?, ?) on conflict (id) do nothing', [
      generatedId,
      randomBytes(keyBytes).toString('base64'),
      clock.nowMs(),
    ])
  }
  return createVault([...keys, ...(await db.all<VaultKey>('select id, key from vault_key'))])
}

/**
 * A vault with these keys.
 *
 * @param keys - At least one; the first seals.
 * @throws `scaffolder/malformed-vault-key`
 */
export function createVault(keys: readonly VaultKey[]): Vault {
  const byId = new Map<string, Buffer>()
  for (const { id, key } of keys) {
    const bytes = Buffer.from(key, 'base64')
    if (bytes.length !== keyBytes || byId.has(id)) throw errors.malformedVaultKey({ id })
    byId.set(id, bytes)
  }
  const [first] = keys
  if (!first) throw errors.malformedVaultKey({ id: generatedId })
  const ownPrefix = prefixOf(first.id)

  return {
    seal(taskId, secrets) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, byId.get(first.id) as Buffer, nonce) // put there above
      cipher.setAAD(Buffer.from(taskId))
      const text = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()])
      return ownPrefix + Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(taskId, sealed) {
      const [, keyId = '', body = ''] = sealed.split(':')
      const key = byId.get(Buffer.from(keyId, 'base64url').toString())
      if (!key || !sealed.startsWith(`${version}:`)) throw errors.secretsUnreadable({ taskId })
      const bytes = Buffer.from(body, 'base64url')
      const text = bytes.subarray(nonceBytes + tagBytes)
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        decipher.setAAD(Buffer.from(taskId))
        decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
        // Only `seal` writes what opens.
        return JSON.parse(Buffer.concat([decipher.update(text), decipher.final()]).toString()) as TaskSecrets
      } catch (cause) {
        throw errors.secretsUnreadable({ taskId }, { cause })
      }
    },
    isCurrent: (sealed) => sealed.startsWith(ownPrefix),
  }
}

// Ids are free text; base64url keeps them from being mistaken for the separator.
const prefixOf = (id: string) => `${version}:${Buffer.from(id).toString('base64url')}:`
