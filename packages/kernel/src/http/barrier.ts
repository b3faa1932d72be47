import type { Access } from '@callboard/model'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Credentials } from '../auth/auth.ts'
import { authErrors } from '../auth/auth-errors.ts'
import { cookieToken } from '../auth/cookie.ts'
import type { PluginAuth } from '../auth/create-auth.ts'
import { type NeededScope, requireScope } from '../auth/token-scopes.ts'

/**
 * The barrier before every route: finds out who calls, and refuses who may not (spec/platform.md 4.3).
 *
 * A hook with a callback, so that a caller who is known already costs no promise.
 */
export function createBarrier(options: {
  auth: PluginAuth
  access: Access
  isOpen: boolean
  /** What a personal access token must be good for here. */
  scope: NeededScope
}) {
  const { auth, access, isOpen, scope } = options
  return (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const token = bearerToken(request.headers.authorization)
    const known = token === undefined ? undefined : auth.known(token)
    if (known !== undefined && access !== 'service') {
      request.credentials = known
      done()
      return
    }
    identify({ request, token, auth, access, isOpen, scope }).then((credentials) => {
      request.credentials = credentials
      done()
    }, done)
  }
}

interface Identify {
  request: FastifyRequest
  token: string | undefined
  auth: PluginAuth
  access: Access
  isOpen: boolean
  scope: NeededScope
}

async function identify({ request, token, auth, access, isOpen, scope }: Identify): Promise<Credentials> {
  if (access === 'public') {
    // Nobody is refused here, not even for a token that has run out: signing in again is what such a caller may want.
    if (token === undefined) return auth.noCredentials()
    return auth
      .authenticateAs(token, 'full')
      .then(withinScope(scope))
      .catch(() => auth.noCredentials())
  }
  const credentials = await presented({ request, token, auth, access })
  if (credentials === undefined) {
    if (isOpen) return auth.noCredentials()
    throw authErrors.missingCredentials({})
  }
  // Known from here on, also to the audit of a refusal.
  request.credentials = credentials
  if (access === 'service' && credentials.principal.type !== 'service') {
    throw authErrors.wrongCredentials({ type: credentials.principal.type })
  }
  return withinScope(scope)(credentials)
}

const withinScope = (scope: NeededScope) => (credentials: Credentials) => {
  requireScope(credentials, scope)
  return credentials
}

/** Whoever the request proves to come from; undefined without any proof. Cookies count only where a route takes them. */
async function presented({
  request,
  token,
  auth,
  access,
}: Omit<Identify, 'isOpen' | 'scope'>): Promise<Credentials | undefined> {
  if (token !== undefined) return auth.authenticateAs(token, access === 'user-cookie' ? 'limited' : 'full')
  const cookie = access === 'user-cookie' ? cookieToken(request.headers.cookie) : undefined
  return cookie === undefined ? undefined : auth.authenticateAs(cookie, 'cookie')
}

/** The token of an `Authorization: Bearer` header; other schemes are no credentials of ours. */
export function bearerToken(header: string | undefined): string | undefined {
  if (header === undefined || header.length < 8) return undefined
  const isBearer = header.startsWith('Bearer ') || header.slice(0, 7).toLowerCase() === 'bearer '
  return isBearer ? header.slice(7).trim() : undefined
}
