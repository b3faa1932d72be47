import { type RawReply, rawReply } from '@callboard/kernel'
import { CallboardError } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { refreshSession, refreshSessionByPost, signOut } from '../../model/flow-routes.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { admit, type BrowserRequest, reply, type SignInReply, signInRequest, whence } from './admit.ts'
import { neverKept } from './response-page.ts'
import type { RunningProvider } from './running-providers.ts'
import { requireScript, type SignInServices, tellable } from './sign-in-services.ts'

/** Serves the renewal of sessions and their end (spec/platform.md 5.2). */
export function serveRefresh(services: SignInServices): void {
  const { http } = services
  http.serve(refreshSession, (request) => refresh(request.params.provider, request, services))
  http.serve(refreshSessionByPost, (request) => refresh(request.params.provider, request, services))
  http.serve(signOut, (request) => logout(request.params.provider, request, services))
}

async function refresh(id: string, request: BrowserRequest, services: SignInServices): Promise<RawReply> {
  const query = new URLSearchParams(request.rawQuery)
  const provider = services.providers().get(id, query.get('env') ?? undefined)
  requireScript(request.headers)
  try {
    const body = await (provider.method.type === 'proxy' ? admitFromProxy : renew)(provider, request, services)
    return rawReply({ body: JSON.stringify(body), headers: neverKept })
  } catch (error) {
    const { name, message } = tellable(error, services.log)
    throw errors.refreshFailed({ cause: `${name}: ${message}` })
  }
}

/** The proxy is asked each time; nothing is kept. */
async function admitFromProxy(
  provider: RunningProvider,
  request: BrowserRequest,
  services: SignInServices,
): Promise<SignInReply> {
  const { method } = provider
  if (method.type !== 'proxy') throw errors.noSuchStep({ provider: provider.id, step: 'proxy' })
  const event = {
    ...whence(request),
    eventId: 'sign-in',
    severityLevel: 'medium' as const,
    meta: { provider: provider.id },
  }
  const authenticated = await method.identify(signInRequest(request)).catch((error: unknown) => {
    services.audit.record(event, 'failed', error)
    throw error
  })
  const person = await admit({ provider, authenticated, request, isRenewal: false }, services)
  const expiresInSeconds = authenticated.session?.expiresInSeconds
  return reply({ authenticated, person, expiresInSeconds, auth: services.auth })
}

async function renew(
  provider: RunningProvider,
  request: BrowserRequest,
  services: SignInServices,
): Promise<SignInReply> {
  const { sessions, auth, audit } = services
  const { id, environment, cookies, method } = provider
  const header = request.headers.cookie
  const cookie = cookies.read(header, 'refresh-token')
  if (cookie === undefined) throw errors.missingSession({})
  const scope = new URLSearchParams(request.rawQuery).get('scope') ?? ''
  const asked = signInRequest(request)
  const refreshAt = method.type === 'redirect' ? method.refresh?.bind(method) : undefined
  const open = await sessions.renew(cookie, {
    ...{ provider: id, environment, scope },
    refresh:
      refreshAt &&
      ((previous) => refreshed(previous, (session) => refreshAt(session, { scope, request: asked, previous }))),
    onReuse(userEntityRef) {
      const event = { ...whence(request), eventId: 'session-reuse', severityLevel: 'critical' as const }
      audit.record({ ...event, ...(userEntityRef && { actorId: userEntityRef }), meta: { provider: id } }, 'denied')
    },
  })
  const { authenticated, expiresInSeconds, userEntityRef, maxAgeMs } = open
  const keepsScope = method.type === 'redirect' && method.persistsScopes && authenticated.session !== undefined
  // At once: the secret has changed, and whoever is refused now must not come back with the old one, like a thief.
  request.setCookies([
    ...cookies.set('refresh-token', open.cookie, { maxAgeMs, header }),
    ...(keepsScope ? cookies.set('granted-scope', authenticated.session?.scope ?? '', { maxAgeMs, header }) : []),
  ])
  const person = await admit({ provider, authenticated, request, isRenewal: true }, services)
  if (person?.userEntityRef !== userEntityRef) {
    // The catalog now says that it is somebody else: whoever that is signs in anew.
    await sessions.end(open.cookie, { provider: id, environment })
    throw errors.sessionOver({})
  }
  const body = await reply({ authenticated, person, expiresInSeconds, auth })
  if (body.backstageIdentity) await sessions.recordToken(open.id, body.backstageIdentity.token)
  return body
}

/** What a method throws ends the session only if it says so. */
async function refreshed(
  previous: Authenticated,
  ask: (session: NonNullable<Authenticated['session']>) => Promise<Authenticated>,
): Promise<Authenticated> {
  if (!previous.session) return previous
  return ask(previous.session).catch((cause: unknown) => {
    if (cause instanceof CallboardError) throw cause
    const isOver = cause instanceof Error && cause.name === 'AuthenticationError'
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw (isOver ? errors.providerFailed : errors.providerUnavailable)({ reason }, { cause })
  })
}

async function logout(id: string, request: BrowserRequest, services: SignInServices): Promise<RawReply> {
  const { providers, sessions, audit, log, appUrl } = services
  const env = new URLSearchParams(request.rawQuery).get('env') ?? undefined
  const provider = providers().get(id, env)
  requireScript(request.headers)
  const { cookies, method, environment } = provider
  const header = request.headers.cookie
  const cookie = cookies.read(header, 'refresh-token')
  const ended = cookie === undefined ? undefined : await sessions.end(cookie, { provider: id, environment })
  let logoutUrl: string | undefined
  if (ended) {
    const { userEntityRef } = ended
    const event = { ...whence(request), eventId: 'sign-out', meta: { provider: id } }
    audit.record({ ...event, ...(userEntityRef !== undefined && { actorId: userEntityRef }) }, 'succeeded')
    const { session } = ended.authenticated
    if (method.type === 'redirect' && method.logout && session) {
      // Whatever the provider says: here, the session is over.
      const answer = await method
        .logout(session, { returnTo: appUrl })
        .catch((error: unknown) => log.warn('provider not signed out', { provider: id, error }))
      logoutUrl = answer?.logoutUrl
    }
  }
  const headers = {
    'set-cookie': [...cookies.clear('refresh-token', header), ...cookies.clear('granted-scope', header)],
  }
  return rawReply(
    logoutUrl !== undefined && isSafe(logoutUrl) ? { headers, body: JSON.stringify({ logoutUrl }) } : { headers },
  )
}

/** Browsers are sent only to https, or to this machine. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}
