import { expect, test } from 'vitest'
import type { Grant } from '../../model/role.ts'
import { explainDenial, explainVerdict } from './explain.ts'
import { judge } from './judge.ts'
import { mergeRoles, type Policy } from './policy.ts'
import { permissions, testVocabulary as vocabulary } from './test-vocabulary.ts'

const { readEntity } = permissions
const ada = { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada'] }
const source = { type: 'file' as const, name: 'policy.yaml', line: 7 }
const read: Grant = { permission: 'catalog.entity.read' }
const kind = { rule: 'IS_ENTITY_KIND', params: { kinds: ['api', 'system'] } }

const fence = { name: 'north', members: [ada.userEntityRef], namespaces: ['north'], shared: false }

test.each<{ why: string; grants?: Grant[]; over?: Partial<Policy>; person: string; administrator: string }>([
  {
    why: 'no role',
    person: 'You have no role that grants catalog.entity.read. Ask an administrator for one.',
    administrator: 'The person has no role, and the default is deny.',
  },
  {
    why: 'a role that says nothing about it',
    grants: [],
    person: 'None of your roles (editors) grants catalog.entity.read. Ask an administrator for one that does.',
    administrator: 'None of the roles editors grants catalog.entity.read, and the default is deny.',
  },
  {
    why: 'a deny',
    grants: [read, { ...read, effect: 'deny' }],
    person: 'Your role editors denies catalog.entity.read.',
    administrator: 'Denied by editors (policy.yaml:7).',
  },
  {
    why: 'conditions',
    grants: [{ ...read, if: { anyOf: [kind, { not: { rule: 'HAS_LABEL', params: { label: 'x' } } }] } }],
    person:
      'Your roles grant catalog.entity.read only for some: where IS_ENTITY_KIND (kinds: api, system) or not HAS_LABEL (label: x).',
    administrator:
      'Granted by editors (policy.yaml:7) where IS_ENTITY_KIND (kinds: api, system) or not HAS_LABEL (label: x).',
  },
  {
    why: 'a deny with conditions',
    grants: [read, { ...read, effect: 'deny', if: kind }],
    person: 'Your roles grant catalog.entity.read only for some: not where IS_ENTITY_KIND (kinds: api, system).',
    administrator:
      'Granted by editors (policy.yaml:7), unless denied by editors (policy.yaml:7) where IS_ENTITY_KIND (kinds: api, system).',
  },
  {
    why: 'a deny with conditions where the default allows',
    grants: [{ ...read, effect: 'deny', if: kind }],
    over: { default: 'allow' },
    person: 'Your roles grant catalog.entity.read only for some: not where IS_ENTITY_KIND (kinds: api, system).',
    administrator:
      'None of the roles editors grants catalog.entity.read, and the default is allow, unless denied by editors (policy.yaml:7) where IS_ENTITY_KIND (kinds: api, system).',
  },
  {
    why: 'a fence',
    grants: [read],
    over: { fences: [fence] },
    person: 'You see only what is inside north.',
    administrator: 'Granted by editors (policy.yaml:7), inside the fence north only.',
  },
  {
    why: 'a policy that could not be read',
    over: { incomplete: 'The policy in a.yaml has a mistake.' },
    person: 'The policy of this portal has a mistake, so nothing is allowed until it is mended.',
    administrator: 'The policy in a.yaml has a mistake.',
  },
])('$why', ({ grants, over, person, administrator }) => {
  const roles = mergeRoles(
    grants
      ? [
          {
            ref: 'role:default/editors',
            members: [{ ref: ada.userEntityRef, source }],
            grants: grants.map((grant) => ({ ...grant, source })),
          },
        ]
      : [],
  )
  const policy: Policy = { roles, default: 'deny', administrators: [], fences: [], ...over }
  const verdict = judge({ policy, vocabulary }, readEntity, ada)
  expect(explainDenial(policy, verdict, readEntity)).toBe(person)
  expect(explainVerdict(policy, verdict, readEntity)).toBe(administrator)
})
