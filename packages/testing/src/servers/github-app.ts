import { createVerify, generateKeyPairSync } from 'node:crypto'
import type { ApiRequest, ApiRoute } from './api-server.ts'

/** A GitHub App that is installed at some owners. */
export interface GithubAppOnServer {
  /** What belongs under `integrations.github[].apps[]`. */
  integration: { appId: number; privateKey: string; clientId: string; clientSecret: string }
  /** Logins of the owners, in the order of installation. */
  installedAt: string[]
  /** Tokens that were handed out, and still hold. */
  tokens: Set<string>
}

/** Makes an app with a key of its own, and the routes at which it proves itself. */
export function githubApp(): { app: GithubAppOnServer; routes: ApiRoute[] } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  const app: GithubAppOnServer = {
    integration: { appId: 7, privateKey: pem, clientId: 'client', clientSecret: 'secret' },
    installedAt: [],
    tokens: new Set(),
  }
  const isApp = ({ headers }: ApiRequest) => {
    const [head, claims, signature] = (headers.authorization ?? '').replace(/^Bearer /, '').split('.')
    const verifier = createVerify('RSA-SHA256').update(`${head}.${claims}`)
    if (!verifier.verify(publicKey, Buffer.from(signature ?? '', 'base64url'))) return false
    const { iss, iat, exp } = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString())
    // GitHub allows ten minutes.
    return String(iss) === '7' && exp - iat <= 600 && exp * 1000 > Date.now()
  }
  const refusal = { status: 401, body: { message: 'A JSON web token could not be decoded' } }
  return {
    app,
    routes: [
      [
        'GET',
        '/api/v3/app/installations',
        (request) => {
          if (!isApp(request)) return refusal
          const from = (Number(request.query.get('page') ?? 1) - 1) * 100
          const installations = app.installedAt.map((login, index) => ({ id: index + 1, account: { login } }))
          return { body: installations.slice(from, from + 100) }
        },
      ],
      [
        'POST',
        '/api/v3/app/installations/:id/access_tokens',
        (request) => {
          const owner = app.installedAt[Number(request.params.id) - 1]
          if (!isApp(request) || !owner) return refusal
          const token = `ghs_${owner}_${app.tokens.size}`
          app.tokens.add(token)
          return { status: 201, body: { token, expires_at: new Date(Date.now() + 3_600_000).toISOString() } }
        },
      ],
    ],
  }
}
