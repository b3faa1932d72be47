import type { FastifyInstance } from 'fastify'
import type { Audit } from '../audit/audit.ts'
import { httpErrors } from '../http/http-errors.ts'
import type { PluginHttp } from '../http/plugin-http.ts'
import type { RefusalLimit } from '../http/refusal-limit.ts'
import { serveRoute } from '../http/serve-route.ts'
import type { PermissionAuthority } from '../permissions/create-permissions.ts'
import { servePermissionRoutes } from '../permissions/permission-routes.ts'
import type { Services } from './open-services.ts'
import type { PluginStates } from './plugin-status.ts'
import type { RunningPlugin } from './start-plugins.ts'
import { serveWellKnownRoutes } from './well-known-routes.ts'

/** What mounting needs. */
export interface MountOptions {
  app: FastifyInstance
  services: Services
  authority: PermissionAuthority
  externalUrl: string
  auditFor(pluginId: string): Audit
  refusalLimit: RefusalLimit
}

/** Mounts a started plugin: its own routes, and those that every plugin has. */
export function mountPlugin(running: RunningPlugin, options: MountOptions): void {
  const { plugin, core, http } = running
  const { services, authority, externalUrl } = options
  const declared = plugin.permissions ?? []
  serveWellKnownRoutes({
    pluginId: plugin.id,
    description: plugin.description,
    http,
    auth: services.authority.forPlugin(plugin.id),
    scheduler: core.scheduler,
    clock: core.clock,
    permissions: declared,
    externalUrl: `${externalUrl}/api/${plugin.id}`,
  })
  servePermissionRoutes({ pluginId: plugin.id, http, authority, declared })
  mountRoutes(plugin.id, http, options)
}

/** Mounts the routes that a router has collected, and closes it. */
export function mountRoutes(pluginId: string, http: PluginHttp, options: MountOptions): void {
  const { app, services, authority, refusalLimit } = options
  const auth = services.authority.forPlugin(pluginId)
  const permissions = authority.forPlugin(pluginId, auth)
  const { isOpen } = services.authority
  const audit = options.auditFor(pluginId)
  for (const served of http.close()) serveRoute(served, { app, auth, permissions, isOpen, audit, refusalLimit })
}

/** Answers for plugins that did not start: 503, naming the plugin. */
export function mountFailures(app: FastifyInstance, states: PluginStates): void {
  for (const { id, state } of states.list()) {
    if (state !== 'failed' || !/^[a-z][a-z0-9-]*$/.test(id)) continue
    const refuse = () => {
      throw httpErrors.pluginFailed({ pluginId: id })
    }
    app.all(`/api/${id}`, { config: { pluginId: id } }, refuse)
    app.all(`/api/${id}/*`, { config: { pluginId: id } }, refuse)
  }
}
