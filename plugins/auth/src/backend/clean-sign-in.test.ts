import { eventually, fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { hashSync } from 'bcryptjs'
import { expect, test } from 'vitest'
import { Browser } from './fixtures/browser.ts'
import { startForgingProvider } from './fixtures/forging-provider.ts'
import { crew } from './fixtures/portal.ts'
import auth from './index.ts'

const dayMs = 86_400_000
const signIn = { resolvers: [{ resolver: 'emailMatchingUserEntityProfileEmail' }] }

async function clean(portal: TestPortal): Promise<void> {
  const token = await portal.tokens.plugin('auth', 'auth')
  const url = '/api/auth/.backstage/scheduler/v1/tasks/clean-sign-in/trigger'
  // The task may be running already: then it is asked once more.
  await eventually(async () => (await portal.fetch(url, { method: 'POST', as: { token } })).ok)
}

test.each(['sqlite', 'postgres'] as const)(
  'on %s, what is over is removed, and what goes on stays',
  async (database) => {
    await using provider = await startForgingProvider()
    const clock = fakeClock()
    const users = [{ username: 'ada', passwordHash: hashSync('secret', 4), email: 'ada@acme.test' }]
    await using portal = await startPortal({
      plugins: [auth, crew],
      clock,
      database,
      config: {
        auth: {
          providers: { basic: { users, signIn, sessionDuration: '200 days' }, oidc: { development: provider.config } },
        },
      },
    })
    const browser = new Browser()
    const headers = { 'content-type': 'application/json', 'x-requested-with': 'XMLHttpRequest' }
    const body = JSON.stringify({ username: 'ada', password: 'secret' })
    const login = (by: Browser) => by.fetch(`${portal.url}/api/auth/basic/login`, { method: 'POST', headers, body })
    const db = portal.host.services().databases.forPlugin('auth')
    const counts = async () => {
      const found = []
      for (const table of ['session', 'session_token', 'started_sign_in', 'sign_in_trace'])
        found.push((await db.all(`select * from ${table}`)).length)
      return found
    }
    const isCleaned = (wanted: number[]) => eventually(async () => (await counts()).join() === wanted.join())

    await login(browser)
    await fetch(`${portal.url}/api/auth/oidc/start?env=development`, { redirect: 'manual' })
    expect(await counts()).toEqual([1, 1, 1, 1])
    clock.advance(2 * dayMs)
    await browser.fetch(`${portal.url}/api/auth/basic/refresh`, { headers })
    await clean(portal)
    await isCleaned([1, 1, 0, 1])
    clock.advance(8 * dayMs)
    await login(new Browser())
    await clean(portal)
    await isCleaned([2, 1, 0, 1])
    clock.advance(83 * dayMs)
    await clean(portal)
    await isCleaned([1, 0, 0, 0])
  },
)

test('of the trace a thousand attempts are kept, the newest', async () => {
  const clock = fakeClock()
  await using portal = await startPortal({ plugins: [auth], clock })
  const db = portal.host.services().databases.forPlugin('auth')
  for (let i = 0; i < 1200; i++) {
    await db.run('insert into sign_in_trace (id, at, provider, detail) values (?, ?, ?, ?)', [
      `${i}`,
      clock.nowMs() + i,
      'x',
      '{}',
    ])
  }
  await clean(portal)
  await eventually(async () => (await db.all('select id from sign_in_trace')).length === 1000)
  expect(await db.get('select id from sign_in_trace where id = ?', ['1199'])).toBeDefined()
})
