import { type AuditRecord, auditSink, definePlugin } from '@callboard/kernel'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startForgingProvider } from './fixtures/forging-provider.ts'
import auth from './index.ts'

/** What people without an account may make the portal keep. */
let portal: TestPortal
let provider: Awaited<ReturnType<typeof startForgingProvider>>
let records: AuditRecord[] = []
const clock = fakeClock()
beforeAll(async () => {
  provider = await startForgingProvider()
  const recorder = definePlugin({
    id: 'recorder',
    use: { auditSink },
    setup: ({ auditSink: sink }) => sink.add({ write: (record) => void records.push(record) }),
  })
  portal = await startPortal({
    plugins: [auth, recorder],
    clock,
    config: { auth: { providers: { oidc: { development: provider.config } } } },
  })
})
afterAll(async () => {
  await portal.stop()
  await provider[Symbol.asyncDispose]()
})

const count = async (table: string) =>
  (await portal.host.services().databases.forPlugin('auth').all(`select * from ${table}`)).length
const finish = (userAgent = 'test') =>
  fetch(`${portal.url}/api/auth/oidc/handler/frame?env=development&state=00`, { headers: { 'user-agent': userAgent } })

test('a flood of made-up answers of the provider fills neither the audit nor the trace', async () => {
  for (let i = 0; i < 70; i++) await finish()
  const refused = records.filter(({ eventId }) => eventId === 'sign-in')
  expect([refused.length, await count('sign_in_trace')]).toEqual([60, 60])
  expect(records.filter(({ eventId }) => eventId === 'request-flood')).toHaveLength(1)
  clock.advance(60_000)
  await finish()
  expect(await count('sign_in_trace')).toBe(61)
})

test('a name of a browser that goes on and on is cut short in the audit', async () => {
  clock.advance(60_000)
  records = []
  await finish('x'.repeat(10_000))
  expect(records.map(({ userAgent }) => userAgent)).toEqual(['x'.repeat(300)])
})

test('a start that asks for more than any provider grants is refused, and nothing is kept', async () => {
  const start = (scope: string) =>
    fetch(`${portal.url}/api/auth/oidc/start?env=development&scope=${scope}`, { redirect: 'manual' })
  expect((await start('a'.repeat(10_000))).status).toBe(400)
  expect(await count('started_sign_in')).toBe(0)
  expect((await start('a'.repeat(500))).status).toBe(302)
  expect(await count('started_sign_in')).toBe(1)
})
