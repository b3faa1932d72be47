/** The cookie in which browsers carry a limited token (spec/platform.md 6.4). */
const cookieName = 'backstage-auth'

/** The limited token in a `Cookie` header. Tokens need no decoding: their letters are safe in cookies. */
export function cookieToken(header: string | undefined): string | undefined {
  const found = header?.split(';').find((part) => part.trimStart().startsWith(`${cookieName}=`))
  return found?.slice(found.indexOf('=') + 1).trim() || undefined
}

/** A `Set-Cookie` header that gives the browser a limited token, or, without one, takes it away. */
export function setCookie(options: {
  token: string | undefined
  expiresAtMs: number
  /** The browser's URL of the plugin. */
  externalUrl: string
}): string {
  const { hostname, protocol } = new URL(options.externalUrl)
  const isSecure = protocol === 'https:' || hostname === 'localhost'
  const expires = new Date(options.token === undefined ? 0 : options.expiresAtMs).toUTCString()
  return [
    `${cookieName}=${options.token ?? ''}`,
    `Domain=${hostname}`,
    'Path=/',
    `Expires=${expires}`,
    'HttpOnly',
    'Priority=High',
    ...(isSecure ? ['Secure', 'SameSite=None'] : ['SameSite=Lax']),
  ].join('; ')
}
