import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import { reasonOf } from '../database/errors.ts'
import type { Logger } from '../logs/logger.ts'
import { channel, lookPayload } from './event-table.ts'

const retryMs = 1_000
/** A connection may die unnoticed; nothing is missed for longer than this. */
const lookMs = 30_000

/**
 * Calls `news` on NOTIFY, and `look` when something may have been missed: after each (re)connect, now and then, and when
 * a replica that stops asks for it.
 *
 * @param connect - Makes a connection that is not connected yet.
 * @param signal - Ends it all.
 * @returns Resolves when it listens for the first time.
 */
export async function listenForEvents(options: {
  connect(): Client
  news(): void
  look(): void
  log: Logger
  signal: AbortSignal
}): Promise<void> {
  const { look, signal } = options
  const looking = setInterval(look, lookMs)
  looking.unref()
  signal.addEventListener('abort', () => clearInterval(looking), { once: true })
  const first = await listenOnce(options)
  void keepListening(first, options)
}

interface Listening {
  /** Resolves when the connection has gone. */
  gone: Promise<unknown>
}

async function keepListening(first: Listening, options: Parameters<typeof listenForEvents>[0]) {
  let reason = await first.gone
  for (let attempt = 0; !options.signal.aborted; attempt++) {
    if (attempt === 0) options.log.warn('event connection lost', { reason: reasonOf(reason) })
    try {
      await delay(retryMs, undefined, { signal: options.signal })
      const next = await listenOnce(options)
      options.log.info('event connection back')
      attempt = -1
      reason = await next.gone
    } catch {
      // The pool says why the database is away.
    }
  }
}

async function listenOnce({ connect, news, look, signal }: Parameters<typeof listenForEvents>[0]): Promise<Listening> {
  const client = connect()
  const gone = new Promise<unknown>((resolve) => {
    client.on('error', resolve)
    client.on('end', () => resolve(new Error('The server has closed the connection.')))
  })
  const end = () => void client.end().catch(() => {})
  client.on('notification', ({ payload }) => (payload === lookPayload ? look() : news()))
  try {
    await client.connect()
    await client.query(`listen ${channel}`)
  } catch (error) {
    end()
    throw error
  }
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  void gone.then(() => signal.removeEventListener('abort', end))
  look()
  return { gone }
}
