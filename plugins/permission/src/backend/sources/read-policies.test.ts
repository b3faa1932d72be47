import { describe, expect, test } from 'vitest'
import { testVocabulary as vocabulary } from '../policy/test-vocabulary.ts'
import { readPolicyYaml } from './policy-yaml.ts'
import { readRbacConditions, withoutConditioned } from './rbac-conditions.ts'
import { readRbacCsv } from './rbac-csv.ts'

const file = 'policy'
const context = { file, vocabulary }
const at = (line: number) => ({ type: 'file', name: file, line })

describe('a policy file', () => {
  test('says who has which role, and what each may do, with lines', () => {
    const { roles, problems } = readPolicyYaml(
      `roles:
  - role: Editors
    description: Who writes.
    members: [group:press, User:default/Ada, '*']
    grants:
      - permission: catalog.entity.read
      - permission: catalog.entity.delete
        effect: deny
        if: { rule: IS_ENTITY_OWNER, params: { claims: [$ownerRefs] } }
  - role: role:houses/none
`,
      context,
    )
    expect(problems).toEqual([])
    expect(roles).toEqual([
      {
        ref: 'role:default/editors',
        description: 'Who writes.',
        members: [
          { ref: 'group:default/press', source: at(4) },
          { ref: 'user:default/ada', source: at(4) },
          { ref: '*', source: at(4) },
        ],
        grants: [
          { permission: 'catalog.entity.read', source: at(6) },
          {
            permission: 'catalog.entity.delete',
            effect: 'deny',
            if: { rule: 'IS_ENTITY_OWNER', params: { claims: ['$ownerRefs'] } },
            source: at(7),
          },
        ],
      },
      { ref: 'role:houses/none', members: [], grants: [] },
    ])
  })

  const grant = (text: string) => `roles:\n  - role: a\n    grants:\n      - ${text}\n`
  test.each([
    { why: 'no YAML', text: 'roles: [', line: 1, says: 'Flow sequence' },
    { why: 'no list of roles', text: 'roles: 7\n', line: 1, says: 'expected a list' },
    { why: 'an unknown key', text: 'roles:\n  - role: a\n    grant: []\n', line: 3, says: 'unknown' },
    { why: 'a name with a line break', text: 'roles:\n  - role: "a\\nb"\n', line: 2, says: 'cannot be the name' },
    { why: 'a name of the language', text: 'roles:\n  - role: __proto__\n', line: 2, says: 'cannot be the name' },
    { why: 'a key of the language', text: 'roles:\n  - role: a\n    __proto__: {}\n', line: 3, says: 'unknown' },
    {
      why: 'a member that is neither user nor group',
      text: 'roles:\n  - role: a\n    members:\n      - component:x\n',
      line: 4,
      says: 'cannot be a member',
    },
    {
      why: 'a member with a comma',
      text: 'roles:\n  - role: a\n    members: ["user:a,b"]\n',
      line: 3,
      says: 'cannot be a member',
    },
    { why: 'a grant of nothing', text: grant('effect: allow'), line: 4, says: 'names a permission' },
    { why: 'a star in the middle', text: grant("permission: '*.read'"), line: 4, says: 'match' },
    {
      why: 'an unknown rule',
      text: grant('{ permission: catalog.entity.read, if: { rule: IS_ODD } }'),
      line: 4,
      says: 'no rule IS_ODD',
    },
    {
      why: 'wrong params',
      text: grant('{ permission: catalog.entity.read, if: { rule: IS_ENTITY_OWNER } }'),
      line: 4,
      says: 'params of IS_ENTITY_OWNER',
    },
    {
      why: 'an empty anyOf',
      text: grant('{ permission: catalog.entity.read, if: { anyOf: [] } }'),
      line: 4,
      says: 'not empty',
    },
    {
      why: 'two conditions in one',
      text: grant('{ permission: catalog.entity.read, if: { rule: A, not: { rule: B } } }'),
      line: 4,
      says: 'one of',
    },
    {
      why: 'a condition on a plain permission',
      text: grant('{ permission: catalog.location.read, if: { rule: IS_SHARP } }'),
      line: 4,
      says: 'no particular thing',
    },
    {
      why: 'rules of two types',
      text: grant(
        "{ permission: '*', if: { anyOf: [{ rule: IS_SHARP }, { rule: HAS_LABEL, params: { label: x } }] } }",
      ),
      line: 4,
      says: 'different types',
    },
  ])('is not taken with $why', ({ text, line, says }) => {
    const { problems } = readPolicyYaml(text, context)
    expect(problems[0]).toMatchObject({ file, line, level: 'error' })
    expect(problems.map(({ message }) => message).join(' ')).toContain(says)
  })

  test('is not read with aliases that expand without end', () => {
    const ten = (name: string) => `[${Array(10).fill(name).join(', ')}]`
    const text = `a: &a ${ten('1')}\nb: &b ${ten('*a')}\nc: &c ${ten('*b')}\nroles: ${ten('*c')}\n`
    expect(() => readPolicyYaml(text, context)).toThrow('alias')
  })

  test.each([
    { text: 'permission: catalog.entity.raed', says: 'Did you mean catalog.entity.read?' },
    { text: "permission: 'katalog.*'", says: 'begins with katalog.' },
    { text: 'resourceType: catalog-entities', says: 'Did you mean catalog-entity?' },
  ])('is taken with a remark: $text', ({ text, says }) => {
    const { problems, roles } = readPolicyYaml(grant(text), context)
    expect(problems).toMatchObject([{ level: 'warning', line: 4 }])
    expect(problems[0]?.message).toContain(says)
    expect(roles[0]?.grants).toHaveLength(1)
  })
})

