import { type Criteria, catalogEntityResource, type Permission } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import type { Condition, Grant } from '../../model/role.ts'
import { createJudge } from './create-judge.ts'
import { judge } from './judge.ts'
import { type Fence, mergeRoles, type Policy } from './policy.ts'
import { permissions, testVocabulary as vocabulary } from './test-vocabulary.ts'

const { readEntity, deleteEntity, refreshEntity, readLocation, analyze, useTool, ownerless } = permissions
const source = { type: 'database' as const }
const ada = { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada', 'group:default/press'] }
const bo = { userEntityRef: 'user:default/bo', ownershipEntityRefs: ['user:default/bo'] }

/** Each entry of `roles` is a role of Ada's team with these grants. */
function policyOf(roles: Grant[][], over: Partial<Policy> = {}, members = ['group:default/press']): Policy {
  const parts = roles.map((grants, i) => ({
    ref: `role:default/r${i}`,
    members: members.map((ref) => ({ ref, source })),
    grants: grants.map((grant) => ({ ...grant, source })),
  }))
  return { roles: mergeRoles(parts), default: 'deny', administrators: [], fences: [], ...over }
}
const decide = (policy: Policy, permission: Permission, user: typeof ada | undefined = ada) =>
  judge({ policy, vocabulary }, permission, user).decision

const owned: Condition = { rule: 'IS_ENTITY_OWNER', params: { claims: ['$ownerRefs'] } }
const secret: Condition = { rule: 'HAS_LABEL', params: { label: 'secret' } }
const leaf = (rule: string, params: object): Criteria => ({
  rule,
  resourceType: catalogEntityResource,
  params: params as Record<string, unknown>,
})
const ownedByAda = leaf('IS_ENTITY_OWNER', { claims: ada.ownershipEntityRefs })
const isSecret = leaf('HAS_LABEL', { label: 'secret' })
const when = (conditions: Criteria) => ({
  result: 'CONDITIONAL',
  pluginId: 'catalog',
  resourceType: catalogEntityResource,
  conditions,
})

describe('several grants', () => {
  const readAll: Grant = { permission: 'catalog.entity.read' }
  const readOwned: Grant = { ...readAll, if: owned }
  const readSecret: Grant = { ...readAll, if: secret }
  const readNone: Grant = { ...readAll, effect: 'deny' }
  const notSecret: Grant = { ...readAll, effect: 'deny', if: secret }
  test.each([
    { why: 'nothing fits: the default', roles: [[]], decision: { result: 'DENY' } },
    {
      why: 'nothing fits, and the default is allow',
      roles: [[]],
      over: { default: 'allow' as const },
      decision: { result: 'ALLOW' },
    },
    { why: 'an allow', roles: [[readAll]], decision: { result: 'ALLOW' } },
    { why: 'a deny wins against an allow', roles: [[readAll], [readNone]], decision: { result: 'DENY' } },
    { why: 'a deny wins against conditions', roles: [[readOwned], [readNone]], decision: { result: 'DENY' } },
    {
      why: 'a deny wins against a default that allows',
      roles: [[readNone]],
      over: { default: 'allow' as const },
      decision: { result: 'DENY' },
    },
    { why: 'an allow wins against conditions', roles: [[readOwned], [readAll]], decision: { result: 'ALLOW' } },
    { why: 'conditions', roles: [[readOwned]], decision: when(ownedByAda) },
    {
      why: 'conditions win against a default that allows',
      roles: [[readOwned]],
      over: { default: 'allow' as const },
      decision: when(ownedByAda),
    },
    {
      why: 'of several conditions any will do',
      roles: [[readOwned], [readSecret]],
      decision: when({ anyOf: [ownedByAda, isSecret] }),
    },
    {
      why: 'a deny with conditions narrows an allow',
      roles: [[readAll, notSecret]],
      decision: when({ not: isSecret }),
    },
    {
      why: 'a deny with conditions narrows conditions',
      roles: [[readOwned], [notSecret]],
      decision: when({ allOf: [ownedByAda, { not: isSecret }] }),
    },
    { why: 'a deny with conditions allows nothing by itself', roles: [[notSecret]], decision: { result: 'DENY' } },
    {
      why: 'a policy of which a part could not be read denies even what it allows',
      roles: [[readAll]],
      over: { default: 'allow' as const, incomplete: 'A mistake.' },
      decision: { result: 'DENY' },
    },
  ])('$why', ({ roles, over, decision }) => {
    expect(decide(policyOf(roles, over), readEntity)).toEqual(decision)
  })
})

describe('what a grant is about', () => {
  test.each<{ why: string; grant: Grant; permission: Permission; is: string }>([
    { why: 'its permission', grant: { permission: 'catalog.location.read' }, permission: readLocation, is: 'ALLOW' },
    { why: 'no other', grant: { permission: 'catalog.location.read' }, permission: readEntity, is: 'DENY' },
    { why: 'no longer name', grant: { permission: 'catalog.entity' }, permission: readEntity, is: 'DENY' },
    { why: 'everything', grant: { permission: '*' }, permission: analyze, is: 'ALLOW' },
    { why: 'whatever begins so', grant: { permission: 'catalog.entity.*' }, permission: deleteEntity, is: 'ALLOW' },
    {
      why: 'nothing that begins otherwise',
      grant: { permission: 'catalog.entity.*' },
      permission: readLocation,
      is: 'DENY',
    },
    { why: 'an action', grant: { action: 'read' }, permission: readLocation, is: 'ALLOW' },
    { why: 'no other action', grant: { action: 'read' }, permission: deleteEntity, is: 'DENY' },
    { why: 'use is what has no action', grant: { action: 'use' }, permission: analyze, is: 'ALLOW' },
    { why: 'use is not what has one', grant: { action: 'use' }, permission: readEntity, is: 'DENY' },
    { why: 'a resource type', grant: { resourceType: 'catalog-entity' }, permission: refreshEntity, is: 'ALLOW' },
    { why: 'no other type', grant: { resourceType: 'catalog-entity' }, permission: useTool, is: 'DENY' },
    {
      why: 'all that is given must fit',
      grant: { permission: 'catalog.*', action: 'read' },
      permission: deleteEntity,
      is: 'DENY',
    },
    {
      why: 'conditions fit no plain permission',
      grant: { permission: '*', if: owned },
      permission: readLocation,
      is: 'DENY',
    },
    {
      why: 'conditions fit only what has their rules',
      grant: { permission: '*', if: owned },
      permission: useTool,
      is: 'DENY',
    },
    {
      why: 'conditions fit what has them',
      grant: { permission: '*', if: { rule: 'IS_SHARP' } },
      permission: useTool,
      is: 'CONDITIONAL',
    },
    {
      why: 'a type that nobody owns takes no conditions',
      grant: { permission: '*', if: owned },
      permission: ownerless,
      is: 'DENY',
    },
  ])('$why', ({ grant, permission, is }) => {
    expect(decide(policyOf([[grant]]), permission).result).toBe(is)
  })
})

describe('whose role it is', () => {
  const all: Grant[][] = [[{ permission: '*' }]]
  test.each([
    { why: 'a member of the group', members: ['group:default/press'], user: ada, is: 'ALLOW' },
    { why: 'the person', members: ['user:default/ada'], user: ada, is: 'ALLOW' },
    { why: 'somebody else', members: ['user:default/ada'], user: bo, is: 'DENY' },
    { why: 'everybody who is signed in', members: ['*'], user: bo, is: 'ALLOW' },
    { why: 'nobody is not everybody', members: ['*'], user: undefined, is: 'DENY' },
    { why: 'no members', members: [], user: ada, is: 'DENY' },
    {
      why: 'a person whose groups leave out the person',
      members: ['user:default/ada'],
      user: { ...ada, ownershipEntityRefs: [] },
      is: 'ALLOW',
    },
    {
      why: 'nobody gets a role by a group with the name of a built-in',
      members: ['group:default/press'],
      user: { ...bo, ownershipEntityRefs: ['__proto__', 'constructor'] },
      is: 'DENY',
    },
  ])('$why: $is', ({ members, user, is }) => {
    expect(judge({ policy: policyOf(all, {}, members), vocabulary }, readEntity, user).decision.result).toBe(is)
  })
})

describe('fences', () => {
  const north: Fence = { name: 'north', members: ['group:default/press'], namespaces: ['north'], shared: false }
  const south: Fence = {
    name: 'south',
    members: ['user:default/bo'],
    labels: { house: 'south', tier: '1' },
    shared: true,
  }
  const inNorth = leaf('IS_ENTITY_NAMESPACE', { namespaces: ['north'] })
  const inSouth = {
    allOf: [leaf('HAS_LABEL', { label: 'house', value: 'south' }), leaf('HAS_LABEL', { label: 'tier', value: '1' })],
  }
  const fences = [north, south]
  const all: Grant[][] = [[{ permission: '*' }]]
  const everybody = (grants: Grant[][], over: Partial<Policy> = {}) => policyOf(grants, { fences, ...over }, ['*'])
  const carol = { userEntityRef: 'user:default/carol', ownershipEntityRefs: ['user:default/carol'] }

  test.each([
    { why: 'who is inside sees what is inside', policy: everybody(all), user: ada, decision: when(inNorth) },
    {
      why: 'and what is inside no fence, where it is shared',
      policy: everybody(all),
      user: bo,
      decision: when({ anyOf: [inSouth, { not: { anyOf: [inNorth, inSouth] } }] }),
    },
    { why: 'who is inside none is not fenced', policy: everybody(all), user: carol, decision: { result: 'ALLOW' } },
    {
      why: 'conditions of roles must hold, too',
      policy: everybody([[{ permission: '*', if: secret }]]),
      user: ada,
      decision: when({ allOf: [isSecret, inNorth] }),
    },
    {
      why: 'a default that allows is fenced',
      policy: everybody([], { default: 'allow' }),
      user: ada,
      decision: when(inNorth),
    },
    { why: 'a fence allows nothing by itself', policy: everybody([]), user: ada, decision: { result: 'DENY' } },
  ])('$why', ({ policy, user, decision }) => {
    expect(decide(policy, readEntity, user)).toEqual(decision)
  })

  test('are about every permission on entities, and about no other', () => {
    const policy = everybody(all)
    expect(decide(policy, deleteEntity)).toEqual(when(inNorth))
    expect(decide(policy, readLocation)).toEqual({ result: 'ALLOW' })
  })
})

describe('what is remembered', () => {
  const verdictOf = createJudge(
    policyOf([[{ permission: 'catalog.entity.read', if: owned }, { permission: 'other.*' }]]),
    vocabulary,
  ).judge

  test('the same person gets the same object', () => {
    expect(verdictOf(readEntity, ada).decision).toBe(verdictOf(readEntity, { ...ada }).decision)
  })

  test('other groups make another person of somebody', () => {
    const more = { ...ada, ownershipEntityRefs: [...ada.ownershipEntityRefs, 'group:default/bar'] }
    expect(verdictOf(readEntity, more).decision).toEqual(
      when(leaf('IS_ENTITY_OWNER', { claims: more.ownershipEntityRefs })),
    )
    expect(verdictOf(readEntity, { ...ada, ownershipEntityRefs: [] }).decision).toEqual({ result: 'DENY' })
  })

  test('a permission that is declared is judged by its declaration, whatever the question says of it', () => {
    const forAction = createJudge(policyOf([[{ action: 'read' }]]), vocabulary).judge
    const lie = { ...deleteEntity, attributes: { action: 'read' as const } }
    expect(forAction(lie, ada).decision).toEqual({ result: 'DENY' })
    expect(forAction(readLocation, ada).decision).toEqual({ result: 'ALLOW' })
  })
})
