import { definePlugin } from '@callboard/kernel'
import { startPortal, type TestPortal } from '@callboard/testing'
import bcrypt from 'bcryptjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { people } from '../../model/people.ts'
import auth from '../index.ts'

let portal: TestPortal
const lines: string[] = []
beforeAll(async () => {
  const crew = definePlugin({
    id: 'crew',
    use: { people },
    setup: (context) =>
      context.people.add({
        async find(query) {
          const isAda = 'name' in query && query.name === 'ada'
          return isAda ? [{ userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }] : []
        },
      }),
  })
  const passwordHash = bcrypt.hashSync('the engine', 4)
  const users = ['ada', 'stranger'].map((username) => ({ username, passwordHash }))
  const signIn = { resolvers: [{ resolver: 'usernameMatchingUserEntityName' }] }
  portal = await startPortal({
    plugins: [auth, crew],
    config: { auth: { providers: { basic: { users, signIn } } } },
    onLog: (line) => void lines.push(line),
  })
})
afterAll(() => portal.stop())

const logIn = (username: string, password: string) =>
  portal.fetch('/api/auth/basic/login', {
    method: 'POST',
    as: 'nobody',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'XMLHttpRequest' },
    body: JSON.stringify({ username, password }),
  })

test('name and password give an identity with which the API opens', async () => {
  const reply = await logIn('ada', 'the engine')
  // biome-ignore lint/suspicious/noExplicitAny: any JSON; every look is an expectation, which fails when it is not there.
  const { backstageIdentity }: any = await reply.json()
  expect(backstageIdentity.identity.userEntityRef).toBe('user:default/ada')
  const me = await portal.fetch('/api/auth/v1/userinfo', { as: { token: backstageIdentity.token } })
  expect(me.status).toBe(200)
})

test('a wrong password and an unknown name get the same answer, which names neither', async () => {
  const [wrong, unknown] = [await logIn('ada', 'the loom'), await logIn('eve', 'the engine')]
  expect([wrong.status, unknown.status]).toEqual([401, 401])
  const [text, other] = [await wrong.text(), await unknown.text()]
  expect(other).toBe(text)
  expect(text).not.toMatch(/ada|eve/)
})

test('somebody whom the catalog does not know is not signed in by the right password', async () => {
  expect((await logIn('stranger', 'the engine')).status).not.toBe(200)
})

test('no password reaches the log', () => {
  expect(lines.join('')).not.toMatch(/the engine|the loom/)
})
