import { describe, expect, test } from 'vitest'
import { cookieJar } from './cookies.ts'

const jarAt = (callback: string, appUrl: string) =>
  cookieJar({ providerId: 'oidc', callbackUrl: `${callback}/api/auth/oidc/handler/frame`, appUrl })
const jar = jarAt('https://portal.acme.test', 'https://portal.acme.test')
const set = (value: string, header?: string) => jar.set('refresh-token', value, { maxAgeMs: 60_000, header })
/** What a browser would send after these headers. */
const sent = (lines: string[]) => lines.map((line) => line.split(';')[0]).join('; ')

test.each([
  {
    why: 'plain http: no flag a browser would refuse',
    callback: 'http://localhost:7007',
    app: 'http://localhost:7007',
    flags: 'HttpOnly; SameSite=Lax',
  },
  {
    why: 'https',
    callback: 'https://portal.acme.test',
    app: 'https://portal.acme.test',
    flags: 'HttpOnly; SameSite=Lax; Secure',
  },
  {
    why: 'https with the app elsewhere',
    callback: 'https://api.acme.test',
    app: 'https://portal.acme.test',
    flags: 'HttpOnly; SameSite=None; Secure',
  },
])('$why', ({ callback, app, flags }) => {
  const [line] = jarAt(callback, app).set('refresh-token', 'x', { maxAgeMs: 60_000, header: undefined })
  expect(line).toBe(`oidc-refresh-token=x; Max-Age=60; Path=/api/auth/oidc; ${flags}`)
})

test('the nonce goes only to the end of the sign-in', () => {
  expect(jar.set('nonce', 'x', { maxAgeMs: 1000, header: undefined })[0]).toContain('Path=/api/auth/oidc/handler;')
})

describe('a long value', () => {
  const long = `é "${'ab'.repeat(5000)}";`

  test('is split, and put together again', () => {
    const lines = set(long)
    expect(lines.length).toBe(3)
    for (const line of lines) expect(line.split(';')[0]?.length).toBeLessThan(4096)
    expect(jar.read(sent(lines), 'refresh-token')).toBe(long)
  })

  test('takes the place of a short one, and the other way round', () => {
    const long0 = sent(set(long))
    expect(set(long, 'oidc-refresh-token=old')[0]).toMatch(/^oidc-refresh-token=; Max-Age=0/)
    const short = set('short', long0)
    expect(short.map((line) => line.split(';')[0])).toEqual([
      ...['oidc-refresh-token-0=', 'oidc-refresh-token-1=', 'oidc-refresh-token-2='],
      'oidc-refresh-token=short',
    ])
    expect(jar.clear('refresh-token', long0)).toHaveLength(3)
  })
})

test.each([
  { why: 'of another provider', header: 'xoidc-refresh-token=evil' },
  { why: 'of another name', header: 'oidc-refresh-token-x=evil' },
  { why: 'that cannot be decoded', header: 'oidc-refresh-token=%E0%A4%A' },
  { why: 'that is empty', header: 'oidc-refresh-token=' },
])('a cookie $why is none', ({ header }) => {
  expect(jar.read(header, 'refresh-token')).toBeUndefined()
})

test('of two cookies of one name the first counts, which has the more specific path', () => {
  expect(jar.read('oidc-refresh-token=own; oidc-refresh-token=tossed', 'refresh-token')).toBe('own')
})
