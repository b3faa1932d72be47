import { proxyErrors } from '../../model/proxy-errors.ts'
import type { SignInRequest } from '../../model/sign-in-method.ts'

/**
 * Reads a header that a proxy sets once.
 *
 * @param name - Lower case, with dashes. A spelling with underscores, which some servers take for the same and a proxy
 *   might not have removed, is another header here and never read.
 * @throws AuthenticationError when it came twice: Node joins such headers by a comma, and the first may be the caller's.
 */
export function singleHeader({ headers }: SignInRequest, name: string): string | undefined {
  const value = headers[name]
  if (value === undefined || value === '') return undefined
  if (Array.isArray(value) || value.includes(',')) throw proxyErrors.proofRepeated({ header: name })
  return value
}

/** Reads a header without which nobody is signed in. @throws AuthenticationError when it is missing or came twice. */
export function requiredHeader(request: SignInRequest, name: string): string {
  const value = singleHeader(request, name)
  if (value === undefined) throw proxyErrors.proofMissing({ header: name })
  return value
}

/** Reads a cookie. @throws AuthenticationError when it came twice. */
export function singleCookie({ headers }: SignInRequest, name: string): string | undefined {
  const pairs = [headers.cookie ?? []].flat().flatMap((line) => line.split(';'))
  const values = pairs.map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${name}=`))
  if (values.length > 1) throw proxyErrors.proofRepeated({ header: `the cookie ${name}` })
  return values[0]?.slice(name.length + 1) || undefined
}
