import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RootConfig } from '../config/root-config.ts'
import { durationAt } from './duration-at.ts'

/**
 * Far above what a person's browser does, and what the machines of a team do behind one address; low enough that a
 * script gone wild does not take the portal from everybody else.
 */
const defaultLimit = 12_000
const minuteMs = 60_000
const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1']
/** Beyond so many addresses in one window somebody is making them up, and counting them only fills the memory. */
const maxAddresses = 100_000

/** The words that clients of the field know (spec/platform.md 4.5). */
const tooManyRequests = JSON.stringify({
  error: { name: 'Error', message: 'Too many requests, please try again later' },
  response: { statusCode: 429 },
})

/** A hook that refuses addresses which ask too often. */
export type RateLimitHook = (request: FastifyRequest, reply: FastifyReply, done: () => void) => void

/**
 * Limits how many requests one address may make in a window, IPv6 addresses by their /64. On unless
 * `backend.rateLimit` is false; loopback is never counted. Each replica counts for itself.
 *
 * Our own, because it must come before the barrier: the routes' own hooks run first in `@fastify/rate-limit`, so that
 * guessing tokens would never be limited; and it must cost nothing to those who are within the limit.
 *
 * @returns undefined when there is no limit.
 */
export function rateLimitHook(config: RootConfig, nowMs: () => number): RateLimitHook | undefined {
  const setting = config.get('backend.rateLimit')
  const block = typeof setting === 'object'
  if (setting === false || (block && config.getOptionalBoolean('backend.rateLimit.global') === false)) return undefined
  const limit = (block && config.getOptionalNumber('backend.rateLimit.incomingRequestLimit')) || defaultLimit
  const windowMs = (block && durationAt(config, 'backend.rateLimit.window')) || minuteMs
  const listed = block ? config.get('backend.rateLimit.ipAllowList') : undefined
  const allowed = new Set(Array.isArray(listed) ? listed.map(String) : loopback)
  const counts = new Map<string, number>()
  let endsAtMs = 0

  return (request, reply, done) => {
    const { ip } = request
    if (allowed.has(ip)) return done()
    const now = nowMs()
    // A clock that was set back must not make the window longer.
    const isOver = now >= endsAtMs || now < endsAtMs - windowMs
    if (isOver || counts.size > maxAddresses) {
      counts.clear()
      endsAtMs = now + windowMs
    }
    const address = networkOf(ip)
    const count = (counts.get(address) ?? 0) + 1
    counts.set(address, count)
    if (count <= limit) return done()
    reply
      .code(429)
      .header('retry-after', String(Math.ceil((endsAtMs - now) / 1000)))
      .header('content-type', 'application/json; charset=utf-8')
      .send(tooManyRequests)
  }
}

/** Whoever has one IPv6 address has the whole /64 of it. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip
  const [head = '', tail] = ip.split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail ? tail.split(':') : []
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - first.length - last.length)).fill('0')
  return [...first, ...zeros, ...last].slice(0, 4).join(':')
}
