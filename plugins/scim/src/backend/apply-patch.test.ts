import { describe, expect, test } from 'vitest'
import { applyPatch } from './apply-patch.ts'
import { enterpriseSchema, groupAttributes, userAttributes } from './attributes.ts'

const ada = {
  userName: 'ada',
  active: true,
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [
    { value: 'ada@acme.com', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
}
const team = { displayName: 'Team', members: [{ value: 'a' }, { value: 'b' }, { value: 'c' }] }
const operation = (op: string, path?: string, value?: unknown) => ({ Operations: [{ op, path, value }] })

describe('a person', () => {
  test.each([
    {
      why: 'an attribute by its path',
      patch: operation('replace', 'title', 'Countess'),
      change: { title: 'Countess' },
    },
    {
      why: 'Entra ID: capital letters and a boolean as text',
      patch: operation('Replace', 'active', 'False'),
      change: { active: false },
    },
    {
      why: 'Okta: no path, an object of attributes',
      patch: operation('replace', undefined, { active: false }),
      change: { active: false },
    },
    { why: 'a boolean in a list', patch: operation('replace', 'active', [false]), change: { active: false } },
    {
      why: 'Entra ID: no path, dotted keys',
      patch: operation('Add', undefined, {
        'name.familyName': 'Lovelace',
        [`${enterpriseSchema}:department`]: 'Engines',
      }),
      change: { name: { givenName: 'Ada', familyName: 'Lovelace' }, [enterpriseSchema]: { department: 'Engines' } },
    },
    {
      why: 'a part of a complex attribute',
      patch: operation('replace', 'name.familyName', 'Lovelace'),
      change: { name: { givenName: 'Ada', familyName: 'Lovelace' } },
    },
    {
      why: 'an extension by its path',
      patch: operation('add', `${enterpriseSchema}:department`, 'R&D'),
      change: { [enterpriseSchema]: { department: 'R&D' } },
    },
    {
      why: 'a core schema before the name',
      patch: operation('add', 'urn:ietf:params:scim:schemas:core:2.0:User:nickName', 'A'),
      change: { nickName: 'A' },
    },
    {
      why: 'one of many, by type',
      patch: operation('replace', 'emails[type eq "work"].value', 'ada@new.example'),
      change: { emails: [{ value: 'ada@new.example', type: 'work', primary: true }, ada.emails[1]] },
    },
    {
      why: 'one of many that is not there yet',
      patch: operation('Add', 'emails[type eq "other"].value', 'x@y.example'),
      change: { emails: [...ada.emails, { type: 'other', value: 'x@y.example' }] },
    },
    {
      why: 'removal of one of many',
      patch: operation('remove', 'emails[type eq "home"]'),
      change: { emails: [ada.emails[0]] },
    },
    { why: 'removal of an attribute', patch: operation('remove', 'name'), change: { name: undefined } },
    {
      why: 'what is not kept is ignored',
      patch: operation('add', 'phoneNumbers[type eq "work"].value', '1'),
      change: {},
    },
    { why: 'a password is not kept', patch: operation('replace', undefined, { password: 'secret' }), change: {} },
    { why: 'prototypes are no attributes', patch: operation('add', undefined, { constructor: 'x' }), change: {} },
  ])('$why', ({ patch, change }) => {
    const { name, emails, ...rest } = { ...ada, ...change } as Record<string, unknown>
    const expected = Object.fromEntries(
      Object.entries({ ...rest, name, emails }).filter(([, value]) => value !== undefined),
    )
    expect(applyPatch(ada, patch, userAttributes)).toEqual(expected)
  })

  test.each([
    { why: 'no operations', patch: {}, scimType: 'invalidSyntax' },
    { why: 'an unknown operation', patch: operation('move', 'title', 'x'), scimType: 'invalidSyntax' },
    { why: 'a path to the prototype', patch: operation('add', '__proto__.active', false), scimType: 'invalidPath' },
    { why: 'a removal of nothing', patch: operation('remove'), scimType: 'noTarget' },
    { why: 'a path that is none', patch: operation('add', 'a b c', 'x'), scimType: 'invalidPath' },
    { why: 'a part of a plain attribute', patch: operation('add', 'title.x', 'x'), scimType: 'invalidPath' },
    { why: 'a value of another type', patch: operation('add', 'active', 'maybe'), scimType: 'invalidValue' },
    { why: 'a text without end', patch: operation('add', 'title', 'x'.repeat(2000)), scimType: 'invalidValue' },
    { why: 'no path and no object', patch: operation('add', undefined, 'x'), scimType: 'invalidSyntax' },
  ])('refused: $why', ({ patch, scimType }) => {
    expect(() => applyPatch(ada, patch, userAttributes)).toThrow(expect.objectContaining({ scimType, status: 400 }))
  })
})

describe('the members of a group', () => {
  test.each([
    {
      why: 'added',
      patch: operation('add', 'members', [{ value: 'd' }, { value: 'a' }]),
      members: ['a', 'b', 'c', 'd'],
    },
    { why: 'added one by one', patch: operation('Add', 'members', { value: 'd' }), members: ['a', 'b', 'c', 'd'] },
    { why: 'replaced', patch: operation('replace', 'members', [{ value: 'd' }]), members: ['d'] },
    {
      why: 'replaced without a path',
      patch: operation('replace', undefined, { members: [{ value: 'd' }] }),
      members: ['d'],
    },
    { why: 'removed by a filter', patch: operation('remove', 'members[value eq "b"]'), members: ['a', 'c'] },
    {
      why: 'Entra ID: removed by their values',
      patch: operation('Remove', 'members', [{ value: 'a' }, { value: 'c' }]),
      members: ['b'],
    },
    { why: 'all removed', patch: operation('remove', 'members'), members: [] },
  ])('$why', ({ patch, members }) => {
    expect(applyPatch(team, patch, groupAttributes).members).toEqual(members.map((value) => ({ value })))
    expect(team.members).toHaveLength(3)
  })
})
