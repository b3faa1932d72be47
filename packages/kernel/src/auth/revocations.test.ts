import { definePlugin, Type } from '@callboard/kernel'
import { get } from '@callboard/model'
import { eventually, fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { testPostgres } from '@callboard/testing/postgres'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { logTo, onPostgres } from '../database/test-databases.ts'
import { openRevocations } from './revocations.ts'
import { decodeToken, limitToken } from './token-formats.ts'

const demo = definePlugin({
  id: 'demo',
  setup({ http }) {
    const reply = Type.Unknown()
    http.serve(get('/closed', { summary: 'Who calls.', reply }), ({ credentials }) => credentials.principal)
    http.serve(get('/cookie', { summary: 'Who calls.', reply, access: 'user-cookie' }), () => 'read')
  },
})
const ada = 'user:default/ada'
const authOf = (portal: TestPortal, pluginId = 'auth') => portal.host.services().authority.forPlugin(pluginId)
const status = async (portal: TestPortal, token: string, path = 'closed') =>
  (await portal.fetch(`/api/demo/${path}`, { as: { token } })).status
const issuedAt = (token: string) => Number(decodeToken(token)?.payload.iat)

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  const start = (clock = fakeClock()) => startPortal({ plugins: [demo], database, clock })

  test('all tokens of a person end, and nobody else’s', async () => {
    await using portal = await start()
    const [first, second, other] = [
      await portal.tokens.user(ada),
      await portal.tokens.user(ada),
      await portal.tokens.user('user:default/bob'),
    ]
    // One of them is remembered, the other one was never seen.
    expect(await status(portal, first)).toBe(200)
    await authOf(portal).revokeTokens({ userEntityRef: 'User:default/Ada' })
    expect([await status(portal, first), await status(portal, second), await status(portal, other)]).toEqual([
      401, 401, 200,
    ])
  })

  test('only the tokens of these seconds end', async () => {
    const clock = fakeClock()
    await using portal = await start(clock)
    const first = await portal.tokens.user(ada)
    clock.advance(1000)
    const second = await portal.tokens.user(ada)
    clock.advance(1000)
    const third = await portal.tokens.user(ada)
    await authOf(portal).revokeTokens({ userEntityRef: ada, issuedAt: [issuedAt(first), issuedAt(third)] })
    expect([await status(portal, first), await status(portal, second), await status(portal, third)]).toEqual([
      401, 200, 401,
    ])
    // The clock still shows the second of the third.
    expect(await status(portal, await portal.tokens.user(ada))).toBe(200)
  })

  test('within one second somebody signs in and out and in again', async () => {
    await using portal = await start()
    for (let i = 0; i < 3; i++) {
      const token = await portal.tokens.user(ada)
      expect(await status(portal, token)).toBe(200)
      await authOf(portal).revokeTokens({ userEntityRef: ada })
      expect(await status(portal, token)).toBe(401)
    }
    expect(await status(portal, await portal.tokens.user(ada))).toBe(200)
  })

  test('cookies end, and calls of plugins that act for the person', async () => {
    await using portal = await start()
    const token = await portal.tokens.user(ada)
    const limited = limitToken(token)?.token ?? ''
    const catalog = authOf(portal, 'catalog')
    const credentials = await catalog.authenticate(token)
    const delegated = await catalog.pluginToken({ onBehalfOf: credentials, targetPluginId: 'demo' })
    expect([await status(portal, limited, 'cookie'), await status(portal, delegated.token)]).toEqual([200, 200])
    await authOf(portal).revokeTokens({ userEntityRef: ada })
    expect([await status(portal, limited, 'cookie'), await status(portal, delegated.token)]).toEqual([401, 401])
    // Even where a plugin still holds credentials from before.
    const late = await catalog.pluginToken({ onBehalfOf: credentials, targetPluginId: 'demo' })
    expect(await status(portal, late.token)).toBe(401)
  })

  test('a token that is being checked while it ends does not slip through', async () => {
    await using portal = await start()
    const token = await portal.tokens.user(ada)
    const checked = authOf(portal, 'demo').authenticate(token)
    await Promise.allSettled([checked, authOf(portal).revokeTokens({ userEntityRef: ada })])
    expect(await status(portal, token)).toBe(401)
  })

  test('what no token can need any more is dropped', async () => {
    const clock = fakeClock()
    await using portal = await start(clock)
    await authOf(portal).revokeTokens({ userEntityRef: ada })
    clock.advance(25 * 3_600_000)
    await authOf(portal).revokeTokens({ userEntityRef: 'user:default/bob' })
    const db = portal.host.services().databases.forPlugin('kernel')
    expect(await db.all('select user_ref from token_revocation')).toEqual([{ user_ref: 'user:default/bob' }])
  })
})

test('a token that is revoked stays so over a restart', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const directory = await mkdtemp('/tmp/callboard-revoked-')
  const config = { backend: { database: { client: 'better-sqlite3', connection: { directory } } } }
  const one = await startPortal({ plugins: [demo], config })
  const token = await one.tokens.user(ada)
  await authOf(one).revokeTokens({ userEntityRef: ada })
  await one.stop()
  await using two = await startPortal({ plugins: [demo], config })
  expect(await status(two, token)).toBe(401)
  expect(await status(two, await two.tokens.user(ada))).toBe(200)
  await rm(directory, { recursive: true })
})

test('another replica hears of it', async () => {
  const config = { backend: { database: { client: 'pg', connection: await testPostgres() } } }
  await using one = await startPortal({ plugins: [demo], config })
  await using two = await startPortal({ plugins: [demo], config })
  const token = await one.tokens.user(ada)
  expect(await status(two, token)).toBe(200)
  await authOf(one).revokeTokens({ userEntityRef: ada })
  await eventually(async () => (await status(two, token)) === 401)
  expect(await status(two, await two.tokens.user(ada))).toBe(200)
})

test('a replica that the news did not reach finds them by itself', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const databases = await onPostgres()
  onTestFinished(() => databases.end())
  const opened = await databases.open()
  await opened.migrate('kernel', new URL('./migrations/', import.meta.url))
  const deaf = { publish: async () => {}, subscribe: () => () => {} }
  const options = { db: opened.forPlugin('kernel'), events: deaf, clock: fakeClock(), log: logTo([]) }
  const [one, two] = [await openRevocations(options), await openRevocations(options)]
  const claims = { userEntityRef: ada, issuedAt: one.issueTime(ada) }
  await one.revoke(ada)
  expect([one.isRevoked(claims), two.isRevoked(claims)]).toEqual([true, false])
  vi.advanceTimersByTime(15_000)
  await expect.poll(() => two.isRevoked(claims)).toBe(true)
  one.close()
  two.close()
})
