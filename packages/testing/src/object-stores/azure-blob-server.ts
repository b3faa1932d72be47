import { createHmac } from 'node:crypto'
import {
  type ObjectReply,
  type ObjectRequest,
  type ObjectServer,
  pageOfKeys,
  put,
  startObjectServer,
} from './object-server.ts'

/** A container that speaks the REST API of Azure Blob Storage, below `/<account>` as emulators do; it checks SharedKey signatures. */
export function startAzureBlobServer(options: {
  account: string
  /** Base64. */
  key: string
  container: string
  pageSize?: number
}): Promise<ObjectServer> {
  const { account, container, pageSize = 5000 } = options
  return startObjectServer((request, store): ObjectReply => {
    if (!isSigned(request, options)) return error(403, 'AuthenticationFailed')
    const [, of, folder, ...rest] = request.path.split('/')
    if (of !== account || folder !== container) return error(404, 'ContainerNotFound')
    if (request.query.get('comp') === 'list') {
      const page = pageOfKeys(store, request.query.get('prefix') ?? '', request.query.get('marker') ?? '', pageSize)
      const blobs = page.keys.map((key) => `<Blob><Name>${escapeXml(key)}</Name><Properties/></Blob>`).join('')
      return xml(
        `<?xml version="1.0" encoding="utf-8"?><EnumerationResults><Blobs>${blobs}</Blobs><NextMarker>${escapeXml(page.next ?? '')}</NextMarker></EnumerationResults>`,
      )
    }
    const key = decodeURIComponent(rest.join('/'))
    if (request.method === 'PUT') {
      const type = String(request.headers['x-ms-blob-content-type'] ?? '')
      return { status: 201, headers: { etag: `"${put(store, key, request.body, type)}"` } }
    }
    const object = store.objects.get(key)
    if (!object) return error(404, 'BlobNotFound')
    if (request.method === 'DELETE') {
      store.objects.delete(key)
      return { status: 202 }
    }
    return {
      headers: { etag: `"${object.version}"`, 'content-type': object.contentType, 'x-ms-blob-type': 'BlockBlob' },
      body: object.body,
    }
  })
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const xml = (text: string) => ({ headers: { 'content-type': 'application/xml' }, body: text })
const error = (status: number, code: string) => ({
  status,
  headers: { 'content-type': 'application/xml', 'x-ms-error-code': code },
  body: `<Error><Code>${code}</Code></Error>`,
})

function isSigned({ method, path, query, headers }: ObjectRequest, { account, key }: { account: string; key: string }) {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith('x-ms-'))
    .toSorted()
    .map((name) => `${name}:${String(headers[name]).trim()}\n`)
    .join('')
  const asked = [...new Set(query.keys())].toSorted().map((name) => `\n${name.toLowerCase()}:${query.get(name)}`)
  const length = headers['content-length'] === '0' ? '' : (headers['content-length'] ?? '')
  const plain = [
    'content-md5',
    'content-type',
    'date',
    'if-modified-since',
    'if-match',
    'if-none-match',
    'if-unmodified-since',
    'range',
  ]
  const text = [
    method,
    headers['content-encoding'] ?? '',
    headers['content-language'] ?? '',
    length,
    ...plain.map((name) => headers[name] ?? ''),
    `${own}/${account}${path}${asked.join('')}`,
  ].join('\n')
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64')
  return headers.authorization === `SharedKey ${account}:${signature}`
}
