import { definePlugin } from '@callboard/kernel'
import { type FakeClock, fakeClock, startPortal } from '@callboard/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type LoginThrottle, loginThrottle } from './throttle.ts'

async function throttleOn(database: 'sqlite' | 'postgres'): Promise<{ throttle: LoginThrottle; clock: FakeClock }> {
  const clock = fakeClock()
  let throttle: LoginThrottle | undefined
  const plugin = definePlugin({
    id: 'auth',
    migrations: new URL('../migrations/', import.meta.url),
    setup({ db }) {
      throttle = loginThrottle({ db, clock })
    },
  })
  const portal = await startPortal({ plugins: [plugin], database, clock })
  onTestFinished(() => portal.stop())
  if (!throttle) throw new Error('The plugin was not set up.')
  return { throttle, clock }
}
const login = (username: string, ip = '10.0.0.1') => ({ provider: 'ldap', username, ip })
const isBlocked = (attempt: Promise<void>) =>
  attempt.then(
    () => false,
    (error: { code?: string }) => error.code === 'auth/too-many-logins',
  )

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  test('brute force against one name is slowed down more and more, from whatever address', async () => {
    const { throttle, clock } = await throttleOn(database)
    for (let i = 0; i < 5; i++) expect(await isBlocked(throttle.attempt(login('ada', `10.0.0.${i}`)))).toBe(false)
    expect(await isBlocked(throttle.attempt(login('ADA', '10.9.9.9')))).toBe(true)
    expect(await isBlocked(throttle.attempt(login('bob')))).toBe(false)
    clock.advance(1_000)
    expect(await isBlocked(throttle.attempt(login('ada')))).toBe(false)
    clock.advance(1_000)
    expect(await isBlocked(throttle.attempt(login('ada')))).toBe(true)
    clock.advance(1_000)
    expect(await isBlocked(throttle.attempt(login('ada')))).toBe(false)
  })

  test.each(['ada ', ' ada', 'ADA', 'a\u00ADda', '\uFF41da', 'a\u0301da', '\u00E1da'])(
    'a spelling that a directory takes for the same name is no new name: %j',
    async (spelling) => {
      const { throttle } = await throttleOn(database)
      for (let i = 0; i < 5; i++) await throttle.attempt(login('ada', `10.0.0.${i}`))
      expect(await isBlocked(throttle.attempt(login(spelling, '10.9.9.9')))).toBe(true)
      expect(await isBlocked(throttle.attempt(login('adam', '10.9.9.9')))).toBe(false)
    },
  )

  test('many attempts at the same moment count each', async () => {
    const { throttle } = await throttleOn(database)
    const blocked = await Promise.all(Array.from({ length: 20 }, () => isBlocked(throttle.attempt(login('ada')))))
    expect(blocked.filter((is) => !is)).toHaveLength(5)
  })

  test('spraying one password over many names is slowed down by address', async () => {
    const { throttle } = await throttleOn(database)
    for (let i = 0; i < 30; i++) await throttle.attempt(login(`name-${i}`, `2001:db8:1:2::${i}`))
    expect(await isBlocked(throttle.attempt(login('another', '2001:db8:1:2:ffff::1')))).toBe(true)
    expect(await isBlocked(throttle.attempt(login('another', '2001:db8:1:3::1')))).toBe(false)
  })

  test('the right password clears the name, and not the address', async () => {
    const { throttle, clock } = await throttleOn(database)
    for (let i = 0; i < 4; i++) await throttle.attempt(login('ada'))
    await throttle.succeeded(login('ada'))
    for (let i = 0; i < 4; i++) expect(await isBlocked(throttle.attempt(login('ada')))).toBe(false)
    for (let i = 0; i < 30; i++) await throttle.attempt(login(`name-${i}`)).catch(() => undefined)
    expect(await isBlocked(throttle.attempt(login('ada')))).toBe(true)
    clock.advance(3_600_001)
    expect(await isBlocked(throttle.attempt(login('ada')))).toBe(false)
  })
})
