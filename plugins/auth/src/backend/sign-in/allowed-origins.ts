import { errors } from '../../model/errors.ts'

/** The origins at which a portal may be open in a browser. */
export interface AllowedOrigins {
  /** Where `app.baseUrl` is. */
  readonly app: string
  /**
   * Checks an origin, or the origin of a URL.
   *
   * @returns The origin.
   * @throws `auth/invalid-origin`, `auth/origin-not-allowed`
   */
  check(url: string): string
  allows(url: string): boolean
}

/**
 * Who may be told who signed in, and where browsers may be sent: the portal's own origin, and what
 * `auth.experimentalExtraAllowedOrigins` adds. In its patterns `*` stands for anything but a slash.
 */
export function allowedOrigins(appUrl: string, patterns: readonly string[]): AllowedOrigins {
  const app = new URL(appUrl).origin
  const extra = patterns.map((pattern) => new RegExp(`^${pattern.split('*').map(literal).join('[^/]*')}$`, 'i'))
  const check = (url: string) => {
    const origin = originOf(url)
    if (origin === undefined) throw errors.invalidOrigin({ origin: url })
    if (origin !== app && !extra.some((pattern) => pattern.test(origin)))
      throw errors.originNotAllowed({ origin: origin })
    return origin
  }
  return {
    app,
    check,
    allows(url) {
      const origin = originOf(url)
      return origin !== undefined && (origin === app || extra.some((pattern) => pattern.test(origin)))
    },
  }
}

const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\/-]/g, '\\$&')

/** Only of web pages: other schemes either have no origin or run what they hold. */
function originOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const { origin, protocol } = new URL(url)
  return protocol === 'http:' || protocol === 'https:' ? origin : undefined
}
