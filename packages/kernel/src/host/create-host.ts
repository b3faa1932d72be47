import type { Clock } from '../clock/clock.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { durationAt } from '../http/duration-at.ts'
import { createHttpFront } from '../http/http-front.ts'
import { listenAddress } from '../http/listen-address.ts'
import { createLogger, type Logging, logLevel, logMeta } from '../logs/create-logger.ts'
import type { MountedRoute } from './open-portal.ts'
import type { Services } from './open-services.ts'
import { createPluginStates, type HostedPlugin, type PluginStatus, type UnloadedPlugin } from './plugin-status.ts'
import { runPortal } from './run-portal.ts'

/** What a portal is made of. */
export interface HostOptions {
  config: LoadedConfig
  plugins: readonly HostedPlugin[]
  /** Plugins of the config that could not be loaded; they are reported like those that fail to start. */
  unloaded?: readonly UnloadedPlugin[]
  /** Where relative paths of the config start, and where the embedded database lives. */
  baseDir: string
  /** The folder of the built web shell; without one the portal has only its API. */
  webRoot?: string
  /** Default: the machine's. */
  clock?: Clock
  /** Default: `NODE_ENV` is `development` (spec/platform.md 5.5). */
  isDevelopment?: boolean
  /** Environment variables for plugins. Default: those of the process. */
  env?: Readonly<Record<string, string | undefined>>
  /** Default: standard output, by `backend.logger` and `LOG_LEVEL`. */
  logging?: Logging
}

/** A portal in this process. */
export interface Host {
  /**
   * Starts everything and resolves when requests are answered.
   *
   * @throws Error when the port is taken, the kernel's own config is wrong, or a plugin of `backend.startup.required`
   *   did not start. What was opened is closed again.
   */
  start(): Promise<void>
  /** Stops accepting, finishes requests, runs stop hooks, closes everything. Safe to call twice. */
  stop(): Promise<void>
  /** Where the socket listens: `http://127.0.0.1:7007`. Only after `start`. */
  url(): string
  /** What is answered, and who may ask. Only after `start`. */
  routes(): readonly MountedRoute[]
  /** What is installed, and what became of it. */
  plugins(): PluginStatus[]
  /** The services that plugins share; for tests and tools. Only after `start`. */
  services(): Services
}

/** Makes a portal of a config and plugins; nothing runs before {@link Host.start}. */
export function createHost(options: HostOptions): Host {
  const { config } = options
  const logging = options.logging ?? createLogger({ level: logLevel(config), meta: logMeta(config) })
  const states = createPluginStates(options.plugins, options.unloaded ?? [])
  const stopping = new AbortController()
  /** What must be closed, the last opened first. */
  const opened = new AsyncDisposableStack()
  const front = createHttpFront({
    config,
    address: listenAddress(config),
    isHealthy: () => services?.databases.ready() ?? false,
  })
  let services: Services | undefined
  let routes: readonly MountedRoute[] = []
  let starting: Promise<void> | undefined
  let stopped: Promise<void> | undefined

  const open = async () => {
    try {
      const portal = await runPortal({ ...options, logging, states, front, opened, stopping: stopping.signal })
      services = portal.services
      routes = portal.routes
      await portal.beginWork()
    } catch (error) {
      await opened.disposeAsync()
      throw error
    }
  }
  const stop = async () => {
    front.beginStopping()
    stopping.abort()
    // A portal that is still starting is let finish or fail, so that nothing is opened behind our back.
    await starting?.catch(() => {})
    const delayMs = durationAt(config, 'backend.lifecycle.serverShutdownDelay') ?? 0
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
    await opened.disposeAsync()
  }
  return {
    start() {
      starting ??= open()
      return starting
    },
    stop() {
      stopped ??= stop()
      return stopped
    },
    url: () => front.url(),
    routes: () => routes,
    plugins: () => states.list(),
    services() {
      if (!services) throw new Error('The portal has no services before it has started.')
      return services
    },
  }
}
