import type { Authenticated } from '../../model/sign-in-method.ts'
import { admit, type BrowserRequest, type Reception, reply, type SignInReply } from './admit.ts'
import type { RunningProvider } from './running-providers.ts'

const dayMs = 86_400_000
/** Where the provider renews the session, it also decides when that ends. */
const renewedMs = 1000 * dayMs
/** Where nobody is asked again: a working day. */
const unrenewedMs = dayMs / 3

/** Somebody who has just proved to a provider who they are. */
export interface Newcomer {
  provider: RunningProvider
  authenticated: Authenticated
  request: BrowserRequest
  /** Scopes that the client asked for. */
  askedScope: string
}

/**
 * Lets somebody in: finds out who it is, begins a session in place of one that the browser had, and issues the tokens.
 *
 * @returns What the browser is told, and its new cookies.
 */
export async function welcome(
  newcomer: Newcomer,
  reception: Reception,
): Promise<{ reply: SignInReply; cookies: string[] }> {
  const { provider, authenticated, request, askedScope } = newcomer
  const { sessions, auth } = reception
  const { id, environment, cookies, method } = provider
  const person = await admit({ ...newcomer, isRenewal: false }, reception)
  const header = request.headers.cookie
  const old = cookies.read(header, 'refresh-token')
  if (old !== undefined) await sessions.end(old, { provider: id, environment })
  const { session } = authenticated
  const expiresInSeconds = session?.expiresInSeconds
  const isRenewable = session?.refreshToken !== undefined
  if (!person && !isRenewable)
    return {
      reply: await reply({ authenticated, person, expiresInSeconds, auth }),
      cookies: cookies.clear('refresh-token', header),
    }
  const userAgent = request.headers['user-agent']
  const maxAgeMs = provider.sessionMs ?? (isRenewable ? renewedMs : unrenewedMs)
  const open = await sessions.begin({
    ...{ provider: id, environment, authenticated, askedScope, maxAgeMs, ip: request.ip },
    userEntityRef: person?.userEntityRef,
    userAgent: typeof userAgent === 'string' ? userAgent : undefined,
  })
  const told = await reply({ authenticated, person, expiresInSeconds, auth })
  if (told.backstageIdentity) await sessions.recordToken(open.id, told.backstageIdentity.token)
  const keepsScope = method.type === 'redirect' && method.persistsScopes && session !== undefined
  return {
    reply: told,
    cookies: [
      ...cookies.set('refresh-token', open.cookie, { maxAgeMs, header }),
      ...(keepsScope ? cookies.set('granted-scope', session.scope, { maxAgeMs, header }) : []),
    ],
  }
}
