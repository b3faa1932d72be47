import { expect, test } from 'vitest'
import { sayDistance } from './Since.tsx'

test.each([
  { why: 'what is happening is now', ms: -300, said: 'now' },
  { why: 'seconds', ms: -40_000, said: '40 seconds ago' },
  { why: 'the largest whole unit counts', ms: -3_700_000, said: '1 hour ago' },
  { why: 'the future', ms: 120_000, said: 'in 2 minutes' },
  { why: 'days have names', ms: -90_000_000, said: 'yesterday' },
])('$why', ({ ms, said }) => {
  expect(sayDistance(ms, 'en')).toBe(said)
})
