import { definePlugin, Type } from '@callboard/kernel'
import { get } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { testPostgres } from '@callboard/testing/postgres'
import { expect, test } from 'vitest'
import { decodeToken } from './token-formats.ts'

const demo = definePlugin({
  id: 'demo',
  setup({ http }) {
    const who = { summary: 'Who calls.', reply: Type.Unknown() }
    http.serve(get('/closed', who), ({ credentials }) => credentials.principal)
  },
})
const minuteMs = 60_000

test('keys change on two replicas under load, and no request is lost', async () => {
  const clock = fakeClock()
  const config = { backend: { database: { client: 'pg', connection: await testPostgres() } } }
  await using one = await startPortal({ plugins: [demo], clock, config })
  await using two = await startPortal({ plugins: [demo], clock, config })
  const replicas = [one, two]
  const kids = new Set<unknown>()
  const lost: string[] = []
  let sent = 0

  async function call(portal: TestPortal, token: string) {
    const { status } = await portal.fetch('/api/demo/closed', { as: { token } })
    if (status !== 200) lost.push(`${status} after ${sent} requests`)
    // A token lives for an hour: some 240 requests, far more than ever are under way.
    if (++sent % 4 === 0) clock.advance(minuteMs)
  }
  async function person(i: number) {
    for (let n = 0; n < 60; n++) {
      const [issuer, other] = (i + n) % 2 === 0 ? [one, two] : [two, one]
      const token =
        n % 3 === 0 ? await issuer.tokens.plugin('catalog', 'demo') : await issuer.tokens.user(`user:default/p${i}`)
      kids.add(decodeToken(token)?.header.kid)
      await call(other, token)
      await call(issuer, token)
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, i) => person(i)))

  expect(lost).toEqual([])
  expect(sent).toBe(960)
  // Four hours have gone by, in each of which each replica has made a key of its own.
  expect(kids.size).toBeGreaterThanOrEqual(2 * 4)
  for (const portal of replicas) {
    // First, because it may make a new key: whoever signs now is among those who are published.
    const current = decodeToken(await portal.tokens.user())?.header.kid
    const answer = await portal.fetch('/api/demo/.backstage/auth/v1/jwks.json', { as: 'nobody' })
    expect(answer.headers.get('cache-control')).toBe('public, max-age=15')
    const { keys } = (await answer.json()) as { keys: { kid: string }[] } // a JWK set
    expect(keys.map(({ kid }) => kid)).toContain(current)
  }
})
