import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Vault } from '../secrets/vault.ts'

/** Seals what a task remembers: outputs, checkpoints and files may hold secrets. */
export interface TaskSeal {
  /** To be stored with the task: the key, sealed by the vault. */
  readonly sealedKey: string
  seal(bytes: Uint8Array): Uint8Array
  /** @throws Error when something else sealed it, or somebody changed it. */
  open(bytes: Uint8Array): Uint8Array
  sealText(text: string): string
  openText(sealed: string): string
}

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * The seal of one task.
 *
 * @param sealedKey - As it was stored; absent for a task that has none yet.
 * @throws `scaffolder/secrets-unreadable`
 */
export function taskSeal(vault: Vault, taskId: string, sealedKey?: string): TaskSeal {
  const made = randomBytes(32).toString('base64')
  const text = sealedKey === undefined ? made : (vault.open(taskId, sealedKey).secrets.key ?? '')
  const key = Buffer.from(text, 'base64')

  const seal = (bytes: Uint8Array) => {
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, key, nonce)
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
  const open = (bytes: Uint8Array) => {
    const nonce = bytes.subarray(0, nonceBytes)
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()])
  }
  return {
    sealedKey: sealedKey ?? vault.seal(taskId, { secrets: { key: text }, initiator: '' }),
    seal,
    open,
    sealText: (text) => seal(Buffer.from(text)).toString('base64'),
    openText: (sealed) => open(Buffer.from(sealed, 'base64')).toString(),
  }
}
