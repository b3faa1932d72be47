import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A request that is repeated over and over. */
export interface LoadRequest {
  /** `http://127.0.0.1:7007/api/…` */
  url: string
  /** Paths with their queries that are asked for in turn, instead of that of `url`. */
  paths?: string[]
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
}

/** How hard, and how long. */
export interface LoadOptions {
  connections: number
  seconds: number
}

/** What came of a load. */
export interface LoadResult {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** Replies other than 2xx, and broken connections. */
  failures: number
}

/** Which load generator this machine has; `wrk` disturbs the server least. */
export const loader = spawnSync('wrk', ['-v']).error ? 'node sockets' : 'wrk'

/**
 * Sends one request again and again over connections that stay open, from another process.
 *
 * @throws Error when a reply fails, since a figure of failures says nothing.
 */
export async function runLoad(request: LoadRequest, options: LoadOptions): Promise<LoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-load-'))
  try {
    const job = join(folder, 'job')
    // In a file, not on the command line, where everybody on the machine could read the token.
    await writeFile(job, loader === 'wrk' ? luaOf(request) : JSON.stringify({ request, options }))
    const output = await outputOf(loader === 'wrk' ? startWrk(job, request, options) : startSockets(job))
    const result = resultOf(output)
    if (result.failures > 0) throw await failureOf(request, result)
    return result
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Asks once more, since the generators only count failures. */
async function failureOf({ url, method, headers, body }: LoadRequest, { failures }: LoadResult): Promise<Error> {
  const reply = await fetch(url, { method, headers, body })
  const now = `${reply.status} ${(await reply.text()).slice(0, 200)}`
  return new Error(`${failures} replies of ${url} failed under load. Asked once more, it says: ${now}`)
}

const startWrk = (job: string, request: LoadRequest, { connections, seconds }: LoadOptions) =>
  spawn('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s', '-s', job, request.url])

const startSockets = (job: string) =>
  spawn(process.execPath, [fileURLToPath(new URL('./load-sockets.ts', import.meta.url)), job])

function resultOf(output: string): LoadResult {
  const line = output.split('\n').find((text) => text.startsWith('{"requestsPerSecond"'))
  if (!line) throw new Error(`The load generator gave no result. It said: ${output.slice(-500)}`)
  // Both generators are told here what to print.
  return JSON.parse(line) as LoadResult
}

async function outputOf(child: ChildProcess): Promise<string> {
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject))
  return output
}

/** A script for wrk: the request as it is, the result as one line of JSON. */
function luaOf({ method = 'GET', headers = {}, body, paths }: LoadRequest): string {
  const text = (value: string) => `[==[${value}]==]`
  return [
    `wrk.method = ${text(method)}`,
    ...Object.entries(headers).map(([name, value]) => `wrk.headers[ ${text(name)} ] = ${text(value)}`),
    ...(body === undefined ? [] : [`wrk.body = ${text(body)}`]),
    ...(paths === undefined
      ? []
      : [
          `local paths, at = { ${paths.map(text).join(', ')} }, 0`,
          'function request()',
          '  at = at % #paths + 1',
          '  return wrk.format(nil, paths[at])',
          'end',
        ]),
    'function done(summary, latency)',
    '  local e = summary.errors',
    `  io.write(string.format('{"requestsPerSecond":%.1f,"p50Ms":%.2f,"p99Ms":%.2f,"failures":%d}\\n',`,
    '    summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,',
    '    e.connect + e.read + e.write + e.status + e.timeout))',
    'end',
  ].join('\n')
}
