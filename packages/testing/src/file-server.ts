import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A web server whose files a test writes. */
export interface FileServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** `127.0.0.1:<port>`, for `backend.reading.allow`. */
  readonly host: string
  /** By path: `/catalog-info.yaml`. Answers carry ETags, and 304 where one still holds. */
  readonly files: Map<string, string | Buffer>
  /** Paths that answer 500 instead. */
  readonly failing: Set<string>
  /** What was asked for, oldest first: `GET /catalog-info.yaml 304`. */
  readonly requests: string[]
  stop(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startFileServer(files: Record<string, string | Buffer> = {}): Promise<FileServer> {
  const contents = new Map(Object.entries(files))
  const failing = new Set<string>()
  const requests: string[] = []
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const content = contents.get(path)
    const etag = content === undefined ? undefined : `"${createHash('sha1').update(content).digest('hex')}"`
    const found = content === undefined ? 404 : request.headers['if-none-match'] === etag ? 304 : 200
    const status = failing.has(path) ? 500 : found
    requests.push(`${request.method} ${path} ${status}`)
    response.writeHead(status, { ...(etag && { etag }), 'content-type': 'text/plain; charset=utf-8' })
    response.end(status === 200 ? content : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // An IP server has an address object once it listens.
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { url: `http://${host}`, host, files: contents, failing, requests, stop, [Symbol.asyncDispose]: stop }
}
