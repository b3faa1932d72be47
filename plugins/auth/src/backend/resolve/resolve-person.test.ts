import { describe, expect, test } from 'vitest'
import type { PeopleDirectory, Person, PersonQuery } from '../../model/people.ts'
import type { Authenticated } from '../../model/sign-in-method.ts'
import { resolvePerson } from './resolve-person.ts'
import { createResolvers, type ResolverRule } from './resolvers.ts'

const person = (name: string): Person => ({
  userEntityRef: `user:default/${name}`,
  ownershipEntityRefs: [`user:default/${name}`, 'group:default/crew'],
})
/** Knows who has which query. */
const knows = (known: Record<string, string[]>): PeopleDirectory => ({
  find: async (query: PersonQuery) => (known[Object.values(query).join(' ')] ?? []).map(person),
})
const byEmail: ResolverRule = { resolver: 'emailMatchingUserEntityProfileEmail' }
const byLocalPart: ResolverRule = { resolver: 'emailLocalPartMatchingUserEntityName' }
const ada: Authenticated = {
  profile: { email: 'ada@acme.test' },
  claims: { sub: '42', preferred_username: 'ada', groups: ['crew'], realm: { roles: ['dev'] }, 'https://a.b/c': 'x' },
}

interface Row {
  why: string
  rules: ResolverRule[]
  known?: Record<string, string[]>
  from?: Authenticated
  allow?: { claim: string; anyOf: string[] }
}

function resolve({ rules, known = {}, from = ada, allow }: Row) {
  const own = {
    usernameMatchingUserEntityName: {
      query: ({ claims }: Authenticated) =>
        typeof claims.login === 'string' ? { name: claims.login } : { missing: 'a user name' },
    },
  }
  const resolvers = createResolvers(rules, { key: 'auth.providers.x.signIn.resolvers', own })
  return resolvePerson(from, { rules: { resolvers, allow }, directories: [knows(known)] })
}

const unverified = { profile: {}, claims: { email: 'ada@acme.test', email_verified: false } }
const spaced = { profile: { email: 'ada@acme.test' }, claims: { preferred_username: 'ada lovelace' } }

describe('somebody signs in', () => {
  test.each<Row & { ref: string }>([
    { why: 'by email', rules: [byEmail], known: { 'ada@acme.test': ['ada'] }, ref: 'user:default/ada' },
    {
      why: 'by email without its tag, when nobody has the tagged one',
      rules: [byEmail],
      from: { profile: { email: 'ada+portal@acme.test' }, claims: {} },
      known: { 'ada@acme.test': ['ada'] },
      ref: 'user:default/ada',
    },
    { why: 'by the local part', rules: [byLocalPart], known: { ada: ['ada'] }, ref: 'user:default/ada' },
    {
      why: 'by the second rule, when the first finds nobody',
      rules: [byEmail, byLocalPart],
      known: { ada: ['ada'] },
      ref: 'user:default/ada',
    },
    {
      why: 'by the first rule that matches',
      rules: [byEmail, byLocalPart],
      known: { 'ada@acme.test': ['first'], ada: ['second'] },
      ref: 'user:default/first',
    },
    {
      why: 'by the preferred user name',
      rules: [{ resolver: 'preferredUsernameMatchingUserEntityName' }],
      known: { ada: ['ada'] },
      ref: 'user:default/ada',
    },
    {
      why: 'by a claim and an annotation',
      rules: [{ resolver: 'claimMatchingUserEntityAnnotation', claim: 'sub', annotation: 'acme.test/id' }],
      known: { 'acme.test/id 42': ['ada'] },
      ref: 'user:default/ada',
    },
    {
      why: 'unknown to the catalog by local part, where that is allowed',
      rules: [{ ...byLocalPart, dangerouslyAllowSignInWithoutUserInCatalog: true }],
      from: { profile: { email: 'Ada@acme.test' }, claims: {} },
      ref: 'user:default/ada',
    },
    {
      why: 'unknown to the catalog by email under the whole address, so that no other domain takes a name',
      rules: [{ ...byEmail, dangerouslyAllowSignInWithoutUserInCatalog: true }],
      ref: 'user:default/ada@acme.test',
    },
    {
      why: 'of an allowed domain, whatever its casing',
      rules: [{ ...byEmail, allowedDomains: ['ACME.test'] }],
      known: { 'ada@acme.test': ['ada'] },
      ref: 'user:default/ada',
    },
    ...['groups crew', 'realm.roles dev', 'https://a.b/c x'].map((rule) => ({
      why: `with the claim ${rule}`,
      rules: [byEmail],
      known: { 'ada@acme.test': ['ada'] },
      allow: { claim: rule.split(' ')[0] ?? '', anyOf: ['other', rule.split(' ')[1] ?? ''] },
      ref: 'user:default/ada',
    })),
  ])('$why', async (row) => {
    expect(await resolve(row)).toMatchObject({ person: { userEntityRef: row.ref } })
  })
})

