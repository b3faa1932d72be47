import { describe, expect, test } from 'vitest'
import { parseDuration } from './duration.ts'

describe('parseDuration', () => {
  test.each([
    { why: 'seconds by letter', value: '10s', ms: 10_000 },
    { why: 'a day by letter', value: '1d', ms: 86_400_000 },
    { why: 'hours by word', value: '2 hours', ms: 7_200_000 },
    { why: 'a fraction', value: '1.5h', ms: 5_400_000 },
    { why: 'm is minutes', value: '5m', ms: 300_000 },
    { why: 'ms is milliseconds', value: '250ms', ms: 250 },
    { why: 'capitals do not matter', value: '3 Minutes', ms: 180_000 },
    { why: 'space around it does not matter', value: ' 1 w ', ms: 604_800_000 },
    { why: 'zero with a unit', value: '0s', ms: 0 },
    { why: 'ISO minutes', value: 'PT1M', ms: 60_000 },
    { why: 'ISO days', value: 'P1D', ms: 86_400_000 },
    { why: 'ISO months stand before the T', value: 'P1M', ms: 2_592_000_000 },
    { why: 'ISO with all the parts', value: 'P1Y2M3W4DT5H6M7.5S', ms: 38_898_367_500 },
    { why: 'parts add up', value: { hours: 1, minutes: 30 }, ms: 5_400_000 },
    { why: 'a year has 365 days', value: { years: 1 }, ms: 31_536_000_000 },
  ])('reads $why', ({ value, ms }) => expect(parseDuration(value)).toBe(ms))

  test.each([
    { why: 'a number without a unit', value: '10' },
    { why: 'an empty text', value: '' },
    { why: 'an unknown unit', value: '10 fortnights' },
    { why: 'a negative length', value: '-5s' },
    { why: 'an ISO duration without parts', value: 'P' },
    { why: 'an ISO duration that ends in T', value: 'P1DT' },
    { why: 'ISO parts in the wrong order', value: 'P1D1Y' },
    { why: 'an object without parts', value: {} },
    { why: 'an unknown part', value: { minutes: 1, eons: 2 } },
    { why: 'a part named like a method', value: { toString: 1 } },
    { why: 'a negative part', value: { minutes: -1 } },
    { why: 'a part that is no number', value: { minutes: '1' } },
  ] as { why: string; value: unknown }[])('refuses $why', ({ value }) =>
    // Config files hold whatever people type, whatever the type says.
    expect(() => parseDuration(value as string)).toThrow('is not a duration'),
  )
})
