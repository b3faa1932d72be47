import { createHttpClient, type HttpClient } from './http-client.ts'
import { keptToken } from './kept-token.ts'

const renewBeforeMs = 60_000
// The reply of a token endpoint; far more than any sends.
const maxBodyBytes = 1024 * 1024

/**
 * Exchanges a client's id and secret for bearer tokens (OAuth 2.0, RFC 6749 4.4), and keeps a token while it lasts.
 *
 * @returns Gives a valid token. @throws Error that names the token endpoint, never the secret.
 */
export function clientCredentials(options: {
  /** Default: a client of its own. */
  http?: HttpClient
  tokenUrl: string
  /** Where the id and the secret are configured, for messages. Default: `integrations`. */
  credentialsKey?: string
  /** Fields beside `grant_type`. */
  fields?: Record<string, string>
  headers?: Record<string, string>
}): () => Promise<string> {
  const { credentialsKey = 'integrations', http = createHttpClient({ maxBodyBytes }) } = options
  const requestToken = async () => {
    const reply = await http.send(
      {
        url: options.tokenUrl,
        headers: {
          ...options.headers,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
      },
      {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'client_credentials', ...options.fields }).toString(),
        trustOf: () => 'trusted',
      },
    )
    if (reply.status !== 200) {
      reply.discard()
      throw new Error(
        `${options.tokenUrl} answered ${reply.status} to the client in "${credentialsKey}": check its id and secret.`,
      )
    }
    // The shape that RFC 6749 5.1 lays down.
    const body = JSON.parse((await reply.buffer()).toString()) as { access_token: string; expires_in?: number }
    return { token: body.access_token, expiresAtMs: Date.now() + (body.expires_in ?? 3600) * 1000 }
  }

  return keptToken(requestToken, renewBeforeMs)
}
