import { del, get, type Permission, post, Type } from '@callboard/model'
import { authErrors } from '../auth/auth-errors.ts'
import { cookieToken, setCookie } from '../auth/cookie.ts'
import type { PluginAuth } from '../auth/create-auth.ts'
import type { Clock } from '../clock/clock.ts'
import { rawReply } from '../http/http.ts'
import { openApiDocument } from '../http/openapi.ts'
import type { PluginHttp } from '../http/plugin-http.ts'
import type { Scheduler } from '../scheduler/scheduler.ts'

const cookiePath = '/.backstage/auth/v1/cookie'
const tasksPath = '/.backstage/scheduler/v1/tasks'

const publicKeys = get('/.backstage/auth/v1/jwks.json', {
  summary: 'The keys that tokens of this plugin are signed with.',
  access: 'public',
  reply: Type.Object({ keys: Type.Array(Type.Unknown()) }),
})
const giveCookie = get(cookiePath, {
  summary: 'Give the browser a cookie that stands for the signed-in person where headers cannot be sent.',
  access: 'user-cookie',
  reply: Type.Object({ expiresAt: Type.String() }),
})
const takeCookie = del(cookiePath, {
  summary: 'Take the cookie away again.',
  audit: false,
  access: 'public',
  status: 204,
  reply: Type.Void(),
})
const document = get('/openapi.json', {
  summary: 'This description of the API, as OpenAPI 3.1.',
  reply: Type.Unknown(),
})
const tasks = get(tasksPath, {
  summary: 'The scheduled tasks of this plugin.',
  reply: Type.Object({ tasks: Type.Array(Type.Unknown()) }),
})
// For whoever operates the portal, by a token of `backend.auth.externalAccess`: no person's own task is among them.
const triggerTask = post(`${tasksPath}/:id/trigger`, {
  summary: 'Run a task now.',
  access: 'service',
  reply: Type.Void(),
})
const cancelTask = post(`${tasksPath}/:id/cancel`, {
  summary: 'Stop the run of a task.',
  access: 'service',
  reply: Type.Void(),
})

/** What the routes speak for. */
export interface WellKnownOptions {
  pluginId: string
  description: string | undefined
  http: PluginHttp
  auth: PluginAuth
  scheduler: Scheduler
  clock: Clock
  permissions: readonly Permission[]
  /** Where browsers reach the plugin: `https://portal.example.com/api/catalog`. */
  externalUrl: string
}

/** Serves what every plugin has below its mount: keys, cookie, tasks and the API document. */
export function serveWellKnownRoutes(options: WellKnownOptions): void {
  const { http, auth, scheduler } = options
  // Not for long: whoever verifies our tokens must find a new key soon after it is first used.
  const headers = { 'cache-control': 'public, max-age=15' }
  http.serve(publicKeys, async () => rawReply({ headers, body: JSON.stringify(await auth.jwks()) }))
  serveCookie(options)
  http.serve(tasks, async () => ({ tasks: await scheduler.list() }))
  http.serve(triggerTask, ({ params }) => scheduler.trigger(String(params.id)))
  http.serve(cancelTask, ({ params }) => scheduler.cancel(String(params.id)))
  let text: string | undefined
  http.serve(document, () => {
    text ??= JSON.stringify(openApiDocument({ ...options, routes: http.close().map(({ route }) => route) }))
    return rawReply({ body: text })
  })
}

/** A cookie with less than this left is replaced. */
const renewBelowMs = 5 * 60_000

function serveCookie({ http, auth, clock, externalUrl }: WellKnownOptions): void {
  http.serve(giveCookie, async ({ credentials, headers }) => {
    const { principal } = credentials
    if (principal.type === 'none') throw authErrors.missingCredentials({})
    if (principal.type !== 'user') throw authErrors.wrongCredentials({ type: principal.type })
    // Its limits would be lost, and browsers have people in front of them.
    if (principal.tokenScopes) throw authErrors.wrongCredentials({ type: 'personal access token' })
    const kept = await heldUntil(headers.cookie, auth, principal.userEntityRef)
    if (kept !== undefined && kept - clock.nowMs() > renewBelowMs) return { expiresAt: new Date(kept).toISOString() }
    const limited = auth.limitedToken(credentials)
    if (!limited) throw authErrors.illegalToken({})
    const cookie = setCookie({ ...limited, externalUrl })
    return rawReply({
      headers: { 'set-cookie': cookie },
      body: JSON.stringify({ expiresAt: new Date(limited.expiresAtMs).toISOString() }),
    })
  })
  http.serve(takeCookie, () => {
    const cookie = setCookie({ token: undefined, expiresAtMs: 0, externalUrl })
    return rawReply({ status: 204, headers: { 'set-cookie': cookie } })
  })
}

/** When the cookie that the browser has already for this person runs out. */
async function heldUntil(
  header: string | string[] | undefined,
  auth: PluginAuth,
  userEntityRef: string,
): Promise<number | undefined> {
  const token = cookieToken(Array.isArray(header) ? header.join('; ') : header)
  if (token === undefined) return undefined
  const held = await auth.authenticateAs(token, 'cookie').catch(() => undefined)
  if (held?.principal.type !== 'user' || held.principal.userEntityRef !== userEntityRef) return undefined
  return held.expiresAtMs
}
