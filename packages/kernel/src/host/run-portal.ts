import { type AuditSink, auditSink } from '../audit/audit.ts'
import { type BearerTokens, bearerTokens } from '../auth/bearer-tokens.ts'
import { systemClock } from '../clock/clock.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { HttpFront } from '../http/http-front.ts'
import type { Logging } from '../logs/create-logger.ts'
import type { Logger } from '../logs/logger.ts'
import { createMetrics } from '../metrics/create-metrics.ts'
import { addProcessMetrics } from '../metrics/process-metrics.ts'
import { createPermissions } from '../permissions/create-permissions.ts'
import type { PermissionPolicy } from '../permissions/permissions.ts'
import { permissionPolicy } from '../permissions/policy-token.ts'
import type { Plugin } from '../plugin/define-plugin.ts'
import { startTracing, wantsTracing } from '../tracing/tracing.ts'
import { type OwnScmHost, scmHosts } from '../url-reader/own-scm-host.ts'
import { type PageDataSource, pageData } from '../web-host/page-data.ts'
import { checkHostConfig } from './check-host-config.ts'
import type { HostOptions } from './create-host.ts'
import { type MountedRoute, openPortal } from './open-portal.ts'
import { openServices, type Services } from './open-services.ts'
import type { PluginStates, PluginStatus } from './plugin-status.ts'
import { type RunningPlugin, startPlugins } from './start-plugins.ts'
import type { Wiring } from './wiring.ts'

/** What running a portal needs beyond what it is made of. */
export interface RunOptions extends HostOptions {
  logging: Logging
  states: PluginStates
  front: HttpFront
  /** Takes what must be closed at the end. */
  opened: AsyncDisposableStack
  /** Aborts when the portal shall stop, even before it has started. */
  stopping: AbortSignal
}

/** How long requests may take to end when the portal stops. */
const stopGraceMs = 10_000
/** Ids that would stand in the way of the kernel's own mounts and tables. `permission` is free: its owner adds routes to ours. */
const reservedIds = new Set(['app', 'kernel', 'signals'])

/** A portal that answers requests. */
export interface RunningPortal {
  services: Services
  routes: readonly MountedRoute[]
  /** Runs the plugins' ready hooks, once the portal also says that it is ready. */
  beginWork(): Promise<void>
}

/** Opens everything in order; when this resolves, requests are answered. */
export async function runPortal(options: RunOptions): Promise<RunningPortal> {
  const { config, logging, states, front, opened, stopping } = options
  const { log } = logging
  const clock = options.clock ?? systemClock
  const isDevelopment = options.isDevelopment ?? process.env.NODE_ENV === 'development'
  const { env = process.env } = options
  const environment = (name: string) => env[name]
  const startedAt = performance.now()
  const plugins = options.plugins.map(({ plugin }) => plugin)
  const checked = checkHostConfig({ config, plugins, logging })
  refuseReservedIds(plugins)
  await front.listen()
  opened.defer(() => front.close(stopGraceMs))
  const externalUrl = (config.getOptionalString('backend.baseUrl') ?? front.url()).replace(/\/+$/, '')
  let bearers: readonly BearerTokens[] = []
  let ownScmHosts: readonly OwnScmHost[] = []
  const services = await openServices({
    ...{ config, log, clock, externalUrl, opened, bearerTokens: () => bearers, ownScmHosts: () => ownScmHosts },
    baseDir: options.baseDir,
    signal: stopping,
  })
  const metrics = createMetrics()
  opened.defer(addProcessMetrics(metrics.unprefixed))
  const isEnabled = config.getOptionalBoolean('permission.enabled') ?? false
  let policy: PermissionPolicy | undefined
  let sinks: readonly AuditSink[] = []
  let pageSources: readonly PageDataSource[] = []
  const permissions = createPermissions({
    isEnabled,
    policy: () => policy,
    declared: plugins.flatMap(({ id, permissions = [] }) =>
      permissions.map((permission) => ({ pluginId: id, permission })),
    ),
  })
  const auditSinks = () => sinks
  const shared = { config, log, clock, services, permissions, metrics, states, externalUrl, auditSinks }
  const running = await startPlugins({
    ...{ ...shared, plugins, stopping, isDevelopment, environment },
    builtIn: new Set([permissionPolicy.id, auditSink.id, bearerTokens.id, pageData.id, scmHosts.id]),
    configProblem: checked.problemOf,
    onContributed(wiring) {
      policy = onlyPolicy(wiring) ?? policyInstead(plugins, { states, log })
      if (isEnabled && !policy) log.warn('permissions without a policy', noPolicy)
      // The tokens of extension points carry the types that `add` was held to.
      bearers = wiring.contributions(bearerTokens.id).map(({ item }) => item as BearerTokens)
      sinks = wiring.contributions(auditSink.id).map(({ item }) => item as AuditSink)
      ownScmHosts = wiring.contributions(scmHosts.id).map(({ item }) => item as OwnScmHost)
      pageSources = wiring.contributions(pageData.id).map(({ item }) => item as PageDataSource)
    },
  })
  opened.defer(() => stopPlugins(running, logging))
  refuseMissingPlugins(config, states.list())
  const tracing = wantsTracing(process.env) ? await startTracing(process.env) : undefined
  if (tracing) opened.defer(() => tracing.close())
  const { app, routes } = await openPortal({ ...options, ...shared, running, tracing, pageData: () => pageSources })
  opened.defer(() => app.close())
  // A second time, because requests must have ended before the plugins stop that answer them.
  opened.defer(() => front.close(stopGraceMs))
  opened.defer(services.serveSignals(front.server))
  await services.scheduling.start()
  opened.defer(() => services.scheduling.stop())
  log.info('portal started', {
    url: front.url(),
    plugins: running.length,
    ms: Math.round(performance.now() - startedAt),
  })
  return { services, routes, beginWork: () => beginWork(running, logging) }
}

