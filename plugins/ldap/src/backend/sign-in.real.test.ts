import { once } from 'node:events'
import { createServer } from 'node:net'
import { hasSlapd, startSlapd, type TestSlapd } from '@callboard/testing/slapd'
import { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { acme } from './fixtures/acme.ts'
import { createMethod } from './fixtures/method.ts'
import type { LdapConfig } from './sign-in-config.ts'

const root = 'dc=acme,dc=example'
const people = `ou=people,${root}`

describe.skipIf(!hasSlapd())('sign-in with a real slapd (Debian: slapd, ldap-utils)', () => {
  let slapd: TestSlapd
  const config = (more: Partial<LdapConfig> = {}): LdapConfig => ({
    target: slapd.url,
    bind: slapd.admin,
    users: { dn: people },
    ...more,
  })
  const check = async (login: { username: string; password: string }, more?: Partial<LdapConfig>) =>
    (await createMethod(config(more))).check(login)
  const ada = { username: 'ada', password: 'engine' }

  beforeAll(async () => {
    slapd = await startSlapd(acme)
  })
  afterAll(() => slapd?.stop())

  test('the right password gives the profile, the claims and the groups', async () => {
    expect(await check(ada)).toEqual({
      profile: { displayName: 'Ada Lovelace', email: 'ada@acme.example' },
      claims: {
        sub: `uid=ada,${people}`,
        preferred_username: 'ada',
        email: 'ada@acme.example',
        uuid: expect.stringMatching(/^[0-9a-f]{8}-/),
        groups: [expect.stringMatching(/^cn=Payments(\\,|\\2C) cards,ou=groups/), `cn=engineering,ou=groups,${root}`],
      },
    })
  })

  test('groups can be searched for, where entries of people do not name them', async () => {
    const groups = { dn: `ou=groups,${root}`, filter: '(businessCategory=department)' }
    expect((await check(ada, { groups }))?.claims.groups).toEqual([`cn=engineering,ou=groups,${root}`])
  })

  test.each([
    { why: 'a name in another case is the same person', login: { username: 'ADA', password: 'engine' } },
    { why: 'a name by another attribute', login: { username: 'ada@acme.example', password: 'engine' } },
  ])('$why, and keeps the name of the entry', async ({ login }) => {
    const found = await check(login, { users: { dn: people, usernameAttributes: ['uid', 'mail'] } })
    expect(found?.claims.preferred_username).toBe('ada')
  })

  test.each([
    { why: 'a wrong password', username: 'ada', password: 'compiler' },
    { why: 'an empty password, with which the directory would let anybody bind', username: 'ada', password: '' },
    { why: 'an unknown name', username: 'eve', password: 'engine' },
    { why: 'an entry that has no password', username: 'nopassword', password: 'x' },
    { why: 'the whole DN as the name', username: `uid=ada,${people}`, password: 'engine' },
    { why: 'a wildcard as the name', username: '*', password: 'engine' },
    { why: 'a wildcard within the name', username: 'a*', password: 'engine' },
    { why: 'a filter injected by the name', username: 'ada)(objectClass=*', password: 'engine' },
    { why: 'an injected alternative', username: '*)(|(uid=*', password: 'engine' },
    { why: 'an injected end of the filter', username: 'ada))%00', password: 'engine' },
    { why: 'an escaped wildcard', username: '\\2a', password: 'engine' },
    { why: 'a name with a zero byte', username: 'ada\0', password: 'engine' },
    { why: 'a password with a zero byte', username: 'ada', password: '\0' },
    { why: 'a password that goes on after a zero byte', username: 'ada', password: 'engine\0x' },
    { why: 'the password of the searching account', username: 'ada', password: 'top secret' },
    { why: 'a name outside of the base of people', username: 'admin', password: 'top secret' },
  ])('is refused: $why', async ({ username, password }) => {
    expect(await check({ username, password })).toBeUndefined()
    expect(await check(ada)).toBeDefined()
  })

  test('an unknown name takes as many questions to the directory as a wrong password', async () => {
    const asked = [vi.spyOn(Client.prototype, 'bind'), vi.spyOn(Client.prototype, 'search')]
    const questionsOf = async (username: string) => {
      for (const spy of asked) spy.mockClear()
      expect(await check({ username, password: 'wrong' })).toBeUndefined()
      return asked.map(({ mock }) => mock.calls.length)
    }
    expect(await questionsOf('eve')).toEqual(await questionsOf('ada'))
    for (const spy of asked) spy.mockRestore()
  })

  test('the directory of these tests does let a name bind without a password', async () => {
    const client = new Client({ url: slapd.url })
    await client.bind(`uid=ada,${people}`, '')
    await client.unbind()
  })

  test('a person whom the filter leaves out is refused with the right password', async () => {
    const only = (filter: string) => check(ada, { users: { dn: people, filter } })
    expect(await only('(mail=grace@acme.example)')).toBeUndefined()
    expect(await only('(mail=ada@acme.example)')).toBeDefined()
  })

  test('a name that two entries have signs nobody in', async () => {
    const login = { username: 'Twin', password: 'twin' }
    const users = { dn: people, usernameAttributes: ['sn'] }
    const entry = (uid: string) =>
      `dn: uid=${uid},${people}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: Twin\nsn: Twin\nuserPassword: twin\n\n`
    await slapd.change(entry('castor'))
    expect(await check(login, { users })).toBeDefined()
    await slapd.change(entry('pollux'))
    await expect(check(login, { users })).rejects.toThrow(`More than one entry below ${people}`)
  })

  test('referrals to another server are not followed, so that no password goes there', async () => {
    let visits = 0
    const trap = createServer((socket) => {
      visits += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(trap, 'listening')
    const address = trap.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const refer = `dn: ou=elsewhere,${people}\nobjectClass: referral\nobjectClass: extensibleObject\nou: elsewhere\n`
    await slapd.change(`${refer}ref: ldap://127.0.0.1:${port}/${people}\n`)
    expect(await check({ username: 'eve', password: 'engine' })).toBeUndefined()
    expect(await check(ada)).toBeDefined()
    expect(visits).toBe(0)
    trap.close()
  })

  describe('encrypted', () => {
    const startTls = () => slapd.url.replace('127.0.0.1', 'localhost')

    test.each([
      { why: 'over ldaps', more: () => ({ target: slapd.secureUrl, tls: { ca: slapd.ca } }) },
      { why: 'by StartTLS', more: () => ({ target: startTls(), tls: { ca: slapd.ca, startTls: true } }) },
      { why: 'unchecked, when told so', more: () => ({ target: slapd.secureUrl, tls: { rejectUnauthorized: false } }) },
    ])('people sign in $why', async ({ more }) => {
      expect(await check(ada, more())).toBeDefined()
      expect(await check({ ...ada, password: 'wrong' }, more())).toBeUndefined()
    })

    test.each([
      { why: 'an unknown authority over ldaps', more: () => ({ target: slapd.secureUrl }) },
      { why: 'an unknown authority by StartTLS', more: () => ({ target: startTls(), tls: { startTls: true } }) },
      {
        why: 'a certificate for another name over ldaps',
        more: () => ({ target: slapd.secureUrl.replace('localhost', '127.0.0.1'), tls: { ca: slapd.ca } }),
      },
      {
        why: 'a certificate for another name by StartTLS',
        more: () => ({ target: slapd.url, tls: { ca: slapd.ca, startTls: true } }),
      },
      { why: 'a missing file of the authority', more: () => ({ target: slapd.secureUrl, tls: { ca: '/nowhere' } }) },
    ])('is refused: $why', async ({ more }) => {
      await expect(check(ada, more())).rejects.toThrow(/directory|cannot be read/)
    })
  })

  test('a searching account whose password is wrong is told to whoever runs the portal', async () => {
    const bind = { ...slapd.admin, secret: 'wrong' }
    await expect(check(ada, { bind })).rejects.toThrow(`The directory ${slapd.url} refused the account of "bind"`)
  })
})
