const partPattern = /^[a-z][a-z0-9]*(?:[-_:][a-z0-9]+)*$/i

/** Whether a text may stand between the dots of a config key (spec/platform.md 1.5). */
export const isKeyPart = (text: string): boolean => partPattern.test(text)

/**
 * Splits a dotted config key.
 *
 * @throws TypeError when a part is not allowed in a key.
 */
export function parseKey(key: string): string[] {
  const parts = key === '' ? [] : key.split('.')
  const bad = parts.find((part) => !isKeyPart(part))
  if (bad !== undefined) throw new TypeError(`"${key}" is not a config key: "${bad}" is not a valid part of one.`)
  return parts
}
