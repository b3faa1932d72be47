import { expect, test } from 'vitest'
import type { Grant, Role } from '../../model/role.ts'
import { documentOf, draftOf } from './draft.ts'

const database = { type: 'database' } as const
const roleOf = (grants: Grant[]): Role => ({
  ref: 'role:default/r',
  description: 'What it is for.',
  members: [
    { ref: 'user:default/ada', source: database },
    { ref: 'group:default/press', source: { type: 'file', name: 'policy.yaml' } },
  ],
  grants: grants.map((grant) => ({ ...grant, source: database })),
  database: { version: 1, updatedAt: '', updatedBy: '' },
})
const isList = (_rule: string, param: string) => param === 'kinds'

test.each<{ why: string; grant: Grant }>([
  { why: 'a permission', grant: { permission: 'catalog.entity.read' } },
  { why: 'a deny', grant: { permission: 'catalog.*', effect: 'deny' } },
  { why: 'what the form does not show', grant: { action: 'read', resourceType: 'catalog-entity' } },
  {
    why: 'a rule with a list and a text',
    grant: { permission: 'a', if: { rule: 'R', params: { kinds: ['api', 'system'], label: 'x, y' } } },
  },
  { why: 'conditions in parts', grant: { permission: 'a', if: { not: { rule: 'R', params: { label: 'x' } } } } },
])('what is not touched comes back as it was: $why', ({ grant }) => {
  const { grants, members, description } = documentOf(draftOf(roleOf([grant])), isList)
  const { source: _, ...back } = { ...grants[0], source: database }
  expect(back).toEqual(grant)
  expect({ members, description }).toEqual({ members: ['user:default/ada'], description: 'What it is for.' })
})

test('members stand one a line or with commas, and empty fields are left out', () => {
  const draft = { ...draftOf(undefined), members: ' a\n\nb, c ', description: ' ' }
  expect(documentOf(draft, isList)).toEqual({ members: ['a', 'b', 'c'], grants: [{}] })
})