async function beginWork(running: readonly RunningPlugin[], { log }: Logging): Promise<void> {
  for (const { plugin, lifecycle } of running) {
    for (const error of await lifecycle.runReadyHooks()) log.error('ready hook failed', { plugin: plugin.id, error })
  }
}

async function stopPlugins(running: readonly RunningPlugin[], { log }: Logging): Promise<void> {
  for (const { plugin, lifecycle } of running.toReversed()) {
    for (const error of await lifecycle.runStopHooks()) log.warn('stop hook failed', { plugin: plugin.id, error })
  }
}

function refuseReservedIds(plugins: readonly { id: string }[]): void {
  for (const { id } of plugins) {
    if (reservedIds.has(id) || id.startsWith('kernel-'))
      throw new Error(`The plugin id "${id}" is kept for the portal itself. Give the plugin another id.`)
    if (!/^[a-z][a-z0-9-]*$/.test(id))
      throw new Error(`"${id}" cannot be the id of a plugin: lower-case letters, digits and "-" are allowed.`)
  }
}

function onlyPolicy(wiring: Wiring): PermissionPolicy | undefined {
  const [first, second] = wiring.contributions(permissionPolicy.id)
  if (first && second) {
    throw new Error(
      `The plugins ${first.pluginId} and ${second.pluginId} both add a permission policy. Only one may; remove the other one.`,
    )
  }
  // The extension point's token carries the type that `add` was held to.
  return first?.item as PermissionPolicy | undefined
}

/** As in the field, permissions without a policy forbid nothing; whoever switched them on must hear of it. */
const noPolicy = {
  effect: 'whoever is signed in may do everything',
  hint: 'Configure permission.policy, and leave the plugin on that reads it.',
}

/** Where the plugin that decides did not start, nobody may do anything: a mistake in its config must not open the portal. */
function policyInstead(
  plugins: readonly Plugin[],
  { states, log }: { states: PluginStates; log: Logger },
): PermissionPolicy | undefined {
  const lost = plugins.find(
    ({ id, use = {} }) =>
      states.get(id)?.state === 'failed' && Object.values(use).some((token) => token.id === permissionPolicy.id),
  )
  if (!lost) return undefined
  log.error('permission policy missing', { plugin: lost.id, effect: 'every permission is denied' })
  return { decide: async () => ({ result: 'DENY' }) }
}

function refuseMissingPlugins(config: LoadedConfig, states: readonly PluginStatus[]): void {
  const required = config.getOptionalStringArray('backend.startup.required') ?? []
  const missing = required.flatMap((id) => {
    const status = states.find((one) => one.id === id)
    if (status?.state === 'started') return []
    return [`${id}: ${status?.state === 'failed' ? status.reason : 'no such plugin is installed.'}`]
  })
  if (missing.length > 0)
    throw new Error(`Plugins that backend.startup.required names did not start.\n${missing.join('\n')}`)
}
