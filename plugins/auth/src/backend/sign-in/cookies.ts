/** How the cookies of a provider are set (spec/platform.md 5.3). */
export interface CookieJar {
  /** The value of `<provider>-<name>` in a `Cookie` header. */
  read(header: CookieHeader, name: CookieName): string | undefined
  /** `Set-Cookie` headers; the `Cookie` header tells which parts of an older value must go. */
  set(name: CookieName, value: string, options: { maxAgeMs: number; header: CookieHeader }): string[]
  /** `Set-Cookie` headers that take a cookie away, if the browser has it. */
  clear(name: CookieName, header: CookieHeader): string[]
}

/** As a request brings it. */
export type CookieHeader = string | string[] | undefined

/** What the cookies are for. */
export type CookieName = 'nonce' | 'refresh-token' | 'granted-scope'

/** Browsers refuse longer ones. */
const maxLength = 4000

/** @param callbackUrl - Decides path, host and whether the cookies are only for https. */
export function cookieJar(options: { providerId: string; callbackUrl: string; appUrl: string }): CookieJar {
  const callback = new URL(options.callbackUrl)
  const isSecure = callback.protocol === 'https:'
  const isCrossSite = isSecure && new URL(options.appUrl).hostname !== callback.hostname
  const base = callback.pathname.replace(/\/handler\/frame\/?$/, '')
  const attributes = (name: CookieName) => [
    `Path=${name === 'nonce' ? `${base}/handler` : base}`,
    'HttpOnly',
    `SameSite=${isCrossSite ? 'None' : 'Lax'}`,
    ...(isSecure ? ['Secure'] : []),
  ]
  const line = (name: CookieName, field: string, value: string, maxAgeMs: number) =>
    [`${field}=${value}`, `Max-Age=${Math.floor(maxAgeMs / 1000)}`, ...attributes(name)].join('; ')
  const fieldOf = (name: CookieName) => `${options.providerId}-${name}`
  const gone = (name: CookieName, header: CookieHeader, keep: readonly string[]) =>
    fieldsIn(header, fieldOf(name))
      .filter((field) => !keep.includes(field))
      .map((field) => line(name, field, '', 0))

  return {
    read(header, name) {
      const cookies = parseCookies(header)
      const field = fieldOf(name)
      const parts: string[] = []
      for (let part = cookies.get(`${field}-0`); part !== undefined; part = cookies.get(`${field}-${parts.length}`))
        parts.push(part)
      return decode(cookies.get(field) ?? parts.join(''))
    },
    set(name, value, { maxAgeMs, header }) {
      const field = fieldOf(name)
      const encoded = encodeURIComponent(value)
      const parts = encoded.match(new RegExp(`.{1,${maxLength}}`, 'g')) ?? ['']
      const fields = parts.length === 1 ? [field] : parts.map((_, i) => `${field}-${i}`)
      return [...gone(name, header, fields), ...fields.map((part, i) => line(name, part, parts[i] ?? '', maxAgeMs))]
    },
    clear: (name, header) => gone(name, header, []),
  }
}

/** The cookie itself and its numbered parts. */
const fieldsIn = (header: CookieHeader, field: string) =>
  [...parseCookies(header).keys()].filter((key) => key === field || new RegExp(`^${field}-\\d+$`).test(key))

function parseCookies(header: CookieHeader): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of [header ?? []].flat().join(';').split(';')) {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    // The first of a name counts: browsers send the one with the most specific path first.
    if (at > 0 && !cookies.has(name)) cookies.set(name, pair.slice(at + 1).trim())
  }
  return cookies
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text) || undefined
  } catch {
    // What we set can be decoded: it is not ours.
    return undefined
  }
}
