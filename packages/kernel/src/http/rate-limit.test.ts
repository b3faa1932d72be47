import { definePlugin, Type } from '@callboard/kernel'
import { get } from '@callboard/model'
import { fakeClock, startPortal } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { networkOf } from './rate-limit.ts'

const demo = definePlugin({
  id: 'demo',
  setup({ http }) {
    http.serve(get('/ip', { summary: 'Where from.', access: 'public', reply: Type.Unknown() }), ({ ip }) => ip)
  },
})
const limited = { backend: { trustProxy: true, rateLimit: { incomingRequestLimit: 3, window: '1m' } } }
const from = (address: string) => ({ as: 'nobody' as const, headers: { 'x-forwarded-for': address } })

describe('rate limit', () => {
  test('an address over the limit waits for the next window; others and loopback do not', async () => {
    const clock = fakeClock()
    await using portal = await startPortal({ plugins: [demo], config: limited, clock })
    const statuses = async (address: string, path = '/api/demo/ip') => {
      const replies = []
      for (let i = 0; i < 4; i++) replies.push((await portal.fetch(path, from(address))).status)
      return replies
    }
    expect(await statuses('10.0.0.1')).toEqual([200, 200, 200, 429])
    const refused = await portal.fetch('/api/demo/ip', from('10.0.0.1'))
    expect(refused.headers.get('retry-after')).toBe('60')
    expect(await refused.json()).toEqual({
      error: { name: 'Error', message: 'Too many requests, please try again later' },
      response: { statusCode: 429 },
    })
    expect(await statuses('10.0.0.2')).toEqual([200, 200, 200, 429])
    expect(await statuses('127.0.0.1')).toEqual([200, 200, 200, 200])
    clock.advance(60_001)
    expect(await statuses('10.0.0.1')).toEqual([200, 200, 200, 429])
    // The clock of the machine is set right.
    clock.advance(-3_600_000)
    expect(await statuses('10.0.0.1')).toEqual([200, 200, 200, 429])
  })

  test('guessing tokens and paths is limited too', async () => {
    await using portal = await startPortal({ plugins: [demo], config: limited })
    const guess = () =>
      portal.fetch('/api/app/plugins', { headers: { authorization: 'Bearer guess', 'x-forwarded-for': '10.0.0.3' } })
    expect([(await guess()).status, (await guess()).status, (await guess()).status, (await guess()).status]).toEqual([
      401, 401, 401, 429,
    ])
    for (let i = 0; i < 3; i++) await portal.fetch('/nothing', from('10.0.0.4'))
    expect((await portal.fetch('/nothing', from('10.0.0.4'))).status).toBe(429)
  })

  test('false switches it off, and nobody is believed about an address without trustProxy', async () => {
    await using portal = await startPortal({ plugins: [demo], config: { backend: { rateLimit: false } } })
    expect(await (await portal.fetch('/api/demo/ip', from('10.0.0.1'))).json()).toBe('127.0.0.1')
  })

  test.each([
    { ip: '10.0.0.1', network: '10.0.0.1' },
    { ip: '2001:db8:1:2:3:4:5:6', network: '2001:db8:1:2' },
    { ip: '2001:db8::1', network: '2001:db8:0:0' },
    { ip: '::1', network: '0:0:0:0' },
    { ip: '::ffff:10.0.0.1', network: '::ffff:10.0.0.1' },
  ])('$ip counts as $network', ({ ip, network }) => {
    expect(networkOf(ip)).toBe(network)
  })
})

describe('CORS', () => {
  test.each([
    { why: 'no headers without backend.cors', config: {}, origin: 'https://a.example.com', allowed: null },
    {
      why: 'a listed origin',
      config: { cors: { origin: 'https://a.example.com', credentials: true } },
      origin: 'https://a.example.com',
      allowed: 'https://a.example.com',
    },
    {
      why: 'a pattern',
      config: { cors: { origin: ['https://*.example.com'] } },
      origin: 'https://b.example.com',
      allowed: 'https://b.example.com',
    },
    {
      why: 'another origin',
      config: { cors: { origin: ['https://*.example.com'] } },
      origin: 'https://evil.com',
      allowed: null,
    },
    {
      why: 'a pattern does not reach across dots of a path',
      config: { cors: { origin: ['https://*.example.com'] } },
      origin: 'https://evil.com/.example.com',
      allowed: null,
    },
  ])('$why', async ({ config, origin, allowed }) => {
    await using portal = await startPortal({ plugins: [demo], config: { backend: config } })
    const reply = await portal.fetch('/api/demo/ip', { headers: { origin } })
    expect([reply.status, reply.headers.get('access-control-allow-origin')]).toEqual([200, allowed])
    const preflight = await portal.fetch('/api/demo/ip', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
      as: 'nobody',
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBe(allowed)
  })
})
