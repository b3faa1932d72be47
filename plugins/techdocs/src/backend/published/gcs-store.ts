import { GoogleAuth, JWT, type JWTInput } from 'google-auth-library'
import type { ObjectStore } from './object-store.ts'
import { errors } from './published-errors.ts'
import type { PublisherConfig } from './publisher-config.ts'
import { below } from './root-path.ts'

type GcsConfig = NonNullable<PublisherConfig['googleGcs']>
type Asked = { method?: 'GET' | 'POST' | 'DELETE'; body?: Buffer; contentType?: string }

/**
 * Sites in a bucket of Google Cloud Storage, by its JSON API: Google's own client of it brings 88 packages, its sign-in
 * alone 23.
 */
export function gcsStore({ bucketName, bucketRootPath, credentials, projectId, endpoint }: GcsConfig): ObjectStore {
  const base = (endpoint ?? 'https://storage.googleapis.com').replace(/\/+$/, '')
  const bucket = `/b/${encodeURIComponent(bucketName)}/o`
  const auth = signIn(credentials, projectId)
  /** Undefined when there is no such object. */
  const ask = async (path: string, { method = 'GET', body, contentType }: Asked = {}) => {
    const url = `${base}${path}`
    const headers = new Headers(await auth.getRequestHeaders(url))
    if (contentType) headers.set('content-type', contentType)
    const reply = await fetch(url, { method, headers, ...(body && { body: new Uint8Array(body) }) })
    if (reply.ok) return reply
    const answer = await reply.text()
    if (reply.status === 404) return undefined
    throw new Error(`Google Cloud Storage answered ${reply.status} to ${method} ${path}: ${answer.slice(0, 300)}`)
  }
  const object = (key: string) => `/storage/v1${bucket}/${encodeURIComponent(key)}`
  return below(bucketRootPath, {
    async read(key) {
      const reply = await ask(`${object(key)}?alt=media`)
      if (!reply) return undefined
      const version = reply.headers.get('x-goog-generation') ?? reply.headers.get('etag') ?? ''
      return { body: Buffer.from(await reply.arrayBuffer()), version }
    },
    async exists(key) {
      const reply = await ask(object(key))
      await reply?.body?.cancel()
      return reply !== undefined
    },
    async write(key, body, contentType) {
      const path = `/upload/storage/v1${bucket}?uploadType=media&name=${encodeURIComponent(key)}`
      const reply = await ask(path, { method: 'POST', body, contentType })
      if (!reply) throw new Error(`There is no bucket "${bucketName}" at Google Cloud Storage.`)
      await reply.body?.cancel()
    },
    async remove(key) {
      await (await ask(object(key), { method: 'DELETE' }))?.body?.cancel()
    },
    async *list(prefix) {
      let pageToken: string | undefined
      do {
        const query = new URLSearchParams({
          prefix,
          fields: 'nextPageToken,items/name',
          ...(pageToken && { pageToken }),
        })
        const reply = await ask(`/storage/v1${bucket}?${query}`)
        if (!reply) return
        const page = (await reply.json()) as { items?: { name: string }[]; nextPageToken?: string }
        for (const { name } of page.items ?? []) yield name
        pageToken = page.nextPageToken
      } while (pageToken)
    },
  })
}

const scopes = 'https://www.googleapis.com/auth/devstorage.read_write'

function signIn(credentials: string | undefined, projectId: string | undefined) {
  const key = credentials === undefined ? undefined : parseKey(credentials)
  if (key?.type !== 'service_account') return new GoogleAuth({ scopes, projectId, ...(key && { credentials: key }) })
  const account = new JWT({ email: key.client_email, key: key.private_key, scopes })
  // It signs its own tokens: nothing is asked elsewhere first.
  account.useJWTAccessWithScope = true
  return account
}

function parseKey(text: string): JWTInput {
  try {
    return JSON.parse(text) as JWTInput
  } catch {
    // The cause would quote the key.
    throw errors.keyNotJson({})
  }
}
