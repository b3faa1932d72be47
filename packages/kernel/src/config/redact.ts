import { marksAt } from './config-marks.ts'
import type { ConfigDeclaration } from './config-schema.ts'
import type { LoadedConfig } from './load-config.ts'

const shortestGuessedSecret = 5
/** Up to the last `@` of the host's part, as `URL` reads it; a text may hold several URLs. */
const urlPassword = /(:\/\/[^/?#\s:@]*:)([^/?#\s]+)(?=@)/g

/**
 * The texts that must never appear in a log line: values declared as secrets, values whose key is named like one even if nobody declares it, and
 * passwords inside URLs. Ask again after a reload.
 */
export function secretValues(loaded: LoadedConfig, declarations: readonly ConfigDeclaration[]): string[] {
  const secrets = new Set<string>()
  mapScalars(loaded.get(), [], (value, path) => {
    if (typeof value !== 'string' && typeof value !== 'number') return
    const text = String(value)
    const { isSecret, looksSecret } = marksAt(path, declarations)
    // One letter, or a short word under a key that only sounds secret, would blot out ordinary text.
    if (text.length > 1 && isSecret) secrets.add(text)
    if (text.length >= shortestGuessedSecret && looksSecret) secrets.add(text)
    const passwords = [...text.matchAll(urlPassword)].map(([, , password = '']) => password)
    for (const form of passwords.flatMap((password) => [password, percentDecoded(password)])) {
      if (form.length > 1) secrets.add(form)
    }
  })
  return [...secrets]
}

/**
 * A value as people may see it: secrets are `<secret>`, and so is the password inside a URL.
 *
 * @param value - What stands at `path` in the configuration; a whole block, or a single value.
 */
export function maskSecrets(
  value: unknown,
  path: readonly string[],
  declarations: readonly ConfigDeclaration[],
): unknown {
  return mapScalars(value, path, (scalar, at) => {
    const { isSecret, looksSecret } = marksAt(at, declarations)
    if (isSecret || (looksSecret && typeof scalar !== 'boolean')) return '<secret>'
    return typeof scalar === 'string' ? scalar.replace(urlPassword, '$1<secret>') : scalar
  })
}

type ScalarMap = (value: unknown, path: readonly string[]) => unknown

function mapScalars(value: unknown, path: readonly string[], map: ScalarMap): unknown {
  if (Array.isArray(value)) return value.map((item, i) => mapScalars(item, [...path, String(i)], map))
  if (typeof value !== 'object' || value === null) return map(value, path)
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, mapScalars(field, [...path, key], map)]))
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone % is no encoding: then the text is what it is.
    return text
  }
}
