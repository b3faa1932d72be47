import { get, Type } from '@callboard/model'
import type { PluginHttp } from '../http/plugin-http.ts'
import type { WebPart } from '../web-host/web-parts.ts'
import type { PluginStates } from './plugin-status.ts'

const installed = get('/plugins', {
  summary: 'What is installed, and what became of it.',
  reply: Type.Array(
    Type.Object({
      id: Type.String(),
      description: Type.Optional(Type.String()),
      state: Type.Union([Type.Literal('starting'), Type.Literal('started'), Type.Literal('failed')]),
      reason: Type.Optional(Type.String({ description: 'Why it did not start.' })),
      web: Type.Optional(Type.String({ description: 'URL of the ES module of its web part.' })),
    }),
  ),
})

/** Serves `/api/app`: what the web shell asks about the portal itself. */
export function serveAppRoutes(options: {
  http: PluginHttp
  states: PluginStates
  webParts: readonly WebPart[]
}): void {
  const modules = new Map(options.webParts.map(({ id, module }) => [id, module]))
  options.http.serve(installed, () =>
    options.states.list().map((status) => {
      const web = modules.get(status.id)
      return { ...status, ...(web !== undefined && { web }) }
    }),
  )
}
