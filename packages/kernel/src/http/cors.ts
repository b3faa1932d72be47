import type { FastifyInstance } from 'fastify'
import type { RootConfig } from '../config/root-config.ts'

/** Lets other sites call the API from a browser, as `backend.cors` says; without that block no site may (spec/platform.md 4.5). */
export async function addCors(app: FastifyInstance, config: RootConfig): Promise<void> {
  if (!config.has('backend.cors')) return
  // Both are loaded only where they are used: most portals have one origin.
  const [{ default: cors }, { minimatch }] = await Promise.all([import('@fastify/cors'), import('minimatch')])
  const methods = listAt(config, 'backend.cors.methods')
  const allowedHeaders = listAt(config, 'backend.cors.allowedHeaders')
  const exposedHeaders = listAt(config, 'backend.cors.exposedHeaders')
  const credentials = config.getOptionalBoolean('backend.cors.credentials')
  // Any site could then read with the cookies of whoever visits it.
  if (credentials && config.get('backend.cors.origin') === true)
    throw new Error(
      'backend.cors: with "origin: true" every site may call, which must not send cookies. Name the sites in origin, or leave credentials out.',
    )
  const maxAge = config.getOptionalNumber('backend.cors.maxAge')
  const optionsSuccessStatus = config.getOptionalNumber('backend.cors.optionsSuccessStatus')
  await app.register(cors, {
    origin: allowedOrigins(config, minimatch),
    ...(methods && { methods }),
    ...(allowedHeaders && { allowedHeaders }),
    ...(exposedHeaders && { exposedHeaders }),
    ...(credentials !== undefined && { credentials }),
    ...(maxAge !== undefined && { maxAge }),
    ...(optionsSuccessStatus !== undefined && { optionsSuccessStatus }),
  })
}

type OriginAnswer = (error: Error | null, isAllowed: boolean) => void

function allowedOrigins(
  config: RootConfig,
  matches: (text: string, pattern: string) => boolean,
): boolean | ((origin: string | undefined, answer: OriginAnswer) => void) {
  const origin = config.get('backend.cors.origin')
  if (typeof origin === 'boolean') return origin
  const patterns = (Array.isArray(origin) ? origin : [origin]).filter((one) => typeof one === 'string')
  return (candidate, answer) =>
    answer(null, candidate !== undefined && patterns.some((pattern) => matches(candidate, pattern)))
}

/** A list, or a text of names with commas. */
function listAt(config: RootConfig, key: string): string[] | undefined {
  const value = config.get(key)
  if (value === undefined) return undefined
  const names = Array.isArray(value) ? value.map(String) : String(value).split(',')
  return names.map((name) => name.trim())
}
