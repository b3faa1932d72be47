import { fromWire } from '../data/wire-error.ts'
import { readSignInReply, type SignedIn } from './sign-in-reply.ts'

/** A way to sign in, as the server lists it. */
export interface SignInOption {
  /** The part of the path: `/api/auth/<id>/start`. */
  readonly id: string
  readonly title: string
  /** `redirect`: its own page; `form`: name and password; `proxy` and `guest`: nothing to do. */
  readonly type: 'redirect' | 'form' | 'proxy' | 'guest'
  /** Whether it says who people are; others only give tokens of a provider. */
  readonly signsIn: boolean
}

/** The part of the server that people sign in with (spec/platform.md 5). */
export interface SignInServer {
  /** The ways to sign in, in the order of the config. Asked once, unless the page has brought them; after a failure again. */
  options(): Promise<readonly SignInOption[]>
  /** Goes on with a session that this browser has, or that needs nothing: guests, proxies. */
  refresh(providerId: string): Promise<SignedIn>
  /**
   * A token by which the portal may act for the person at the provider; undefined when they have not agreed to that, or to less
   * than what is asked for.
   */
  providerToken(providerId: string, scope: string): Promise<string | undefined>
  /** Signs in by name and password. */
  login(providerId: string, login: { username: string; password: string }): Promise<SignedIn>
  /** Ends the session at the server; `logoutUrl` is where the browser shall go to end it at the provider, too. */
  logout(providerId: string): Promise<{ logoutUrl: string | undefined }>
  /** Where a provider's own page begins. */
  startUrl(providerId: string, query: Readonly<Record<string, string>>): string
}

/** What the server is reached by. */
export interface SignInServerOptions {
  fetch: typeof fetch
  /** `auth.environment` */
  environment: string
  /** What the route of the ways answers, when the page has brought it along. */
  listed?: unknown
}

// A page of another origin cannot send it: spec/platform.md 5.2 demands it.
const ownHeader = { 'x-requested-with': 'XMLHttpRequest' }

/** Reaches the server by its routes. Nothing is asked before the first call. */
export function signInServer({ fetch, environment, listed }: SignInServerOptions): SignInServer {
  const env = new URLSearchParams({ env: environment })
  const pathOf = (providerId: string, end: string) => `/api/auth/${encodeURIComponent(providerId)}/${end}`
  let asked = listed === undefined ? undefined : Promise.resolve(optionsIn(listed))

  async function readOptions() {
    const response = await fetch('/api/auth/v1/providers')
    if (!response.ok) throw await fromWire(response)
    return optionsIn(await response.json())
  }

  async function signedIn(asking: Promise<Response>) {
    const response = await asking
    if (!response.ok) throw await fromWire(response)
    return readSignInReply(await response.json())
  }

  return {
    options() {
      asked ??= readOptions().catch((error: unknown) => {
        asked = undefined
        throw error
      })
      return asked
    },
    refresh: (providerId) =>
      signedIn(fetch(`${pathOf(providerId, 'refresh')}?optional&${env}`, { headers: ownHeader })),
    async providerToken(providerId, scope) {
      const query = new URLSearchParams({ scope, env: environment })
      const response = await fetch(`${pathOf(providerId, 'refresh')}?optional&${query}`, { headers: ownHeader })
      if (response.status === 401) return undefined
      if (!response.ok) throw await fromWire(response)
      // The shape is fixed by spec/platform.md 5.2.
      const { providerInfo = {} } = (await response.json()) as {
        providerInfo?: { accessToken?: string; scope?: string }
      }
      const granted = new Set(providerInfo.scope?.split(/[\s,]+/))
      const isEnough = providerInfo.scope === undefined || wordsOf(scope).every((one) => granted.has(one))
      return isEnough ? providerInfo.accessToken : undefined
    },
    login: (providerId, login) =>
      signedIn(
        fetch(pathOf(providerId, 'login'), {
          method: 'POST',
          headers: { ...ownHeader, 'content-type': 'application/json' },
          body: JSON.stringify(login),
        }),
      ),
    async logout(providerId) {
      const response = await fetch(`${pathOf(providerId, 'logout')}?${env}`, { method: 'POST', headers: ownHeader })
      // Guests and proxies have no session of ours to end.
      if (response.status === 404 || response.status === 501) return { logoutUrl: undefined }
      if (!response.ok) throw await fromWire(response)
      const text = await response.text()
      return { logoutUrl: text === '' ? undefined : safeLogoutUrl(JSON.parse(text)) }
    },
    startUrl: (providerId, query) =>
      `${pathOf(providerId, 'start')}?${new URLSearchParams({ ...query, env: environment })}`,
  }
}

const wordsOf = (scope: string) => scope.split(' ').filter((word) => word !== '')

/** The shape is the route's in @callboard/plugin-auth, which the shell does not know by name. */
const optionsIn = (reply: unknown) => (reply as { providers: readonly SignInOption[] }).providers

/** The server may send people on only by a safe connection, or to this machine (spec/platform.md 5.2). */
export function safeLogoutUrl(reply: unknown): string | undefined {
  const text: unknown = typeof reply === 'object' && reply !== null ? Reflect.get(reply, 'logoutUrl') : undefined
  const url = typeof text === 'string' ? URL.parse(text) : null
  const isLocal = url?.protocol === 'http:' && url.hostname === 'localhost'
  return url && (url.protocol === 'https:' || isLocal) ? url.href : undefined
}
