import type { AuditSink } from '../audit/audit.ts'
import { createAudit } from '../audit/create-audit.ts'
import type { Clock } from '../clock/clock.ts'
import type { LoadedConfig } from '../config/load-config.ts'
import type { PluginHttp } from '../http/plugin-http.ts'
import type { Lifecycle } from '../lifecycle/lifecycle.ts'
import type { Logger } from '../logs/logger.ts'
import type { MetricsRegistry } from '../metrics/create-metrics.ts'
import type { PermissionAuthority } from '../permissions/create-permissions.ts'
import type { CoreServices } from '../plugin/define-plugin.ts'
import { createSignals } from '../signals/create-signals.ts'
import type { Services } from './open-services.ts'

/** What the services of one plugin are made from. */
export interface CoreServiceSources {
  config: LoadedConfig
  log: Logger
  clock: Clock
  services: Services
  permissions: PermissionAuthority
  metrics: MetricsRegistry
  isDevelopment: boolean
  environment(name: string): string | undefined
  externalUrl: string
  /** Who keeps audit records; known once every plugin is set up. */
  auditSinks(): readonly AuditSink[]
}

/** The services of one plugin. Its database and cache are opened when somebody looks at them. */
export function coreServices(
  pluginId: string,
  sources: CoreServiceSources,
  own: { http: PluginHttp; lifecycle: Lifecycle },
): CoreServices {
  const { config, clock, services, permissions, metrics, isDevelopment, externalUrl } = sources
  const log = sources.log.child({ plugin: pluginId })
  const auth = services.authority.forPlugin(pluginId)
  const events = services.events.forPlugin(pluginId)
  return {
    pluginId,
    clock,
    log,
    http: own.http,
    lifecycle: own.lifecycle,
    get db() {
      return services.databases.forPlugin(pluginId)
    },
    get cache() {
      return services.caches.forPlugin(pluginId)
    },
    scheduler: services.scheduling.forPlugin(pluginId),
    events,
    auth,
    permissions: permissions.forPlugin(pluginId, auth),
    urlReader: services.urlReader,
    scm: services.scm,
    outgoing: services.outgoing,
    metrics: metrics.forPlugin(pluginId),
    audit: createAudit({ pluginId, log, config, clock, sinks: sources.auditSinks }),
    signals: createSignals(events),
    rootConfig: config,
    isDevelopment,
    environment: sources.environment,
    externalUrl,
  }
}
