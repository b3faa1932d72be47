import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Credentials } from '../auth/auth.ts'
import type { PluginAuth } from '../auth/create-auth.ts'
import { tokensRevokedTopic } from '../auth/revocations.ts'
import { requireScope } from '../auth/token-scopes.ts'
import type { Events } from '../events/events.ts'
import type { Logger } from '../logs/logger.ts'
import { type SignalPayload, signalsTopic } from './create-signals.ts'

/** What the server of signals needs. */
export interface SignalsServerOptions {
  server: Server
  auth: PluginAuth
  events: Events
  log: Logger
}

interface Listener {
  socket: WebSocket
  /** Absent for nobody. */
  credentials: Credentials | undefined
  ownershipEntityRefs: ReadonlySet<string>
  channels: Set<string>
  isAlive: boolean
}

const mount = '/api/signals'
const anonymousRef = 'user:default/guest'
const pingEveryMs = 30_000
const maxMessageBytes = 16 * 1024
const maxChannels = 200
/** A browser that does not take its messages is cut off rather than kept in memory. */
const maxBufferedBytes = 1024 * 1024

/**
 * Takes WebSocket connections at `/api/signals` and delivers signals to them (spec/platform.md 13). Attached to the
 * server from the start; the WebSocket library is loaded with the first connection.
 *
 * @returns Ends all connections.
 */
export function serveSignals(options: SignalsServerOptions): () => void {
  const { server, events, log } = options
  const listeners = new Set<Listener>()
  let isEnded = false
  let sockets: Promise<WebSocketServer> | undefined
  const library = () => {
    sockets ??= import('ws').then(
      // The token is the sub-protocol; it is echoed, as the clients of the field expect.
      ({ WebSocketServer }) =>
        new WebSocketServer({
          noServer: true,
          maxPayload: maxMessageBytes,
          handleProtocols: ([first]) => first ?? false,
        }),
    )
    return sockets
  }

  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    const path = (request.url ?? '').split('?', 1)[0]?.replace(/\/$/, '')
    if (path !== mount) return refuse(stream, '404 Not Found')
    try {
      const caller = await callerOf(request, options.auth)
      const webSockets = await library()
      webSockets.handleUpgrade(request, stream, head, (socket) => add(socket, caller))
    } catch (error) {
      log.debug('signal connection refused', { error })
      refuse(stream, '401 Unauthorized')
    }
  }
  const add = (socket: WebSocket, caller: Pick<Listener, 'credentials' | 'ownershipEntityRefs'>) => {
    const listener: Listener = { ...caller, socket, channels: new Set(), isAlive: true }
    // Who was still being asked for a token when the portal began to stop would hold it up.
    if (isEnded) return socket.terminate()
    listeners.add(listener)
    socket.on('message', (data) => subscribe(listener, String(data)))
    socket.on('pong', () => {
      listener.isAlive = true
    })
    socket.on('close', () => listeners.delete(listener))
    socket.on('error', () => socket.terminate())
  }

  const unsubscribe = events.subscribe([signalsTopic], ({ payload }) => {
    const signal = payload as SignalPayload // only `createSignals` publishes on this topic
    const text = JSON.stringify({ channel: signal.channel, message: signal.message })
    for (const listener of listeners) if (isFor(signal, listener)) deliver(listener, text)
  })
  const forget = events.subscribe([tokensRevokedTopic], () => endRevoked(listeners, options.auth))
  const pinging = setInterval(() => {
    ping(listeners)
    // Nobody tells when an access token ends.
    void endRevoked(listeners, options.auth)
  }, pingEveryMs)
  pinging.unref()
  server.on('upgrade', upgrade)
  return () => {
    isEnded = true
    server.off('upgrade', upgrade)
    clearInterval(pinging)
    unsubscribe()
    forget()
    for (const { socket } of listeners) socket.terminate()
  }
}

/** Whoever connects, and what they own; without a token, a guest (spec/platform.md 13). */
async function callerOf(request: IncomingMessage, auth: PluginAuth) {
  const token = request.headers['sec-websocket-protocol']?.split(',', 1)[0]?.trim()
  if (!token) return { credentials: undefined, ownershipEntityRefs: new Set([anonymousRef]) }
  const credentials = await auth.authenticate(token)
  requireScope(credentials, { pluginId: 'signals', action: 'read' })
  return { credentials, ownershipEntityRefs: new Set((await auth.userInfo(credentials)).ownershipEntityRefs) }
}

/** Whoever has signed out hears nothing more. A token that has only run out is let be: browsers renew theirs meanwhile. */
async function endRevoked(listeners: ReadonlySet<Listener>, auth: PluginAuth): Promise<void> {
  for (const { socket, credentials } of listeners) {
    if (credentials && (await auth.isRevoked(credentials))) socket.terminate()
  }
}

function subscribe(listener: Listener, text: string): void {
  let message: { action?: unknown; channel?: unknown } | null
  try {
    message = JSON.parse(text)
  } catch {
    listener.socket.terminate()
    return
  }
  const { action, channel } = message ?? {}
  if (typeof channel !== 'string') return
  if (action === 'unsubscribe') listener.channels.delete(channel)
  if (action === 'subscribe' && listener.channels.size < maxChannels) listener.channels.add(channel)
}

function isFor({ recipients, channel }: SignalPayload, { channels, ownershipEntityRefs }: Listener): boolean {
  if (!channels.has(channel)) return false
  return recipients.type === 'broadcast' || [recipients.entityRef].flat().some((ref) => ownershipEntityRefs.has(ref))
}

function deliver({ socket }: Listener, text: string): void {
  if (socket.bufferedAmount > maxBufferedBytes) socket.terminate()
  else socket.send(text)
}

/** Whoever did not answer the last ping is gone. */
function ping(listeners: ReadonlySet<Listener>): void {
  for (const listener of listeners) {
    if (!listener.isAlive) {
      listener.socket.terminate()
      continue
    }
    listener.isAlive = false
    listener.socket.ping()
  }
}

const refuse = (stream: Duplex, status: string) =>
  stream.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
