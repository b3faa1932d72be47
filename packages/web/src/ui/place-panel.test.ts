import { expect, test } from 'vitest'
import { placePanel } from './place-panel.ts'

const phone = { width: 320, height: 640 }
const button = (left: number, top: number) => ({ left, right: left + 80, top, bottom: top + 32 })
const panel = { width: 240, height: 200 }

test.each([
  {
    why: 'below the button, from its left edge',
    surroundings: { button: button(20, 100), panel, window: phone, align: 'start' },
    place: { left: 0, side: 'below', maxHeight: 400 },
  },
  {
    why: 'below the button, to its right edge',
    surroundings: { button: button(220, 100), panel, window: phone, align: 'end' },
    place: { left: -160, side: 'below', maxHeight: 400 },
  },
  {
    why: 'moved to the left where it would leave the window',
    surroundings: { button: button(220, 100), panel, window: phone, align: 'start' },
    place: { left: -148, side: 'below', maxHeight: 400 },
  },
  {
    why: 'moved to the right where it would leave the window',
    surroundings: { button: button(20, 100), panel, window: phone, align: 'end' },
    place: { left: -12, side: 'below', maxHeight: 400 },
  },
  {
    why: 'its beginning stays in sight when it is too wide',
    surroundings: { button: button(20, 100), panel: { width: 400, height: 200 }, window: phone, align: 'end' },
    place: { left: -12, side: 'below', maxHeight: 400 },
  },
  {
    why: 'above where there is more room than below',
    surroundings: { button: button(20, 588), panel, window: phone, align: 'start' },
    place: { left: 0, side: 'above', maxHeight: 400 },
  },
  {
    why: 'below, and scrolling, where it fits on neither side and there is more room',
    surroundings: { button: button(20, 280), panel: { width: 240, height: 900 }, window: phone, align: 'start' },
    place: { left: 0, side: 'below', maxHeight: 316 },
  },
] as const)('$why', ({ surroundings, place }) => {
  expect(placePanel(surroundings)).toEqual(place)
})
