import { expect, test } from 'vitest'
import { dropPlace } from './drop-place.ts'

const beside = [
  { area: 'main', box: { left: 0, right: 600, top: 100, bottom: 500 }, middles: [200, 400] },
  { area: 'aside', box: { left: 640, right: 900, top: 100, bottom: 220 }, middles: [] },
] as const
const stacked = [
  { area: 'main', box: { left: 0, right: 320, top: 100, bottom: 500 }, middles: [200, 400] },
  { area: 'aside', box: { left: 0, right: 320, top: 540, bottom: 700 }, middles: [620] },
] as const

test.each([
  { why: 'above the first middle', columns: beside, point: { x: 300, y: 150 }, place: { area: 'main', index: 0 } },
  { why: 'between two middles', columns: beside, point: { x: 300, y: 390 }, place: { area: 'main', index: 1 } },
  { why: 'far below all', columns: beside, point: { x: 300, y: 2000 }, place: { area: 'main', index: 2 } },
  { why: 'in an empty column', columns: beside, point: { x: 700, y: 160 }, place: { area: 'aside', index: 0 } },
  { why: 'beside the columns', columns: beside, point: { x: 1400, y: 400 }, place: { area: 'aside', index: 0 } },
  { why: 'in the lower column', columns: stacked, point: { x: 9, y: 650 }, place: { area: 'aside', index: 1 } },
  { why: 'nearer to the upper column', columns: stacked, point: { x: 9, y: 510 }, place: { area: 'main', index: 2 } },
])('let go $why', ({ columns, point, place }) => {
  expect(dropPlace(point, columns)).toEqual(place)
})
