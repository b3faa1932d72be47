import type { RequestListener } from 'node:http'
import type { Access } from '@callboard/model'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AuditSink } from '../audit/audit.ts'
import { createAudit } from '../audit/create-audit.ts'
import type { Clock } from '../clock/clock.ts'
import { browserConfig } from '../config/browser-config.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import { createApp } from '../http/create-app.ts'
import type { HttpFront } from '../http/http-front.ts'
import { createPluginHttp } from '../http/plugin-http.ts'
import { createRefusalLimit } from '../http/refusal-limit.ts'
import { securityHeaders } from '../http/security-headers.ts'
import type { Logging } from '../logs/create-logger.ts'
import type { Logger } from '../logs/logger.ts'
import type { MetricsRegistry } from '../metrics/create-metrics.ts'
import { serveAuthorizeRoutes } from '../permissions/authorize-routes.ts'
import type { PermissionAuthority } from '../permissions/create-permissions.ts'
import { serveSignalsHealth } from '../signals/signals-routes.ts'
import type { Tracing } from '../tracing/tracing.ts'
import { type PageDataSource, readPageData } from '../web-host/page-data.ts'
import { findWebParts } from '../web-host/web-parts.ts'
import { serveAppRoutes } from './app-routes.ts'
import { configDeclarations } from './check-host-config.ts'
import { mountFailures, mountPlugin, mountRoutes } from './mount-plugins.ts'
import type { Services } from './open-services.ts'
import type { HostedPlugin, PluginStates } from './plugin-status.ts'
import type { RunningPlugin } from './start-plugins.ts'
import { type AnswerOptions, answerUnrouted } from './unrouted.ts'

/** What the open portal is made of. */
export interface PortalOptions {
  config: LoadedConfig
  log: Logger
  clock: Clock
  plugins: readonly HostedPlugin[]
  webRoot?: string
  front: HttpFront
  services: Services
  permissions: PermissionAuthority
  metrics: MetricsRegistry
  running: readonly RunningPlugin[]
  states: PluginStates
  externalUrl: string
  /** Who keeps audit records. */
  auditSinks(): readonly AuditSink[]
  /** What plugins let the page bring along. */
  pageData(): readonly PageDataSource[]
  logging: Logging
  tracing: Tracing | undefined
}

/** Something that is answered. */
export interface MountedRoute {
  method: string
  /** The whole path, `:name` for parameters. */
  path: string
  /** Who may call it; undefined for what is no declared route: metrics, and the files of the web app. */
  access: Access | undefined
}

/** Mounts everything that started, and opens the front for requests. */
export async function openPortal(options: PortalOptions): Promise<{ app: FastifyInstance; routes: MountedRoute[] }> {
  const {
    config,
    log,
    plugins,
    webRoot,
    front,
    services,
    permissions,
    metrics,
    running,
    states,
    externalUrl,
    tracing,
  } = options
  let listener: RequestListener | undefined
  const headers = securityHeaders(config, { isHttps: externalUrl.startsWith('https:') })
  const app = await createApp({
    config,
    log,
    headers,
    server: front.server,
    nowMs: options.clock.nowMs,
    onListener(made) {
      listener = made
    },
    onAnswered: onAnswered(options),
  })
  const routes: MountedRoute[] = []
  app.addHook('onRoute', ({ method, url, config: of }) => {
    for (const one of [method].flat()) routes.push({ method: one, path: url, access: of?.access })
  })
  tracing?.addTo(app)
  const mount = {
    ...{ app, services, authority: permissions, externalUrl },
    refusalLimit: createRefusalLimit(options.clock.nowMs),
    auditFor: (pluginId: string) =>
      createAudit({
        ...{ pluginId, config, clock: options.clock, sinks: options.auditSinks },
        log: log.child({ plugin: pluginId }),
      }),
  }
  for (const plugin of running) mountPlugin(plugin, mount)
  mountFailures(app, states)
  const webParts = await findWebParts(plugins)
  mountOwn('app', (http) => serveAppRoutes({ http, states, webParts }))
  mountOwn('signals', serveSignalsHealth)
  const permissionAuth = services.authority.forPlugin('permission')
  mountOwn('permission', (http) =>
    serveAuthorizeRoutes({
      http,
      authority: permissions,
      permissions: permissions.forPlugin('permission', permissionAuth),
      auth: permissionAuth,
    }),
  )
  app.get('/metrics', { exposeHeadRoute: false }, async (_request, reply) => {
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return metrics.prometheusText()
  })
  const unrouted: AnswerOptions = { log, installed: new Set(running.map(({ plugin }) => plugin.id)) }
  if (webRoot !== undefined) {
    const { serveWeb } = await import('../web-host/serve-web.ts')
    unrouted.sendPage = await serveWeb({
      app,
      webRoot,
      headers,
      parts: webParts,
      browserConfig: () => browserConfig(config, configDeclarations(plugins.map(({ plugin }) => plugin))),
      pageData: () => readPageData(options.pageData(), log),
      onConfigChange: (listener) => void config.onChange(listener),
    })
  }
  app.setNotFoundHandler((request, reply) => answerUnrouted(request, reply, unrouted))
  await app.ready()
  if (!listener) throw new Error('Fastify made no listener.')
  front.open(listener)
  return { app, routes }

  /** The kernel's own mounts go the way of any plugin's. */
  function mountOwn(id: string, serve: (http: ReturnType<typeof createPluginHttp>) => void) {
    const http = createPluginHttp(id)
    serve(http)
    mountRoutes(id, http, mount)
  }
}

/** What happens after each reply: a number for the metrics, and a line for whoever digs. */
function onAnswered({ metrics, logging, log }: PortalOptions) {
  const durations = metrics.unprefixed.histogram(
    'http_server_request_duration_seconds',
    'Time from request to reply.',
    {
      unit: 's',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    },
  )
  return (request: FastifyRequest, reply: FastifyReply) => {
    const { method, routeOptions } = request
    const { statusCode, elapsedTime } = reply
    durations.record(elapsedTime / 1000, { method, route: routeOptions.url ?? 'none', status: String(statusCode) })
    if (!logging.isDebug) return
    const [path] = request.url.split('?', 1)
    log.debug('request answered', {
      method,
      path,
      status: statusCode,
      ms: Math.round(elapsedTime),
      requestId: request.id,
    })
  }
}
