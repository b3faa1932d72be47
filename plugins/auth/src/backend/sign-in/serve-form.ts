import { rawReply } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { formLogin } from '../../model/routes.ts'
import { type BrowserRequest, whence } from './admit.ts'
import type { AllowedOrigins } from './allowed-origins.ts'
import { neverKept } from './response-page.ts'
import type { SignInServices } from './sign-in-services.ts'
import { welcome } from './welcome.ts'

/** Serves sign-in by name and password. Nobody learns from it which names there are. */
export function serveForm(services: SignInServices): void {
  const { http, providers, origins, throttle, audit, log } = services
  http.serve(formLogin, async (request) => {
    const { username, password } = request.body
    const query = new URLSearchParams(request.rawQuery)
    const provider = providers().get(request.params.provider, query.get('env') ?? undefined)
    const { method, id } = provider
    if (method.type !== 'form') throw errors.noSuchStep({ provider: id, step: 'login' })
    refuseForeignPage(request, origins)
    const login = { provider: id, username, ip: request.ip }
    const event = {
      ...whence(request),
      eventId: 'sign-in',
      severityLevel: 'medium' as const,
      meta: { provider: id, username },
    }
    try {
      await throttle.attempt(login)
    } catch (error) {
      audit.record(event, 'denied', error)
      throw error
    }
    const authenticated = await method.check({ username, password }).catch((cause: unknown) => {
      log.error('passwords cannot be checked', { provider: id, error: cause })
      audit.record(event, 'failed', cause)
      throw errors.loginUnavailable({}, { cause })
    })
    if (!authenticated) {
      const error = errors.wrongLogin({})
      audit.record(event, 'denied', error)
      throw error
    }
    await throttle.succeeded(login)
    const welcomed = await welcome({ provider, authenticated, request, askedScope: '' }, services)
    return rawReply({
      body: JSON.stringify(welcomed.reply),
      headers: { 'set-cookie': welcomed.cookies, ...neverKept },
    })
  })
}

/** Another site must not sign its visitors in as somebody of its choice. Browsers say which page posts. */
function refuseForeignPage({ headers }: BrowserRequest, origins: AllowedOrigins): void {
  const { origin, host } = headers
  if (typeof origin !== 'string') return
  const isOwn = URL.canParse(origin) && new URL(origin).host === host
  if (!isOwn && !origins.allows(origin)) throw errors.originNotAllowed({ origin })
}
