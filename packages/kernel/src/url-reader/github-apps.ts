import { createPrivateKey, sign } from 'node:crypto'
import type { HttpClient } from './http-client.ts'
import { keptToken } from './kept-token.ts'

/** One entry of `integrations.github[].apps`. */
export interface GithubApp {
  appId: string
  /** PEM. */
  privateKey: string
  /** Owners whose installations may be used; undefined: all. */
  allowedInstallationOwners: string[] | undefined
  /** Any installation of it may read public repositories of other owners. */
  publicAccess: boolean
}

/** Tokens of app installations. */
export interface GithubAppTokens {
  /** A token for repositories of `owner`; undefined when no app is installed there and none may stand in. */
  tokenFor(owner: string): Promise<string | undefined>
  /** Logins of the owners that have installed an app; of one app, if its id is given. */
  listOwners(appId?: string): Promise<string[]>
}

interface Installation {
  app: GithubApp
  id: number
  login: string
}

// GitHub's tokens live an hour; one that is taken must outlive the work it is for.
const renewBeforeMs = 10 * 60_000
const installationsForMs = 10 * 60_000

/** Exchanges app keys for installation tokens, and keeps both the list of installations and the tokens for a while. */
export function githubAppTokens(options: { apps: GithubApp[]; apiBaseUrl: string; http: HttpClient }): GithubAppTokens {
  const { apps, http, apiBaseUrl } = options
  const tokens = new Map<number, () => Promise<string>>()
  let installations: { list: Promise<Installation[]>; untilMs: number } | undefined

  const call = async <T>(app: GithubApp, path: string, method: 'GET' | 'POST'): Promise<T> => {
    const headers = { authorization: `Bearer ${appJwt(app)}`, accept: 'application/vnd.github+json' }
    const reply = await http.send({ url: `${apiBaseUrl}${path}`, headers }, { method, trustOf: () => 'trusted' })
    if (reply.status >= 300) {
      reply.discard()
      throw new Error(
        `GitHub answered ${reply.status} to app ${app.appId} at ${apiBaseUrl}${path}. Check its appId and privateKey in "integrations.github", and that it is still installed.`,
      )
    }
    // GitHub's documented shape; nothing but the fields below is used.
    return JSON.parse((await reply.buffer()).toString()) as T
  }

  const listInstallations = async (): Promise<Installation[]> => {
    const found: Installation[] = []
    for (const app of apps) {
      for (let page = 1; ; page++) {
        const batch = await call<{ id: number; account: { login?: string } | null; suspended_at?: string | null }[]>(
          app,
          `/app/installations?per_page=100&page=${page}`,
          'GET',
        )
        for (const { id, account, suspended_at } of batch) {
          const login = account?.login ?? ''
          const isAllowed =
            app.allowedInstallationOwners?.some((allowed) => allowed.toLowerCase() === login.toLowerCase()) ?? true
          if (!suspended_at && isAllowed) found.push({ app, id, login })
        }
        if (batch.length < 100) break
      }
    }
    return found
  }

  const currentInstallations = () => {
    if (!installations || installations.untilMs < Date.now()) {
      installations = { list: listInstallations(), untilMs: Date.now() + installationsForMs }
      // A failure is told to everyone who waits now, and tried again by whoever comes next.
      installations.list.catch(() => {
        installations = undefined
      })
    }
    return installations.list
  }

  const tokenOf = ({ app, id }: Installation): Promise<string> => {
    const fetchToken = async () => {
      const path = `/app/installations/${id}/access_tokens`
      const { token, expires_at } = await call<{ token: string; expires_at: string }>(app, path, 'POST')
      return { token, expiresAtMs: Date.parse(expires_at) }
    }
    const token = tokens.get(id) ?? keptToken(fetchToken, renewBeforeMs)
    tokens.set(id, token)
    return token()
  }

  return {
    async listOwners(appId) {
      const all = await currentInstallations()
      const owners = all.filter(({ app }) => appId === undefined || app.appId === appId).map(({ login }) => login)
      return [...new Set(owners)]
    },
    async tokenFor(owner) {
      const all = await currentInstallations()
      const own = all.find(({ login }) => login.toLowerCase() === owner.toLowerCase())
      const standIn = own ?? all.find(({ app }) => app.publicAccess)
      return standIn && tokenOf(standIn)
    },
  }
}

/** Proves to be the app, for the nine minutes that GitHub allows with some room for clocks that differ. */
function appJwt(app: GithubApp): string {
  const nowSeconds = Math.floor(Date.now() / 1000)
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iat: nowSeconds - 60, exp: nowSeconds + 540, iss: app.appId })}`
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), createPrivateKey(app.privateKey)).toString('base64url')}`
}
