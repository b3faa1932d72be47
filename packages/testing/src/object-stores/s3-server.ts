import { createHash, createHmac } from 'node:crypto'
import {
  type ObjectReply,
  type ObjectRequest,
  type ObjectServer,
  pageOfKeys,
  put,
  startObjectServer,
} from './object-server.ts'

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()

/**
 * A bucket that speaks S3 with the bucket in the path: it checks signatures (version 4) and the hash of bodies as Amazon
 * does, and lists in pages.
 */
export function startS3Server(options: {
  bucket: string
  accessKeyId: string
  secretAccessKey: string
  pageSize?: number
}): Promise<ObjectServer> {
  const { bucket, pageSize = 1000 } = options
  return startObjectServer((request, store): ObjectReply => {
    if (!isSigned(request, options)) return error(403, 'SignatureDoesNotMatch')
    const [, of, ...rest] = request.path.split('/')
    if (of !== bucket) return error(404, 'NoSuchBucket')
    const key = decodeURIComponent(rest.join('/'))
    if (key === '') {
      const prefix = request.query.get('prefix') ?? ''
      const page = pageOfKeys(store, prefix, request.query.get('continuation-token') ?? '', pageSize)
      const contents = page.keys.map((found) => `<Contents><Key>${escapeXml(found)}</Key></Contents>`).join('')
      const next = page.next ? `<NextContinuationToken>${escapeXml(page.next)}</NextContinuationToken>` : ''
      return xml(`<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>${contents}${next}</ListBucketResult>`)
    }
    if (request.method === 'PUT') {
      return { headers: { etag: `"${put(store, key, request.body, request.headers['content-type'] ?? '')}"` } }
    }
    if (request.method === 'DELETE') {
      store.objects.delete(key)
      return { status: 204 }
    }
    const object = store.objects.get(key)
    if (!object) return error(404, 'NoSuchKey')
    return { headers: { etag: `"${object.version}"`, 'content-type': object.contentType }, body: object.body }
  })
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const xml = (text: string, status = 200) => ({ status, headers: { 'content-type': 'application/xml' }, body: text })
const error = (status: number, code: string) => xml(`<Error><Code>${code}</Code></Error>`, status)

function isSigned(request: ObjectRequest, keys: { accessKeyId: string; secretAccessKey: string }): boolean {
  const { method, path, query, headers, body } = request
  const {
    credential = '',
    signed = '',
    signature,
  } = /Credential=(?<credential>[^,]+), ?SignedHeaders=(?<signed>[^,]+), ?Signature=(?<signature>\w+)/.exec(
    headers.authorization ?? '',
  )?.groups ?? {}
  const [id, date = '', region = '', service = ''] = credential.split('/')
  const bodyHash = String(headers['x-amz-content-sha256'])
  if (id !== keys.accessKeyId || bodyHash !== sha256(body)) return false
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  const search = [...query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&')
  const lines = signed.split(';').map((name) => `${name}:${String(headers[name] ?? '').trim()}\n`)
  const canonical = [method, path, search, lines.join(''), signed, bodyHash].join('\n')
  const scope = `${date}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = hmac(hmac(hmac(hmac(`AWS4${keys.secretAccessKey}`, date), region), service), 'aws4_request')
  return hmac(key, text).toString('hex') === signature
}
