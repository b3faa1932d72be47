import { describe, expect, test } from 'vitest'
import type { Grant } from '../../model/role.ts'
import { escalation } from './escalation.ts'

const source = { type: 'database' as const }
const role = (members: string[], grants: Grant[]) => ({
  ref: 'role:default/r',
  members: members.map((ref) => ({ ref, source })),
  grants: grants.map((grant) => ({ ...grant, source })),
})
const read: Grant = { permission: 'catalog.entity.read' }
const readOwned: Grant = { ...read, if: { rule: 'IS_ENTITY_OWNER', params: { claims: ['$ownerRefs'] } } }
const drop: Grant = { permission: 'catalog.entity.delete', action: 'delete' }
const noRead: Grant = { ...read, effect: 'deny' }
const ada = 'user:default/ada'
const bo = 'user:default/bo'

describe('is no escalation', () => {
  test.each([
    { why: 'to give what one has', before: undefined, after: role([bo], [read]), held: [read] },
    {
      why: 'to give what a wider grant covers',
      before: undefined,
      after: role([bo], [drop]),
      held: [{ permission: 'catalog.*' }],
    },
    {
      why: 'to give it by action',
      before: undefined,
      after: role([bo], [drop]),
      held: [{ action: 'delete' as const }],
    },
    {
      why: 'to give it with conditions where one has it without',
      before: undefined,
      after: role([bo], [readOwned]),
      held: [read],
    },
    {
      why: 'to give it with the conditions one has it with',
      before: undefined,
      after: role([bo], [readOwned]),
      held: [readOwned],
    },
    { why: 'to deny', before: undefined, after: role([bo], [noRead]), held: [] },
    { why: 'to take away what is granted', before: role([bo], [drop]), after: role([bo], []), held: [] },
    {
      why: 'to leave a grant as it is that one does not have',
      before: role([bo], [drop]),
      after: role([bo], [drop, read]),
      held: [read],
    },
    {
      why: 'to take somebody out of a role that only allows',
      before: role([bo, ada], [drop]),
      after: role([bo], [drop]),
      held: [],
    },
  ])('$why', ({ before, after, held }) => {
    expect(
      escalation(
        { before, after },
        held.map((grant) => ({ ...grant, source })),
      ),
    ).toBeUndefined()
  })
})

describe('is an escalation', () => {
  test.each([
    {
      why: 'to grant oneself what one does not have',
      before: role([ada], [read]),
      after: role([ada], [read, drop]),
      held: [read],
    },
    {
      why: 'to join a role that grants more',
      before: role([bo], [drop]),
      after: role([bo, ada], [drop]),
      held: [read],
    },
    { why: 'to let everybody join it', before: role([bo], [drop]), after: role([bo, '*'], [drop]), held: [read] },
    {
      why: 'to grant everything',
      before: undefined,
      after: role([ada], [{ permission: '*' }]),
      held: [{ permission: 'catalog.*' }],
    },
    {
      why: 'to widen a name',
      before: undefined,
      after: role([ada], [{ permission: 'catalog.*' }]),
      held: [{ permission: 'catalog.entity.*' }],
    },
    {
      why: 'to grant by action what one has by name',
      before: undefined,
      after: role([ada], [{ action: 'delete' as const }]),
      held: [drop],
    },
    { why: 'to drop the conditions', before: role([ada], [readOwned]), after: role([ada], [read]), held: [readOwned] },
    { why: 'to give what one is denied elsewhere', before: undefined, after: role([bo], [read]), held: [read, noRead] },
    {
      why: 'to give more than what one is denied of',
      before: undefined,
      after: role([bo], [{ permission: '*' }]),
      held: [{ permission: '*' }, noRead],
    },
    { why: 'to take away what denies', before: role([ada], [noRead]), after: role([ada], []), held: [] },
    { why: 'to delete a role that denies', before: role([ada], [noRead]), after: undefined, held: [] },
    { why: 'to leave a role that denies', before: role([ada, bo], [noRead]), after: role([bo], [noRead]), held: [] },
    {
      why: 'to soften what denies with conditions',
      before: role([ada], [noRead]),
      after: role([ada], [{ ...readOwned, effect: 'deny' as const }]),
      held: [],
    },
  ])('$why', ({ before, after, held }) => {
    expect(
      escalation(
        { before, after },
        held.map((grant) => ({ ...grant, source })),
      ),
    ).toMatch(/^You may not /)
  })
})
