import { createPublicKey, createVerify } from 'node:crypto'
import { type ObjectServer, pageOfKeys, put, startObjectServer } from './object-server.ts'

/**
 * A bucket that speaks the JSON API of Google Cloud Storage. It checks the token of each call, which a service account signs
 * itself.
 */
export function startGcsServer(options: {
  bucket: string
  clientEmail: string
  /** PEM, of the service account. */
  publicKey: string
  pageSize?: number
}): Promise<ObjectServer> {
  const { bucket, pageSize = 1000 } = options
  return startObjectServer((request, store) => {
    if (!isOf(request.headers.authorization?.replace(/^Bearer /, '') ?? '', options)) return refused
    const [, isUpload, of, , rest = ''] =
      /^\/(upload\/)?storage\/v1\/b\/([^/]+)\/(o)(?:\/(.*))?$/.exec(request.path) ?? []
    if (of !== bucket) return json({ error: { code: 404 } }, 404)
    if (isUpload) {
      const key = request.query.get('name') ?? ''
      return json({ generation: put(store, key, request.body, request.headers['content-type'] ?? '') })
    }
    if (rest === '') {
      const page = pageOfKeys(store, request.query.get('prefix') ?? '', request.query.get('pageToken') ?? '', pageSize)
      return json({ items: page.keys.map((name) => ({ name })), ...(page.next && { nextPageToken: page.next }) })
    }
    const key = decodeURIComponent(rest)
    const object = store.objects.get(key)
    if (!object) return json({ error: { code: 404 } }, 404)
    if (request.method === 'DELETE') {
      store.objects.delete(key)
      return { status: 204 }
    }
    const headers = { 'x-goog-generation': String(object.version), 'content-type': object.contentType }
    return request.query.get('alt') === 'media' ? { headers, body: object.body } : json({ name: key })
  })
}

const json = (value: unknown, status = 200) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})
const refused = json({ error: { code: 401 } }, 401)

/** Whether a signed token is of this account, and for what it is used. */
function isOf(token: string, { clientEmail, publicKey }: { clientEmail: string; publicKey: string }): boolean {
  const [head = '', claims = '', signature = ''] = token.split('.')
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(createPublicKey(publicKey), Buffer.from(signature, 'base64url'))
  if (!isSigned) return false
  const { iss, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string; scope: string }
  return iss === clientEmail && scope.includes('devstorage')
}
