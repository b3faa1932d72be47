import type { Entry } from 'ldapts'
import { describe, expect, test } from 'vitest'
import type { SearchConfig, Vendor } from './org-config.ts'
import { type Member, memberFrom } from './org-entities.ts'
import { linkOrganization } from './org-links.ts'

const people = 'ou=people,dc=acme'
const groups = 'ou=groups,dc=acme'

function member(kind: 'User' | 'Group', entry: Entry, more: Partial<SearchConfig> & { vendor?: Vendor } = {}): Member {
  const { vendor = {}, ...search } = more
  const made = memberFrom(entry, { kind, search: { dn: 'dc=acme', ...search }, providerId: 'acme', vendor })
  if (typeof made === 'string') throw new Error(made)
  return made
}
const user = (uid: string, more: Record<string, string | string[]> = {}) =>
  member('User', { dn: `uid=${uid},${people}`, uid, ...more })
const group = (cn: string, more: Record<string, string | string[]> = {}, map?: SearchConfig['map']) =>
  member('Group', { dn: `cn=${cn},${groups}`, cn, ...more }, map && { map })

describe('an entry becomes an entity', () => {
  test('of a person', () => {
    const entry = {
      dn: `uid=ada,${people}`,
      UID: 'ada',
      cn: ['Ada Lovelace', 'Ada'],
      mail: 'ada@acme.example',
      entryUUID: 'e5c1',
    }
    expect(member('User', entry).entity).toEqual({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'User',
      metadata: {
        name: 'ada',
        annotations: {
          'backstage.io/managed-by-location': 'ldap://acme/uid%3Dada%2Cou%3Dpeople%2Cdc%3Dacme',
          'backstage.io/managed-by-origin-location': 'ldap://acme/uid%3Dada%2Cou%3Dpeople%2Cdc%3Dacme',
          'backstage.io/ldap-dn': 'uid=ada,ou=people,dc=acme',
          'backstage.io/ldap-rdn': 'ada',
          'backstage.io/ldap-uuid': 'e5c1',
        },
      },
      spec: { memberOf: [], profile: { displayName: 'Ada Lovelace', email: 'ada@acme.example' } },
    })
  })

  test('of a group, with other attributes and fixed values', () => {
    const map = { displayName: 'o', type: 'businessCategory', description: 'about' }
    const set = {
      'metadata.namespace': 'ldap',
      'spec.type': 'team',
      'spec.profile.email': 'all@acme.example',
      metadata: { title: 'T' },
    }
    const { entity, ref } = member(
      'Group',
      { dn: `cn=crew,${groups}`, cn: 'crew', o: 'The Crew', about: 'Sails.' },
      { map, set },
    )
    expect(ref).toBe('group:ldap/crew')
    expect(entity.metadata).toMatchObject({ name: 'crew', description: 'Sails.', title: 'T' })
    expect(entity.spec).toEqual({
      type: 'team',
      children: [],
      profile: { displayName: 'The Crew', email: 'all@acme.example' },
    })
  })

  test('whose fixed values change nothing but the entity', () => {
    const set = JSON.parse('{ "__proto__.polluted": true, "constructor.prototype.polluted": true }')
    member('Group', { dn: `cn=crew,${groups}`, cn: 'crew' }, { set })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test.each([
    { cn: 'crew', name: 'crew' },
    { cn: 'Payments, cards & gifts', name: 'Payments_cards_gifts' },
    { cn: '  Crew (all)', name: 'Crew_all' },
    { cn: 'Équipe', name: 'Equipe' },
    { cn: 'x'.repeat(70), name: 'x'.repeat(63) },
  ])('named $name for $cn', ({ cn, name }) => {
    expect(group(cn).entity.metadata.name).toBe(name)
  })

  test.each([{ cn: [] as string[] }, { cn: '???' }])('or none, for a name of $cn, and says which entry', ({ cn }) => {
    const context = { kind: 'Group' as const, search: { dn: groups }, providerId: 'acme', vendor: {} }
    expect(memberFrom({ dn: `ou=x,${groups}`, cn }, context)).toBe(
      `ou=x,${groups} has no value in "cn" that could be a name.`,
    )
  })

  test('with the id of Active Directory as Microsoft writes it', () => {
    const objectGUID = Buffer.from('33221100554477668899aabbccddeeff', 'hex')
    expect(member('User', { dn: 'cn=ada', uid: 'ada', objectGUID }).entity.metadata.annotations).toMatchObject({
      'backstage.io/ldap-uuid': '00112233-4455-6677-8899-aabbccddeeff',
    })
  })

  test('with the DN and id of the attributes that the vendor uses', () => {
    const vendor = { dnAttributeName: 'realDn', uuidAttributeName: 'number' }
    const entry = { dn: 'x', realDn: 'cn=ada,dc=acme', uid: 'ada', entryUUID: 'e5c1', number: '7' }
    expect(member('User', entry, { vendor }).entity.metadata.annotations).toMatchObject({
      'backstage.io/ldap-dn': 'cn=ada,dc=acme',
      'backstage.io/ldap-uuid': '7',
    })
  })
})

describe('an organisation', () => {
  const specs = (users: Member[], teams: Member[]) =>
    Object.fromEntries(
      linkOrganization(users, teams).entities.map(({ metadata: { name }, spec }) => [
        name,
        { memberOf: spec?.memberOf, parent: spec?.parent, children: spec?.children },
      ]),
    )

  test.each([
    { why: 'groups name members', users: [user('ada')], teams: [group('crew', { member: `UID=Ada, ${people}` })] },
    { why: 'people name groups', users: [user('ada', { memberOf: `cn=crew,${groups}` })], teams: [group('crew')] },
    {
      why: 'groups name members by uid',
      users: [user('ada')],
      teams: [group('crew', { memberUid: ['ada', 'eve'] }, { members: 'memberUid' })],
    },
    {
      why: 'both do',
      users: [user('ada', { memberOf: `cn=crew,${groups}` })],
      teams: [group('crew', { member: `uid=ada,${people}` })],
    },
  ])('knows who is in a group where $why', ({ users, teams }) => {
    expect(specs(users, teams).ada?.memberOf).toEqual(['group:default/crew'])
  })

  test.each([
    { why: 'the upper group', teams: [group('all', { member: `cn=crew,${groups}` }), group('crew')] },
    { why: 'the lower group', teams: [group('all'), group('crew', { memberOf: `cn=all,${groups}` })] },
  ])('knows what a group is below where $why says so', ({ teams }) => {
    expect(specs([], teams)).toMatchObject({
      all: { parent: undefined, children: ['group:default/crew'] },
      crew: { parent: 'group:default/all', children: [] },
    })
  })

  test('does not take a group for its own child', () => {
    expect(specs([], [group('crew', { member: `cn=crew,${groups}` })]).crew).toMatchObject({ children: [] })
  })

  test('counts members that were not found', () => {
    expect(
      linkOrganization([user('ada')], [group('crew', { member: [`uid=ada,${people}`, 'cn=x'] })]).unknownMembers,
    ).toBe(1)
  })

  test('a second group of the same name gives nobody what the first one owns', () => {
    const impostor = member('Group', { dn: `cn=Admins,ou=hobby,${groups}`, cn: 'Admins', member: `uid=eve,${people}` })
    const { entities, leftOut } = linkOrganization(
      [user('ada'), user('eve', { memberOf: impostor.dn })],
      [group('admins', { member: `uid=ada,${people}` }), impostor],
    )
    expect(entities.map(({ metadata, spec }) => [metadata.name, spec?.memberOf])).toEqual([
      ['ada', ['group:default/admins']],
      ['eve', []],
      ['admins', undefined],
    ])
    expect(leftOut).toEqual([
      `cn=Admins,ou=hobby,${groups} would be group:default/admins, which cn=admins,${groups} is.`,
    ])
  })

  test('an entry that two searches find is one', () => {
    const { entities, leftOut } = linkOrganization([user('ada'), user('ada')], [])
    expect([entities.length, leftOut]).toEqual([1, []])
  })
})
