import type { RootConfig } from '../config/root-config.ts'

/** Where the server listens. */
export interface ListenAddress {
  /** undefined: every interface. */
  host: string | undefined
  port: number
}

const defaultPort = 7007

/**
 * Reads `backend.listen`: `":7007"`, `"host:port"`, a port, or `{ host, port }` (spec/platform.md 4.5).
 *
 * @throws Error that names the key when it is none of these.
 */
export function listenAddress(config: RootConfig): ListenAddress {
  const listen = config.get('backend.listen')
  if (listen === undefined) return { host: undefined, port: defaultPort }
  if (typeof listen === 'object' && listen !== null) {
    const { host, port } = listen as { host?: unknown; port?: unknown }
    return { host: host === undefined ? undefined : String(host), port: parsePort(port ?? defaultPort) }
  }
  const text = String(listen)
  const colon = text.lastIndexOf(':')
  const host = colon > 0 ? text.slice(0, colon).replace(/^\[(.*)\]$/, '$1') : undefined
  return { host, port: parsePort(text.slice(colon + 1)) }
}

function parsePort(value: unknown): number {
  const port = value === '' ? Number.NaN : Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new Error(
    `backend.listen: "${String(value)}" is not a port. Write ":7007", "127.0.0.1:7007" or { host, port }.`,
  )
}
