/** Seals a secret for the holder of a public key, as GitHub wants secrets of repositories and environments. */
export async function sealSecret(publicKey: string, secret: string): Promise<string> {
  const { default: sodium } = await import('libsodium-wrappers')
  await sodium.ready
  const key = sodium.from_base64(publicKey, sodium.base64_variants.ORIGINAL)
  return sodium.to_base64(sodium.crypto_box_seal(sodium.from_string(secret), key), sodium.base64_variants.ORIGINAL)
}
