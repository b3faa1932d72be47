import { expect, test } from 'vitest'
import { editDistance } from './edit-distance.ts'

test.each([
  { from: 'ticket', to: 'ticket', distance: 0 },
  { from: 'tiket', to: 'ticket', distance: 1 },
  { from: 'tickket', to: 'ticket', distance: 1 },
  { from: 'tikcet', to: 'ticket', distance: 1 },
  { from: 'tacket', to: 'ticket', distance: 1 },
  { from: 'tacke', to: 'ticket', distance: 2 },
  { from: 'ab', to: 'cdefg', distance: 3 },
  { from: 'abcd', to: 'efgh', distance: 3 },
])('from $from to $to: $distance, where 3 is more than asked', ({ from, to, distance }) => {
  expect(editDistance(from, to, { most: 2 })).toBe(distance)
})

test.each([
  { from: 'kubrn', to: 'kubernetes', distance: 1 },
  { from: 'kube', to: 'kubernetes', distance: 0 },
  { from: 'kbue', to: 'kubernetes', distance: 1 },
  { from: 'orch', to: 'kubernetes', distance: 2 },
])('from $from to the beginning of $to: $distance, where 2 is more than asked', ({ from, to, distance }) => {
  expect(editDistance(from, to, { most: 1, isBeginning: true })).toBe(distance)
})
