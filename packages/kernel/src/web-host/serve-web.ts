import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { acceptsGzip } from '../http/compress.ts'
import type { SecurityHeaders } from '../http/security-headers.ts'
import { type ListedPart, type PageAdditions, renderPage } from './render-page.ts'
import { isNeededAt, type WebPart, webPartsMount } from './web-parts.ts'

/** What serving the web shell needs. */
export interface WebOptions {
  app: FastifyInstance
  /** The folder of the built shell: `index.html` and `static/`. */
  webRoot: string
  parts: readonly WebPart[]
  headers: SecurityHeaders
  /** What browsers may see of the config, now. */
  browserConfig(): unknown
  /** What plugins let the page bring along, now. */
  pageData(): Readonly<Record<string, unknown>>
  /** Called when the config has changed. */
  onConfigChange(listener: () => void): void
}

/** Answers every path that is a page of the web app. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Fourteen days: built files have their hash in the name, and old ones are not needed for longer than a tab stays open. */
const assetMaxAgeMs = 14 * 24 * 3_600_000

/**
 * Serves the built shell and the web parts of plugins. Files with a `.br` or `.gz` sibling are sent compressed.
 *
 * @returns What answers all other paths.
 * @throws Error when `webRoot` has no `index.html`.
 */
export async function serveWeb(options: WebOptions): Promise<SendPage> {
  const { app, webRoot, parts, headers } = options
  const template = await readFile(join(webRoot, 'index.html'), 'utf8')
  const { default: files } = await import('@fastify/static')
  const setHeaders = (reply: FastifyReply) => void reply.headers(headers.files)
  const shared = { setHeaders, preCompressed: true, immutable: true, maxAge: assetMaxAgeMs, index: false as const }
  await app.register(files, { ...shared, root: join(webRoot, 'static'), prefix: '/static/' })
  for (const part of parts) {
    const root = part.dir
    await app.register(files, {
      ...shared,
      root,
      prefix: `${webPartsMount}${part.id}/${part.hash}/`,
      decorateReply: false,
    })
    // Pages that were open during an upgrade ask for the old hash; what is there now is better than nothing.
    app.get(`${webPartsMount}${part.id}/:hash/*`, (request, reply) => {
      const { '*': path } = request.params as { '*': string } // the route's own wildcard
      return reply.sendFile(path, root, { maxAge: 0, immutable: false })
    })
  }
  for (const entry of await readdir(webRoot, { withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'index.html' || entry.name === 'csp.json') continue
    app.get(`/${entry.name}`, (_request, reply) =>
      reply.sendFile(entry.name, webRoot, { maxAge: 3_600_000, immutable: false }),
    )
  }

  // By the parts that are needed at once: few, since most of the paths need the same ones.
  const pages = new Map<string, Promise<Page>>()
  options.onConfigChange(() => pages.clear())
  let dataInPages = ''
  const current = (pathname: string) => {
    const data = options.pageData()
    const written = JSON.stringify(data)
    if (written !== dataInPages) pages.clear()
    dataInPages = written
    const needed = new Set(parts.filter((part) => isNeededAt(pathname, part)))
    const key = [...needed].map(({ id }) => id).join()
    const page = pages.get(key) ?? makePage(template, { headers, parts, needed, config: options.browserConfig(), data })
    pages.set(key, page)
    return page
  }
  return async (request, reply) => {
    const [pathname = '/'] = request.url.split('?', 1)
    const { html, packed, pageHeaders } = await current(pathname)
    reply.headers(pageHeaders)
    if (!acceptsGzip(request.headers['accept-encoding'])) return reply.send(html)
    return reply.header('content-encoding', 'gzip').send(packed)
  }
}

interface Page {
  html: string
  packed: Buffer
  pageHeaders: Record<string, string>
}

interface PageParts extends Pick<PageAdditions, 'config' | 'data'> {
  headers: SecurityHeaders
  parts: readonly WebPart[]
  /** Those whose modules the browser needs at once. */
  needed: ReadonlySet<WebPart>
}

async function makePage(template: string, { headers, parts, needed, config, data }: PageParts): Promise<Page> {
  const plugins = parts.map((part): ListedPart => {
    const { id, module, manifest } = part
    return manifest && !needed.has(part) ? { id, module, extensions: manifest.extensions } : { id, module }
  })
  const { html, scriptHashes } = renderPage(template, { config, data, plugins })
  return {
    html,
    packed: await promisify(gzip)(html),
    pageHeaders: {
      ...headers.forPage(scriptHashes),
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store, max-age=0',
      vary: 'accept-encoding',
    },
  }
}
