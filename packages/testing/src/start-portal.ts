import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Clock,
  createHost,
  createLogger,
  definePlugin,
  type Host,
  type HostedPlugin,
  loadConfig,
  type PermissionPolicy,
  type Plugin,
  permissionPolicy,
} from '@callboard/kernel'

/** What a portal in a test is made of. */
export interface TestPortalOptions {
  plugins?: readonly (Plugin | HostedPlugin)[]
  /** Laid over what every test portal has: a free port on 127.0.0.1 and an embedded database in memory. */
  config?: Record<string, unknown>
  /** Default `sqlite`, in memory. `postgres` takes a fresh database of the run's shared server. */
  database?: 'sqlite' | 'postgres'
  /** Decides about permissions; switches them on. */
  policy?: PermissionPolicy
  clock?: Clock
  webRoot?: string
  /** Default true. */
  isDevelopment?: boolean
  /** What plugins see of the environment. Default: nothing. */
  env?: Record<string, string | undefined>
  /** Takes the log as JSON lines; default: thrown away. */
  onLog?: (line: string) => void
}

/** A running portal. */
export interface TestPortal extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly host: Host
  /** The folder in which the portal keeps what it keeps; removed by `stop`. */
  readonly baseDir: string
  readonly tokens: TestTokens
  /** Fetches a path as the guest, unless the request brings credentials of its own or `as` says otherwise. */
  fetch(path: string, init?: RequestInit & { as?: 'guest' | 'nobody' | { token: string } }): Promise<Response>
  stop(): Promise<void>
}

/** Makes tokens of the portal. */
export interface TestTokens {
  /** For a person; owns itself unless told otherwise. Default: `user:default/guest`. */
  user(userEntityRef?: string, ownershipEntityRefs?: string[]): Promise<string>
  /** Of one plugin, for calls to another. */
  plugin(from: string, to: string): Promise<string>
}

/** Starts a real portal on a free port. Stop it, or declare it with `await using`. */
export async function startPortal(options: TestPortalOptions = {}): Promise<TestPortal> {
  const baseDir = await mkdtemp(join(tmpdir(), 'callboard-test-'))
  try {
    return await startIn(baseDir, options)
  } catch (error) {
    await rm(baseDir, { recursive: true, force: true })
    throw error
  }
}

async function startIn(baseDir: string, options: TestPortalOptions): Promise<TestPortal> {
  const file = join(baseDir, 'app-config.yaml')
  // JSON is YAML; going through a file gives tests the very loader that portals have.
  await writeFile(file, JSON.stringify(merge(await baseConfig(options), options.config ?? {})))
  const config = await loadConfig({ configFiles: [file], cwd: baseDir, env: {} })
  const write = options.onLog ?? (() => {})
  const host = createHost({
    config,
    baseDir,
    plugins: [
      ...(options.plugins ?? []).map(hosted),
      ...(options.policy ? [hosted(policyPlugin(options.policy))] : []),
    ],
    logging: createLogger({ format: 'json', level: options.onLog ? 'debug' : 'silent', write }),
    isDevelopment: options.isDevelopment ?? true,
    env: options.env ?? {},
    ...(options.clock && { clock: options.clock }),
    ...(options.webRoot !== undefined && { webRoot: options.webRoot }),
  })
  await host.start()
  const tokens = testTokens(host)
  let guest: Promise<string> | undefined
  const stop = async () => {
    await host.stop()
    await rm(baseDir, { recursive: true, force: true })
  }
  return {
    url: host.url(),
    host,
    baseDir,
    tokens,
    async fetch(path, { as = 'guest', ...init } = {}) {
      const headers = new Headers(init.headers)
      if (as !== 'nobody' && !headers.has('authorization')) {
        if (as === 'guest') guest ??= tokens.user()
        headers.set('authorization', `Bearer ${as === 'guest' ? await guest : as.token}`)
      }
      return fetch(new URL(path, host.url()), { ...init, headers })
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function baseConfig({ database, policy }: TestPortalOptions): Promise<Record<string, unknown>> {
  return {
    backend: {
      listen: { host: '127.0.0.1', port: 0 },
      database:
        database === 'postgres'
          ? { client: 'pg', connection: await (await import('./postgres.ts')).testPostgres() }
          : { client: 'better-sqlite3', connection: ':memory:' },
    },
    ...(policy && { permission: { enabled: true } }),
  }
}

function testTokens(host: Host): TestTokens {
  const authOf = (pluginId: string) => host.services().authority.forPlugin(pluginId)
  return {
    async user(userEntityRef = 'user:default/guest', ownershipEntityRefs = [userEntityRef]) {
      return (await authOf('auth').issueUserToken({ userEntityRef, ownershipEntityRefs })).token
    },
    async plugin(from, to) {
      const auth = authOf(from)
      return (await auth.pluginToken({ onBehalfOf: auth.ownCredentials(), targetPluginId: to })).token
    },
  }
}

const hosted = (plugin: Plugin | HostedPlugin): HostedPlugin => ('plugin' in plugin ? plugin : { plugin })

const policyPlugin = (policy: PermissionPolicy) =>
  definePlugin({
    id: 'test-policy',
    use: { permissionPolicy },
    setup({ permissionPolicy: point }) {
      point.add(policy)
    },
  })

/** Objects are merged key by key; everything else is replaced. */
function merge(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key]
    merged[key] = isBlock(below) && isBlock(value) ? merge(below, value) : value
  }
  return merged
}

const isBlock = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
