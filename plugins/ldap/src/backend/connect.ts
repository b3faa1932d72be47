import { readFile } from 'node:fs/promises'
import net from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { parseDuration } from '@callboard/model'
import { Client, ResultCodeError } from 'ldapts'
import type { ConnectionConfig } from './connection-config.ts'

/**
 * Opens a connection for some work and closes it after that, however it ends. Referrals to other servers are not followed:
 * the password would go where the directory says.
 *
 * @throws Error that names the directory, when it cannot be reached or refuses the account of `bind`.
 */
export async function withDirectory<T>(config: ConnectionConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await openClient(config)
  try {
    if (config.bind) await bindAs(client, config, config.bind)
    return await work(client)
  } finally {
    await client.unbind().catch(() => {})
  }
}

/** The same without `bind`, for work that proves who somebody is. */
export const withStranger = <T>({ bind: _bind, ...config }: ConnectionConfig, work: (client: Client) => Promise<T>) =>
  withDirectory(config, work)

async function bindAs(client: Client, config: ConnectionConfig, { dn, secret }: { dn: string; secret: string }) {
  await client.bind(dn, secret).catch((error: unknown) => {
    const isRefusal = error instanceof ResultCodeError
    return failedAt(config, isRefusal ? 'refused the account of "bind"' : 'could not be reached')(error)
  })
}

async function openClient(config: ConnectionConfig): Promise<Client> {
  const timeout = config.timeout === undefined ? 10_000 : parseDuration(config.timeout)
  const isSecure = config.target.startsWith('ldaps:')
  const tls = isSecure || config.tls?.startTls ? await tlsOptions(config) : {}
  const client = new Client({
    url: config.target,
    timeout,
    connectTimeout: timeout,
    // Given to `ldap://` too, it would mean TLS from the first byte.
    ...(isSecure && { tlsOptions: tls }),
    createConnection: connectOnce(),
  })
  if (isSecure || !config.tls?.startTls) return client
  try {
    await within(timeout, client.startTLS(tls))
    return client
  } catch (error) {
    await client.unbind().catch(() => {})
    return failedAt(config, 'could not be reached with StartTLS')(error)
  }
}

/** The client's own timeout ends before the handshake begins, which a server can leave unanswered. */
async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('There was no answer in time.')), timeoutMs)
  })
  await Promise.race([work, tooLate]).finally(() => clearTimeout(timer))
}

/**
 * The client connects again by itself when the connection is gone, and after StartTLS it would do so in plain text: whoever
 * cuts the connection at the right moment would get the password.
 */
function connectOnce(): typeof net.connect {
  let isUsed = false
  const connect = (port: number, host: string) => {
    if (isUsed) throw new Error('The directory closed the connection.')
    isUsed = true
    return net.connect(port, host)
  }
  // The client only ever calls it with these two.
  return connect as typeof net.connect
}

async function tlsOptions({ target, tls = {} }: ConnectionConfig): Promise<ConnectionOptions> {
  const read = async (key: 'ca' | 'keys' | 'certs') => {
    const path = tls[key]
    if (path === undefined) return undefined
    return readFile(path).catch((cause) => {
      throw new Error(`The file ${path} of "tls.${key}" for ${target} cannot be read.`, { cause })
    })
  }
  const [ca, key, cert] = [await read('ca'), await read('keys'), await read('certs')]
  const { hostname } = new URL(target)
  return {
    // With StartTLS the name would be forgotten, and with it the check of the certificate's name.
    ...(net.isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? { servername: hostname } : {}),
    host: hostname.replace(/^\[|\]$/g, ''),
    rejectUnauthorized: tls.rejectUnauthorized ?? true,
    ...(ca && { ca }),
    ...(key && { key }),
    ...(cert && { cert }),
  }
}

const failedAt =
  ({ target }: ConnectionConfig, what: string) =>
  (cause: unknown): never => {
    throw new Error(`The directory ${target} ${what}: ${(cause as Error).message}`, { cause })
  }
