// The load generator for machines without wrk, a process of its own: `node load-sockets.ts JOB`.
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { LoadOptions, LoadRequest, LoadResult } from './load.ts'

const path = process.argv[2]
if (!path) throw new Error('Name the file with the job.')
// Written by load.ts.
const { request, options } = JSON.parse(readFileSync(path, 'utf8')) as { request: LoadRequest; options: LoadOptions }
console.log(JSON.stringify(await load(request, options)))

async function load(request: LoadRequest, { connections, seconds }: LoadOptions): Promise<LoadResult> {
  const latencies: number[] = []
  const { pathname, search } = new URL(request.url)
  const requests = (request.paths ?? [pathname + search]).map((target) => bytesOf(request, target))
  let sent = 0
  // `requests` is never empty: it has at least the path of the URL.
  const next = () => requests[sent++ % requests.length] as Buffer
  const until = performance.now() + seconds * 1000
  const failures = await Promise.all(
    Array.from({ length: connections }, () => repeat(next, { url: new URL(request.url), until, latencies })),
  )
  latencies.sort((a, b) => a - b)
  const at = (share: number) => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 100) / 100
  return {
    requestsPerSecond: Math.round((latencies.length / seconds) * 10) / 10,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failures: failures.reduce((total, count) => total + count, 0),
  }
}

function bytesOf({ url, method = 'GET', headers = {}, body = '' }: LoadRequest, target: string): Buffer {
  const { host } = new URL(url)
  const all = { host, ...headers, ...(body && { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

interface Repetition {
  url: URL
  until: number
  latencies: number[]
}

/** One connection: the next request goes out when the reply is in. Resolves to the number of failures. */
function repeat(next: () => Buffer, { url, until, latencies }: Repetition): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
    let sentAt = 0
    let missing = -1
    let failures = 0
    const send = () => {
      sentAt = performance.now()
      missing = -1
      socket.write(next())
    }
    const finish = () => {
      if (performance.now() < until) return send()
      socket.destroy()
      resolve(failures)
    }
    socket.on('connect', send)
    socket.on('error', () => resolve(failures + 1))
    socket.on('data', (chunk) => {
      if (missing >= 0) missing -= chunk.length
      else {
        const headEnd = chunk.indexOf('\r\n\r\n')
        const head = chunk.toString('latin1', 0, headEnd)
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
        if (headEnd < 0 || length === undefined) {
          // Only replies of known length, whose head comes in one piece, can be told apart here.
          socket.destroy()
          return resolve(failures + 1)
        }
        if (!/^HTTP\/1\.1 2/.test(head)) failures += 1
        missing = Number(length) - (chunk.length - headEnd - 4)
      }
      if (missing === 0) {
        latencies.push(performance.now() - sentAt)
        finish()
      }
    })
  })
}
