import auth from '@callboard/plugin-auth/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import { type RecordingCatalog, recordingCatalog } from '@callboard/testing/servers'
import { hasSlapd, startSlapd, type TestSlapd } from '@callboard/testing/slapd'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { acme } from './fixtures/acme.ts'
import ldap from './index.ts'

const name = 'LdapOrgEntityProvider:acme'
const root = 'dc=acme,dc=example'

describe.skipIf(!hasSlapd())('organisation data of a real slapd (Debian: slapd, ldap-utils)', () => {
  let slapd: TestSlapd
  let portal: TestPortal | undefined
  let catalog: RecordingCatalog

  beforeAll(async () => {
    slapd = await startSlapd(acme)
  })
  afterAll(() => slapd?.stop())
  afterEach(async () => {
    await portal?.stop()
    portal = undefined
  })

  async function read(more: object = {}) {
    catalog = recordingCatalog()
    const block = {
      target: slapd.secureUrl,
      bind: slapd.admin,
      tls: { ca: slapd.ca },
      users: { dn: `ou=people,${root}`, options: { filter: '(mail=*)', paged: { pageSize: 2 } } },
      groups: [{ dn: `ou=groups,${root}`, map: { type: 'businessCategory' }, set: { 'spec.type': 'team' } }],
      schedule: { frequency: 'PT1H' },
      ...more,
    }
    portal = await startPortal({
      plugins: [auth, catalog.plugin, ldap],
      config: { catalog: { providers: { ldapOrg: { acme: block } } } },
    })
    await catalog.until(() => catalog.mutations.length + catalog.failures.length > 0)
    return catalog.entities(name)
  }

  test('people and groups come with memberships and hierarchy', async () => {
    const entities = await read()
    expect([...entities.keys()]).toEqual([
      'group:default/engineering',
      'group:default/payments_cards',
      'user:default/ada',
      'user:default/grace',
    ])
    expect(entities.get('user:default/ada')?.spec).toEqual({
      profile: { displayName: 'Ada Lovelace', email: 'ada@acme.example' },
      memberOf: ['group:default/engineering', 'group:default/payments_cards'],
    })
    expect(entities.get('user:default/grace')?.spec?.memberOf).toEqual(['group:default/payments_cards'])
    expect(entities.get('group:default/payments_cards')).toMatchObject({
      metadata: {
        description: 'Moves money.',
        annotations: { 'backstage.io/ldap-uuid': expect.stringMatching(/^[0-9a-f]{8}-/) },
      },
      spec: { type: 'team', parent: 'group:default/engineering', profile: { displayName: 'Payments, cards' } },
    })
    expect(entities.get('group:default/engineering')?.spec).toMatchObject({
      type: 'department',
      children: ['group:default/payments_cards'],
    })
    expect(catalog.failures).toEqual([])
  })

  test('more people come than one answer of the directory may hold', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => {
      const uid = `p${index}`
      return `dn: uid=${uid},ou=many,${root}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: P\nsn: P\n\n`
    })
    await slapd.change(`dn: ou=many,${root}\nobjectClass: organizationalUnit\nou: many\n\n${many.join('')}`)
    const reader = `dn: uid=reader,ou=many,${root}\nobjectClass: inetOrgPerson\nuid: reader\ncn: R\nsn: R\nuserPassword: r\n`
    await slapd.change(reader)
    const bind = { dn: `uid=reader,ou=many,${root}`, secret: 'r' }
    const users = { dn: `ou=many,${root}`, options: { filter: '(uid=p*)' } }
    expect((await read({ bind, users, groups: [] })).size).toBe(1_100)
    expect(await read({ bind, users: { ...users, options: { ...users.options, paged: false } } })).toHaveLength(0)
    expect(String(catalog.failures[0]?.error)).toContain(`The search below ou=many,${root} failed`)
  })

  test('what goes from the directory goes from the catalog', async () => {
    expect((await read({ schedule: { frequency: 'PT1S' } })).has('user:default/grace')).toBe(true)
    await slapd.change(`dn: uid=grace,ou=people,${root}\nchangetype: delete\n`)
    await catalog.until(() => !catalog.entities(name).has('user:default/grace'))
  })

  test.each([
    {
      why: 'a wrong password',
      more: () => ({ bind: { ...slapd.admin, secret: 'wrong' } }),
      says: 'refused the account of "bind"',
    },
    { why: 'a base that is not there', more: () => ({ users: { dn: 'ou=no,dc=acme,dc=example' } }), says: 'ou=no' },
    {
      why: 'a search that finds nothing',
      more: () => ({ users: { dn: root }, groups: [] }),
      says: 'gave no usable entry',
    },
    { why: 'an unknown authority', more: () => ({ tls: {} }), says: 'directory' },
  ])('after $why the catalog keeps what it had, and people are told', async ({ more, says }) => {
    await read(more())
    expect(catalog.mutations).toEqual([])
    expect(String(catalog.failures[0]?.error)).toContain(says)
  })

  test('entries without a name are told, and all others come', async () => {
    const entities = await read({ users: { dn: `ou=people,${root}`, map: { name: 'mail' } }, groups: [] })
    await catalog.until(() => catalog.failures.length > 0)
    expect([...entities.keys()]).toContain('user:default/ada_acme.example')
    expect(String(catalog.failures[0]?.error)).toMatch(
      /1 entries were left out; all others are up to date. uid=nopassword,.* has no value in "mail"/,
    )
  })
})
