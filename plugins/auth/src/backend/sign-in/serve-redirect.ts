import type { RawReply } from '@callboard/kernel'
import { CallboardError } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { finishSignIn, finishSignInByPost, startSignIn } from '../../model/flow-routes.ts'
import type { Authenticated, RedirectMethod } from '../../model/sign-in-method.ts'
import { newSecret } from '../sessions/seal.ts'
import { type BrowserRequest, signInRequest, whence } from './admit.ts'
import { type PopupMessage, popupPage, postAgainPage, redirectReply } from './response-page.ts'
import type { RunningProvider } from './running-providers.ts'
import { type SignInServices, tellable } from './sign-in-services.ts'
import { attemptMs, isSame } from './started-sign-ins.ts'
import { decodeState, encodeState, type SignInState } from './state.ts'
import { welcome } from './welcome.ts'

/** Serves the way to the page of a provider and back (spec/platform.md 5.2). */
export function serveRedirect(services: SignInServices): void {
  const { http } = services
  http.serve(startSignIn, (request) => start(request.params.provider, request, services))
  http.serve(finishSignIn, (request) => finish(request.params.provider, { request, form: '' }, services))
  http.serve(finishSignInByPost, (request) => {
    // A route with a raw body gets a Buffer, which its type does not say.
    const body: unknown = request.body
    return finish(request.params.provider, { request, form: String(body) }, services)
  })
}

async function start(id: string, request: BrowserRequest, services: SignInServices): Promise<RawReply> {
  const { providers, origins, started } = services
  const query = new URLSearchParams(request.rawQuery)
  const env = query.get('env')
  if (!env) throw errors.startWithoutEnvironment({})
  const provider = providers().get(id, env)
  const method = redirectMethod(provider, 'start')
  const origin = origins.check(query.get('origin') || origins.app)
  const redirectUrl = query.get('redirectUrl')
  if (redirectUrl) origins.check(redirectUrl)
  const isRedirect = query.get('flow') === 'redirect'
  if (isRedirect && !redirectUrl) throw errors.noRedirectUrl({})
  const asked = query.get('scope') ?? ''
  const nonce = newSecret()
  const state = encodeState({
    ...{ nonce, env, origin },
    ...(redirectUrl && { redirectUrl }),
    ...(isRedirect && { flow: 'redirect' as const }),
    ...(asked && { scope: asked }),
  })
  const header = request.headers.cookie
  const granted = method.persistsScopes ? (provider.cookies.read(header, 'granted-scope') ?? '') : ''
  const scope = unitedScopes(method.scope, provider.additionalScopes.join(' '), asked, granted)
  const { url, keep } = await method.start({ scope, state, request: signInRequest(request) })
  await started.begin({ provider: id, nonce, state, keep })
  return redirectReply(url, provider.cookies.set('nonce', nonce, { maxAgeMs: attemptMs, header }))
}

/** Marks a form that was posted again from our own site. */
const againField = 'callboard-again'

async function finish(
  id: string,
  { request, form: text }: { request: BrowserRequest; form: string },
  services: SignInServices,
): Promise<RawReply> {
  const { providers, log } = services
  const form = new URLSearchParams(text)
  const query = new URLSearchParams(request.rawQuery)
  const stateText = form.get('state') ?? form.get('RelayState') ?? query.get('state') ?? query.get('RelayState') ?? ''
  const state = decodeState(stateText)
  const provider = providers().get(id, state.env ?? query.get('env') ?? undefined)
  const method = redirectMethod(provider, 'handler')
  const { cookies, callbackUrl } = provider
  const header = request.headers.cookie
  const nonce = cookies.read(header, 'nonce')
  if (request.method === 'POST' && nonce === undefined && !form.has(againField)) {
    form.set(againField, '1')
    return postAgainPage(callbackUrl, form)
  }
  form.delete(againField)
  const used = cookies.clear('nonce', header)
  try {
    const authenticated = await authenticate({ provider, method, nonce, state, stateText, request, form }, services)
    const welcomed = await welcome({ provider, authenticated, request, askedScope: state.scope ?? '' }, services)
    const message = { type: 'authorization_response' as const, response: welcomed.reply }
    return deliver(message, { state, cookies: [...used, ...welcomed.cookies] }, services)
  } catch (error) {
    const { name, message } = tellable(error, log)
    return deliver({ type: 'authorization_response', error: { name, message } }, { state, cookies: used }, services)
  }
}

interface Ending {
  provider: RunningProvider
  method: RedirectMethod
  /** From the cookie. */
  nonce: string | undefined
  state: Partial<SignInState>
  stateText: string
  request: BrowserRequest
  form: URLSearchParams
}

/** Asks the provider who it is, once it is sure that this browser began this very attempt. */
async function authenticate(ending: Ending, { started, trace, audit }: SignInServices): Promise<Authenticated> {
  const { provider, method, nonce, state, stateText, request, form } = ending
  const event = {
    ...whence(request),
    eventId: 'sign-in',
    severityLevel: 'medium' as const,
    meta: { provider: provider.id },
  }
  try {
    if (nonce === undefined) throw errors.missingNonce({})
    if (state.nonce === undefined || !isSame(state.nonce, nonce)) throw errors.invalidNonce({})
    const keep = await started.take({ provider: provider.id, nonce, state: stateText })
    return await method.finish({ keep, request: signInRequest(request, form) }).catch(toDeclared)
  } catch (error) {
    audit.record(event, 'failed', error)
    const reason = error instanceof CallboardError ? error.message : 'An internal error occurred'
    const nothing = { profile: {}, claims: {}, steps: [] }
    await trace.add({ provider: provider.id, outcome: 'refused', ...nothing, error: reason }, request.ip)
    throw error
  }
}

/** What a method throws may be shown (see RedirectMethod). */
function toDeclared(cause: unknown): never {
  if (cause instanceof CallboardError) throw cause
  throw errors.providerFailed({ reason: cause instanceof Error ? cause.message : String(cause) }, { cause })
}

/** Tells the portal how it ended: by a message from the popup, or by going back to the page it came from. */
function deliver(
  message: PopupMessage,
  { state, cookies }: { state: Partial<SignInState>; cookies: string[] },
  { origins }: SignInServices,
): RawReply {
  const { origin, redirectUrl, flow } = state
  if (flow === 'redirect' && redirectUrl !== undefined && origins.allows(redirectUrl)) {
    const url = new URL(redirectUrl)
    if ('error' in message) url.searchParams.set('error', message.error.message)
    return redirectReply(url.href, cookies)
  }
  // Nobody but the portal is told, whatever the state says that came back.
  const target = origin !== undefined && origins.allows(origin) ? origin : origins.app
  return popupPage({ message, origin: target, cookies })
}

function redirectMethod(provider: RunningProvider, step: string): RedirectMethod {
  if (provider.method.type === 'redirect') return provider.method
  throw errors.noSuchStep({ provider: provider.id, step })
}

const unitedScopes = (...scopes: string[]) =>
  [...new Set(scopes.flatMap((scope) => scope.split(/\s+/)))].filter(Boolean).join(' ')
