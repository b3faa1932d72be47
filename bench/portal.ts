import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { portalFlags } from '../packages/cli/bin/portal-flags.mjs'
import { freePort } from './free-port.ts'
import type { Readers } from './policy-plugin/index.ts'

/** Where a portal of the bench keeps its data, and what it reads. */
export interface PortalOptions {
  /** For config, log and, on SQLite, the database. Made when missing. */
  dir: string
  /** A connection string; undefined is SQLite in `dir`. */
  postgres?: string
  /** The `all.yaml` that it reads; undefined is the demo portal of `app-config.yaml`. */
  catalogFile?: string
  /** A Location of templates, besides. */
  templatesFile?: string
  /** Switches permissions on: what each of these people may read. Undefined leaves them off. */
  readers?: Readers | undefined
}

/** A running portal, ready for requests. */
export interface Portal {
  url: string
  pid: number
  /** From the start of the process to the first "ready". */
  readyMs: number
  /** With a guest's token. */
  headers: Record<string, string>
  /** @throws Error with status and reply when that is no success. */
  json(path: string, init?: RequestInit): Promise<unknown>
  /** The first reply's text. @throws as `json` does */
  text(path: string, init?: RequestInit): Promise<string>
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('../', import.meta.url))
const readyWithinMs = 120_000

/** Starts our portal as people start it in production, and waits until it is ready. */
export async function startPortal(options: PortalOptions): Promise<Portal> {
  await mkdir(options.dir, { recursive: true })
  const port = await freePort()
  const config = join(options.dir, 'app-config.yaml')
  // JSON is YAML.
  await writeFile(config, JSON.stringify(configOf(options, port), undefined, 2))
  const url = `http://127.0.0.1:${port}`
  const startedAt = performance.now()
  const configs = options.catalogFile === undefined ? [join(root, 'app-config.yaml'), config] : [config]
  const child = spawnPortal(configs, join(options.dir, 'portal.log'))
  try {
    await untilReady(child, url)
  } catch (cause) {
    child.kill('SIGKILL')
    const log = await readFile(join(options.dir, 'portal.log'), 'utf8').catch(() => '')
    throw new Error(`The portal did not become ready. Its log ends: ${log.slice(-1500)}`, { cause })
  }
  const readyMs = performance.now() - startedAt
  const headers = { authorization: `Bearer ${await guestToken(url)}` }
  const text = async (path: string, init: RequestInit = {}) => {
    const reply = await fetch(url + path, { ...init, headers: { ...headers, ...(init.headers as object) } })
    const body = await reply.text()
    if (!reply.ok) throw new Error(`${path} answered ${reply.status}: ${body.slice(0, 300)}`)
    return body
  }
  return {
    url,
    // A child that answers requests has a pid.
    pid: child.pid as number,
    readyMs,
    headers,
    text,
    json: async (path, init) => JSON.parse(await text(path, init)),
    stop: () => stopChild(child),
  }
}

const kinds = ['Component', 'API', 'Resource', 'System', 'Domain', 'Group', 'User', 'Location', 'Template']
const locationOf = (target: string) => ({ type: 'file', target })

const configOf = ({ dir, postgres, catalogFile, templatesFile, readers }: PortalOptions, port: number) => ({
  app: { ...(catalogFile !== undefined && { title: 'Bench' }), baseUrl: `http://127.0.0.1:${port}` },
  backend: {
    baseUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    database: postgres
      ? { client: 'pg', connection: postgres }
      : { client: 'better-sqlite3', connection: { directory: join(dir, 'database') } },
  },
  auth: { providers: { guest: { dangerouslyAllowOutsideDevelopment: true } } },
  ...(catalogFile !== undefined && {
    catalog: {
      rules: [{ allow: kinds }],
      locations: [catalogFile, ...(templatesFile === undefined ? [] : [templatesFile])].map(locationOf),
    },
  }),
  ...(readers && {
    permission: { enabled: true },
    plugins: [join(root, 'bench/policy-plugin')],
    benchPolicy: { readers },
  }),
})

function spawnPortal(configs: readonly string[], logFile: string): ChildProcess {
  mkdirSync(join(logFile, '..'), { recursive: true })
  const log = openSync(logFile, 'a')
  const program = join(root, 'packages/cli/src/main.ts')
  return spawn(
    process.execPath,
    [...portalFlags, program, 'start', ...configs.flatMap((config) => ['--config', config])],
    {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', log, log],
    },
  )
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs
  while (performance.now() < giveUpAt) {
    if (child.exitCode !== null) throw new Error(`It ended with code ${child.exitCode}.`)
    const reply = await fetch(`${url}/.backstage/health/v1/readiness`).catch(() => undefined)
    await reply?.arrayBuffer()
    if (reply?.ok) return
    await sleep(5)
  }
  throw new Error(`It was not ready within ${readyWithinMs / 1000} s.`)
}

async function guestToken(url: string): Promise<string> {
  const reply = await fetch(`${url}/api/auth/guest/refresh`)
  if (!reply.ok) throw new Error(`No guest token: /api/auth/guest/refresh answered ${reply.status}.`)
  // The shape of spec/platform.md 5.5, which the web app relies on too.
  const { backstageIdentity } = (await reply.json()) as { backstageIdentity: { token: string } }
  return backstageIdentity.token
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(timer)
}
