import { errors } from '../../model/errors.ts'

/**
 * Signs the text of a commit.
 *
 * @param armoredKey - A PGP private key without a passphrase.
 * @returns A detached signature, armored.
 * @throws `git/bad-signing-key`; never with the key in it.
 */
export async function signCommit(payload: string, armoredKey: string): Promise<string> {
  const { createMessage, readPrivateKey, sign } = await import('openpgp')
  try {
    const key = await readPrivateKey({ armoredKey: armoredKey.trim() })
    if (!key.isDecrypted()) throw new Error('the key has a passphrase.')
    return await sign({ message: await createMessage({ text: payload }), signingKeys: key, detached: true })
  } catch (error) {
    throw errors.badSigningKey({ reason: error instanceof Error ? error.message : 'the key is not readable.' })
  }
}
