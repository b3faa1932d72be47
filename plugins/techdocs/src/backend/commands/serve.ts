import { watch } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'
import { type Command, parseOptions, UsageError } from '@callboard/kernel'
import type { Site } from '../site/site.ts'
import { openFolderSite } from './folder-site.ts'
import { renderServices } from './render-services.ts'

/** `callboard techdocs serve`: what somebody writes, as portals will show it, again with each save. */
export const serve: Command = {
  name: 'techdocs serve',
  usage: '[--port 8000]',
  summary: 'Shows the docs of this folder in a browser, and shows them again when they change.',
  options: [
    ['--source-dir DIR', 'The folder of mkdocs.yml. Default: this one.'],
    ['-p, --port PORT', 'Where to listen, on this machine only. Default: 8000.'],
    ['--site-name NAME', 'The name of a site that has no mkdocs.yml.'],
  ],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      'source-dir': { type: 'string', default: '.' },
      port: { type: 'string', short: 'p', default: '8000' },
      'site-name': { type: 'string' },
    })
    const port = Number(values.port)
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`"${values.port}" is no port.`)
    const folder = resolve(terminal.cwd, values['source-dir'])
    const preview = await startPreview({ folder, siteName: values['site-name'], port, tell: terminal.tell })
    terminal.tell(`Docs of ${folder}: ${preview.url}\nStop    Ctrl-C`)
    await new Promise<void>((stopped) => {
      process.once('SIGINT', () => stopped())
      process.once('SIGTERM', () => stopped())
    })
    await preview.stop()
    return 0
  },
}

/** A running preview. */
export interface Preview {
  url: string
  stop(): Promise<void>
}

/** Asks for the page again when the server says that something was saved. */
const reload = '<script>new EventSource("/.callboard/changes").onmessage = () => location.reload()</script>'

/** Serves a folder's site on this machine. The site is opened again for the first request after a change. */
export async function startPreview(options: {
  folder: string
  siteName?: string | undefined
  port: number
  tell(text: string): void
}): Promise<Preview> {
  const services = renderServices()
  const open = () => openFolderSite({ ...options, nowMs: Date.now() }, services)
  let site: Promise<Site> = open()
  // Whoever asks meets the error again.
  site.catch(() => {})
  await site
  const listeners = new Set<(text: string) => void>()
  let pause: NodeJS.Timeout | undefined
  const watcher = watch(options.folder, { recursive: true }, () => {
    clearTimeout(pause)
    pause = setTimeout(() => {
      site = open()
      site.catch((error) => options.tell(String(error)))
      for (const say of listeners) say('data: saved\n\n')
    }, 100)
  })
  const server = createServer(async (request, response) => {
    const path = pathOf(request.url ?? '/')
    if (path === '.callboard/changes') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
      response.flushHeaders()
      const say = (text: string) => response.write(text)
      listeners.add(say)
      request.on('close', () => listeners.delete(say))
      return
    }
    try {
      const { status, type, body } = await answer(await site, path)
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' }).end(body)
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(String(error))
    }
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(options.port, '127.0.0.1', listening)
  })
  // A TCP server's address is never a string.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/`,
    async stop() {
      clearTimeout(pause)
      watcher.close()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(1)
  } catch {
    return ''
  }
}

async function answer(site: Site, path: string) {
  const document = await site.document(path)
  if (document !== undefined) return { status: 200, type: 'text/html; charset=utf-8', body: document + reload }
  const asset = await site.asset(path)
  // Everything is shown as what it is: these are the files of whoever runs this.
  if (asset)
    return {
      status: 200,
      type: mediaTypes[path.slice(path.lastIndexOf('.'))] ?? 'application/octet-stream',
      body: asset,
    }
  const missing = (await site.document('404.html')) ?? 'Not found'
  return { status: 404, type: 'text/html; charset=utf-8', body: missing + reload }
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.jpg': 'image/jpeg',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.xml': 'application/xml; charset=utf-8',
}