describe('nobody signs in', () => {
  test.each<Row & { code: string; outcomes: string[] }>([
    {
      why: 'whom no rule finds',
      rules: [byEmail, byLocalPart],
      code: 'unresolved',
      outcomes: ['no-match', 'no-match'],
    },
    {
      why: 'without email: the chain ends there',
      rules: [byEmail, { resolver: 'preferredUsernameMatchingUserEntityName' }],
      from: { profile: {}, claims: { preferred_username: 'ada' } },
      known: { ada: ['ada'] },
      code: 'profile-lacks',
      outcomes: ['failed'],
    },
    {
      why: 'whose email the provider has not verified',
      rules: [byEmail],
      from: unverified,
      known: { 'ada@acme.test': ['ada'] },
      code: 'profile-lacks',
      outcomes: ['failed'],
    },
    {
      why: 'of a foreign domain, and the chain ends there',
      rules: [{ ...byEmail, allowedDomains: ['other.test'] }, byLocalPart],
      known: { 'ada@acme.test': ['ada'], ada: ['ada'] },
      code: 'domain-not-allowed',
      outcomes: ['failed'],
    },
    {
      why: 'of a domain that only ends like an allowed one',
      rules: [{ ...byLocalPart, allowedDomains: ['acme.test'] }],
      from: { profile: { email: 'ada@evil-acme.test' }, claims: {} },
      known: { ada: ['ada'] },
      code: 'domain-not-allowed',
      outcomes: ['failed'],
    },
    {
      why: 'with two addresses in one, the second of an allowed domain',
      rules: [{ ...byLocalPart, allowedDomains: ['acme.test'] }],
      from: { profile: { email: 'ada@evil.test@acme.test' }, claims: {} },
      known: { ada: ['ada'] },
      code: 'profile-lacks',
      outcomes: ['failed'],
    },
    {
      why: 'when two people match',
      rules: [byEmail, byLocalPart],
      known: { 'ada@acme.test': ['ada', 'twin'], ada: ['ada'] },
      code: 'several-people',
      outcomes: ['failed'],
    },
    {
      why: 'without what a rule of the provider needs',
      rules: [{ resolver: 'usernameMatchingUserEntityName' }],
      code: 'profile-lacks',
      outcomes: ['failed'],
    },
    {
      why: 'outside the groups that may',
      rules: [byEmail],
      known: { 'ada@acme.test': ['ada'] },
      allow: { claim: 'groups', anyOf: ['admins'] },
      code: 'claim-not-allowed',
      outcomes: ['failed'],
    },
    {
      why: 'whose group is only part of one that may',
      rules: [byEmail],
      known: { 'ada@acme.test': ['ada'] },
      allow: { claim: 'groups', anyOf: ['crew-admins'] },
      code: 'claim-not-allowed',
      outcomes: ['failed'],
    },
    {
      why: 'whose name reaches into another namespace',
      rules: [{ ...byLocalPart, dangerouslyAllowSignInWithoutUserInCatalog: true }],
      from: { profile: { email: 'ops/root@acme.test' }, claims: {} },
      code: 'profile-lacks',
      outcomes: ['failed'],
    },
    {
      why: 'whose name no entity has',
      rules: [
        { resolver: 'preferredUsernameMatchingUserEntityName', dangerouslyAllowSignInWithoutUserInCatalog: true },
      ],
      from: spaced,
      code: 'profile-lacks',
      outcomes: ['failed'],
    },
  ])('$why', async (row) => {
    const resolution = await resolve(row)
    expect(resolution).toMatchObject({ error: { code: `auth/${row.code}` } })
    expect(resolution.steps.map(({ outcome }) => outcome)).toEqual(row.outcomes)
  })
})

test('a rule that nobody knows is told at the start, with those that are known', () => {
  const rules = [byEmail, { resolver: 'emailMatching' }]
  expect(() => createResolvers(rules, { key: 'auth.providers.oidc.production.signIn.resolvers', own: {} })).toThrow(
    "auth.providers.oidc.production.signIn.resolvers.1.resolver: Sign-in resolver 'emailMatching' is not available. Known are claimMatchingUserEntityAnnotation,",
  )
})
