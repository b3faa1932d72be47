import { expect, test } from 'vitest'
import { cadenceOf, checkFrequency, isoDuration, nextRunAt } from './frequency.ts'
import type { Frequency } from './scheduler.ts'

test.each<{ why: string; frequency: Frequency; started: number; now: number; next: number | undefined }>([
  {
    why: 'an interval counts from the start of the run',
    frequency: { everyMs: 1_000 },
    started: 5_000,
    now: 5_200,
    next: 6_000,
  },
  {
    why: 'a run longer than its interval is followed at once',
    frequency: { everyMs: 1_000 },
    started: 5_000,
    now: 9_000,
    next: 9_000,
  },
  {
    why: 'cron is the next time of its pattern',
    frequency: { cron: '*/5 * * * *' },
    started: 0,
    now: 60_000,
    next: 300_000,
  },
  { why: 'cron may have seconds', frequency: { cron: '*/10 * * * * *' }, started: 0, now: 1, next: 10_000 },
  {
    why: 'a date that never comes is never due',
    frequency: { cron: '0 0 30 2 *' },
    started: 0,
    now: 0,
    next: undefined,
  },
  { why: 'manual is never due', frequency: { trigger: 'manual' }, started: 0, now: 0, next: undefined },
])('$why', ({ frequency, started, now, next }) => {
  expect(nextRunAt(frequency, { startedAtMs: started, nowMs: now })).toBe(next)
})

test.each<{ frequency: Frequency; says: RegExp }>([
  { frequency: { everyMs: 0 }, says: /more than 0 ms/ },
  { frequency: { everyMs: Number.NaN }, says: /more than 0 ms/ },
  { frequency: { cron: 'every day' }, says: /cannot be read: "every day"/ },
])('refused: $frequency', ({ frequency, says }) => {
  expect(() => checkFrequency('"x"', frequency)).toThrow(says)
})

test.each([
  [90_000, 'PT1M30S'],
  [3_600_000, 'PT1H'],
  [172_800_000, 'PT48H'],
  [1_500, 'PT1.5S'],
  [0, 'PT0S'],
])('%i ms is %s', (ms, text) => {
  expect(isoDuration(ms)).toBe(text)
  expect(cadenceOf({ everyMs: ms })).toBe(text)
})
