import { expect, test } from 'vitest'
import { decideClaim, type HeldClaim, successorOf } from './plan-claims.ts'

const claim = (sourceId: number, key: string, state: HeldClaim['state'] = 'active', seenAt = 0): HeldClaim => ({
  source_id: sourceId,
  ref: 'component:default/web',
  location_key: key,
  state,
  file: null,
  seen_at: seenAt,
})
const valid = { entity: { apiVersion: 'v', kind: 'Component', metadata: { name: 'web' } }, relations: [] }

test.each([
  { why: 'a free ref is taken', held: { holder: undefined, claims: [] }, key: 'url:b', ok: true, state: 'active' },
  {
    why: 'the holder may change what it said',
    held: { holder: 2, claims: [claim(2, 'url:b')] },
    key: 'url:b',
    ok: true,
    state: 'active',
  },
  {
    why: 'the first source wins over a newcomer',
    held: { holder: 1, claims: [claim(1, 'url:a')] },
    key: 'url:b',
    ok: true,
    state: 'conflict',
  },
  {
    why: 'two ways to one file are no conflict',
    held: { holder: 1, claims: [claim(1, 'url:a')] },
    key: 'url:a',
    ok: true,
    state: 'active',
  },
  {
    why: 'a holder without a location key gives way',
    held: { holder: 1, claims: [claim(1, '')] },
    key: 'url:b',
    ok: true,
    state: 'active',
  },
  {
    why: 'an orphan is adopted whatever the key',
    held: { holder: null, claims: [] },
    key: 'url:b',
    ok: true,
    state: 'active',
  },
  {
    why: 'a failure of the holder keeps its entity',
    held: { holder: 2, claims: [claim(2, 'url:b')] },
    key: 'url:b',
    ok: false,
    state: 'failed',
    holds: true,
  },
  {
    why: 'a failure on a free ref holds nothing',
    held: { holder: undefined, claims: [] },
    key: 'url:b',
    ok: false,
    state: 'failed',
    holds: false,
  },
])('$why', ({ held, key, ok, state, holds }) => {
  const decision = decideClaim({ locationKey: key, accepted: ok ? valid : undefined }, 2, held)
  expect(decision.state).toBe(state)
  if (decision.state === 'failed') expect(decision.holds).toBe(holds)
})

test.each([
  { why: 'nobody is left', left: [], next: undefined },
  {
    why: 'who says the same goes before who waits',
    left: [claim(3, 'url:b', 'conflict', 1), claim(4, 'url:a', 'active', 9)],
    next: 4,
  },
  {
    why: 'of those who wait the first comes first',
    left: [claim(3, 'url:b', 'conflict', 5), claim(4, 'url:c', 'conflict', 2)],
    next: 4,
  },
  {
    why: 'what is broken comes last',
    left: [claim(3, 'url:b', 'failed', 1), claim(4, 'url:c', 'conflict', 2)],
    next: 4,
  },
])('a ref that lost its claim: $why', ({ left, next }) => {
  expect(successorOf(left)?.source_id).toBe(next)
})
