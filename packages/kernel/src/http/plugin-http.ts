import type { Route } from '@callboard/model'
import type { Http, RawReply, RequestContext } from './http.ts'

/** A route with its handler, as a plugin handed it over. */
export interface ServedRoute {
  pluginId: string
  route: Route
  handler(request: RequestContext<unknown, unknown, unknown>): unknown | RawReply
}

/** The router of one plugin: collects routes until the portal opens. */
export interface PluginHttp extends Http {
  /** What was served so far; closes the router. */
  close(): ServedRoute[]
}

/**
 * Collects the routes of one plugin. They are mounted when every plugin has started, so that nothing of a plugin that
 * failed half-way answers.
 */
export function createPluginHttp(pluginId: string): PluginHttp {
  const served: ServedRoute[] = []
  let isClosed = false
  return {
    serve(route, handler) {
      const name = `${route.method} /api/${pluginId}${route.path}`
      if (isClosed)
        throw new Error(`${name} cannot be served any more: the portal has started. Serve routes in setup or onStart.`)
      if (!route.path.startsWith('/')) throw new Error(`${name}: the path of a route begins with "/".`)
      // Browsers send cookies with what other sites make them send; what changes something must prove more.
      if (route.access === 'user-cookie' && route.method !== 'GET')
        throw new Error(`${name} takes cookies, which only routes that read may. Leave its access at "signed-in".`)
      if (served.some((other) => other.route.method === route.method && other.route.path === route.path)) {
        throw new Error(`${name} is served twice by the plugin ${pluginId}.`)
      }
      // What a handler takes is what its route's check gives; from here on only the check knows the types.
      served.push({ pluginId, route: route as Route, handler: handler as unknown as ServedRoute['handler'] })
    },
    close() {
      isClosed = true
      return served
    },
  }
}
