import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request to an object store. */
export interface ObjectRequest {
  method: string
  /** As sent, still encoded. */
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

/** What is answered. */
export interface ObjectReply {
  status?: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** A running store. */
export interface ObjectServer extends AsyncDisposable {
  /** Without a trailing slash. */
  url: string
  /** What is in it, by key. */
  objects: Map<string, { body: Buffer; contentType: string; version: number }>
  /** `GET /bucket/key 200`, in the order of arrival. */
  requests: string[]
}

/** What a store may need to know of itself. */
export type ObjectStoreState = Pick<ObjectServer, 'objects' | 'url'>

/** Starts a server on 127.0.0.1 whose bodies may be of any bytes. */
export async function startObjectServer(
  answer: (request: ObjectRequest, store: ObjectStoreState) => ObjectReply | Promise<ObjectReply>,
): Promise<ObjectServer> {
  const running: Omit<ObjectServer, typeof Symbol.asyncDispose> = { url: '', objects: new Map(), requests: [] }
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const { method = 'GET', url = '/', headers } = incoming
    const [path = '/', search = ''] = url.split('?')
    const request = { method, path, query: new URLSearchParams(search), headers, body: Buffer.concat(chunks) }
    const { status = 200, headers: replied = {}, body = '' } = await answer(request, running)
    running.requests.push(`${method} ${url} ${status}`)
    const length =
      status === 204 ? {} : { 'content-length': replied['content-length'] ?? String(Buffer.byteLength(body)) }
    outgoing.writeHead(status, { ...replied, ...length }).end(method === 'HEAD' ? undefined : body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a string.
  running.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...running,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The next version of a key's content. */
export const put = ({ objects }: ObjectStoreState, key: string, body: Buffer, contentType: string) => {
  const version = (objects.get(key)?.version ?? 0) + 1
  objects.set(key, { body, contentType, version })
  return version
}

/** A page of keys below a prefix; `next` is where the following one begins. */
export function pageOfKeys({ objects }: ObjectStoreState, prefix: string, from: string, size: number) {
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key >= from).toSorted()
  const next = keys[size]
  return { keys: keys.slice(0, size), ...(next !== undefined && { next }) }
}
