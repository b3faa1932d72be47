import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { hasSlapd, startSlapd, type TestSlapd } from '@callboard/testing/slapd'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { acme } from './fixtures/acme.ts'
import ldap from './index.ts'

const root = 'dc=acme,dc=example'

describe.skipIf(!hasSlapd())('a portal of a company with a real slapd (Debian: slapd, ldap-utils)', () => {
  let slapd: TestSlapd
  let portal: TestPortal
  const lines: string[] = []

  beforeAll(async () => {
    slapd = await startSlapd(acme)
    const connection = { target: slapd.secureUrl, bind: slapd.admin, tls: { ca: slapd.ca } }
    const users = { dn: `ou=people,${root}` }
    const signIn = {
      resolvers: [{ resolver: 'uuidMatchingUserEntityAnnotation' }],
      allow: { claim: 'groups', anyOf: [`cn=engineering,ou=groups,${root}`] },
    }
    const groups = { dn: `ou=groups,${root}` }
    portal = await startPortal({
      plugins: [auth, catalog, ldap],
      config: {
        auth: { providers: { ldap: { ...connection, users, signIn } } },
        catalog: { providers: { ldapOrg: { acme: { ...connection, users, groups } } } },
      },
      onLog: (line) => void lines.push(line),
    })
  })
  afterAll(async () => {
    await portal?.stop()
    await slapd?.stop()
  })

  const logIn = (username: string, password: string) =>
    portal.fetch('/api/auth/ldap/login', {
      method: 'POST',
      as: 'nobody',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })

  test('people of the directory sign in as the users that the directory gave, with its groups', async () => {
    await eventually(async () => {
      const found = await portal.fetch('/api/catalog/entities/by-name/user/default/ada')
      return found.status === 200
    })
    const reply = await logIn('ada', 'engine')
    // biome-ignore lint/suspicious/noExplicitAny: any JSON; the look is an expectation, which fails when it is not there.
    const { backstageIdentity }: any = await reply.json()
    expect(backstageIdentity.identity).toEqual({
      type: 'user',
      userEntityRef: 'user:default/ada',
      ownershipEntityRefs: ['user:default/ada', 'group:default/engineering', 'group:default/payments_cards'],
    })
  })

  test.each([
    { why: 'a wrong password', username: 'ada', password: 'wrong password', status: 401 },
    { why: 'an unknown name', username: 'eve', password: 'wrong password', status: 401 },
    { why: 'somebody outside of the group', username: 'grace', password: 'compiler', status: 403 },
  ])('is refused: $why', async ({ username, password, status }) => {
    expect((await logIn(username, password)).status).toBe(status)
  })

  test('no password is in the log', () => {
    expect(lines.join('')).not.toMatch(/wrong password|top secret/)
  })
})