describe('a CSV file of Red Hat’s RBAC', () => {
  test('grants and makes members, with lines', () => {
    const text = `# who may what
p, role:default/press, catalog.entity.read, read, allow
p, role:default/press, catalog-entity, update, deny

p, role:default/press, policy-entity, create, allow
g, group:default/press, role:default/press
g, user:default/ada, role:default/press
`
    const { roles, problems } = readRbacCsv(text, context)
    expect(problems.filter(({ level }) => level === 'error')).toEqual([])
    expect(roles).toEqual([
      {
        ref: 'role:default/press',
        members: [
          { ref: 'group:default/press', source: at(6) },
          { ref: 'user:default/ada', source: at(7) },
        ],
        grants: [
          { permission: 'catalog.entity.read', action: 'read', effect: 'allow', source: at(2) },
          { resourceType: 'catalog-entity', action: 'update', effect: 'deny', source: at(3) },
          { permission: 'policy.entity.create', effect: 'allow', source: at(5) },
        ],
      },
    ])
  })

  test.each([
    { why: 'an effect that is none', text: 'p, role:default/a, catalog.entity.read, read, perhaps' },
    { why: 'an action that is none', text: 'p, role:default/a, catalog.entity.read, own, allow' },
    { why: 'a field too many', text: 'p, role:default/a, catalog.entity.read, read, allow, allow' },
    { why: 'a wildcard, which the field has not', text: 'p, role:default/a, *, read, allow' },
    { why: 'a role as a member of itself', text: 'g, role:default/a, role:default/a' },
    { why: 'a person in the place of the role', text: 'g, user:default/a, user:default/b' },
    { why: 'an unknown beginning', text: 'x, a, b' },
    { why: 'an open quotation mark that would swallow the next line', text: 'g, "user:default/a, role:default/a' },
    { why: 'a line break in a quoted name', text: 'g, "user:default/a\ng, user:default/evil", role:default/a' },
    { why: 'a name of the language', text: 'g, user:default/a, role:default/__proto__' },
  ])('is not taken with $why', ({ text }) => {
    expect(readRbacCsv(text, context).problems).toContainEqual(expect.objectContaining({ line: 1, level: 'error' }))
  })
})

describe('conditional policies of Red Hat’s RBAC', () => {
  const text = `---
result: CONDITIONAL
roleEntityRef: role:default/press
pluginId: catalog
resourceType: catalog-entity
permissionMapping: [read, update]
conditions:
  anyOf:
    - { rule: IS_ENTITY_OWNER, resourceType: catalog-entity, params: { claims: [$ownerRefs] } }
    - not: { rule: HAS_LABEL, resourceType: catalog-entity, params: { label: secret } }
`
  const condition = {
    anyOf: [
      { rule: 'IS_ENTITY_OWNER', params: { claims: ['$ownerRefs'] } },
      { not: { rule: 'HAS_LABEL', params: { label: 'secret' } } },
    ],
  }
  test('become grants with conditions, one for each action', () => {
    expect(readRbacConditions(text, context)).toEqual({
      problems: [],
      roles: [
        {
          ref: 'role:default/press',
          members: [],
          grants: ['read', 'update'].map((action) => ({
            ...{ resourceType: 'catalog-entity', action, if: condition },
            source: at(2),
          })),
        },
      ],
    })
  })

  test('win against what the same role is granted without conditions, as they do there', () => {
    const csv = readRbacCsv(
      `p, role:default/press, catalog.entity.read, read, allow
p, role:default/press, catalog.entity.delete, delete, allow
p, role:default/press, catalog-entity, update, allow
p, role:default/press, catalog-entity, update, deny
p, role:default/others, catalog.entity.read, read, allow`,
      context,
    )
    const left = withoutConditioned(csv.roles, readRbacConditions(text, context).roles, vocabulary)
    expect(left.map(({ grants }) => grants.map(({ source }) => source.line))).toEqual([[2, 4], [5]])
  })

  test.each([
    { why: 'an action that is none', from: '[read, update]', to: '[own]', says: 'permissionMapping' },
    { why: 'an unknown rule', from: 'IS_ENTITY_OWNER', to: 'IS_ODD', says: 'IS_ODD' },
    { why: 'an unknown type', from: /catalog-entity/g, to: 'cat', says: 'type cat' },
    { why: 'no YAML', from: 'anyOf:', to: 'anyOf: [', says: '' },
  ])('are not taken with $why', ({ from, to, says }) => {
    const { problems } = readRbacConditions(text.replace(from, to), context)
    expect(problems[0]).toMatchObject({ level: 'error', message: expect.stringContaining(says) })
  })
})
