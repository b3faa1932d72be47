import { get, Type } from '@callboard/model'
import type { PluginHttp } from '../http/plugin-http.ts'

const health = get('/health', {
  summary: 'Whether signals are delivered.',
  access: 'public',
  reply: Type.Object({ status: Type.String() }),
})

/** Serves `/api/signals/health`. */
export const serveSignalsHealth = (http: PluginHttp): void => http.serve(health, () => ({ status: 'ok' }))
