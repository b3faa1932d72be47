import { expect, test } from 'vitest'
import { applyOwnLayout, type Columns, ownLayoutOf, parseOwnLayout, placeAt, stepFrom } from './own-layout.ts'

const company: Columns = { main: ['recent', 'plays'], aside: ['starred'] }
const offers = [
  { name: 'recent', area: 'main' },
  { name: 'plays', area: 'main' },
  { name: 'starred', area: 'aside' },
  { name: 'counts', area: 'aside' },
] as const
const own = { main: [], aside: [], hidden: [], added: [] }

test.each([
  {
    why: 'order and column are the person’s',
    kept: { main: ['plays', 'starred'], aside: ['recent'] },
    main: ['plays', 'starred'],
    aside: ['recent'],
  },
  { why: 'what is hidden is not shown', kept: { hidden: ['plays'] }, main: ['recent'], aside: ['starred'] },
  {
    why: 'what the company leaves out is shown when it was added',
    kept: { main: ['counts', 'recent'], added: ['counts'] },
    main: ['counts', 'recent', 'plays'],
    aside: ['starred'],
  },
  {
    why: 'what was added, and never moved, stands in the column that it was made for',
    kept: { added: ['counts'] },
    main: ['recent', 'plays'],
    aside: ['starred', 'counts'],
  },
  {
    why: 'what the company took away disappears, arranged or not',
    kept: { main: ['counts', 'recent', 'gone'], aside: ['starred'] },
    main: ['recent', 'plays'],
    aside: ['starred'],
  },
  {
    why: 'what was added disappears with its plugin',
    kept: { main: ['gone', 'recent'], added: ['gone'] },
    main: ['recent', 'plays'],
    aside: ['starred'],
  },
  {
    why: 'what is new in the company’s layout follows behind',
    kept: { main: ['plays'], aside: [] },
    main: ['plays', 'recent'],
    aside: ['starred'],
  },
  {
    why: 'what is named twice stands once',
    kept: { main: ['plays', 'plays', 'recent'], aside: ['plays'] },
    main: ['plays', 'recent'],
    aside: ['starred'],
  },
])('$why', ({ kept, main, aside }) => {
  expect(applyOwnLayout({ ...own, ...kept }, company, offers)).toEqual({ main, aside })
})

test('columns come back from what is kept of them', () => {
  const columns: Columns = { main: ['counts'], aside: ['plays', 'recent'] }
  const kept = ownLayoutOf(columns, company)
  expect(kept).toMatchObject({ hidden: ['starred'], added: ['counts'] })
  expect(applyOwnLayout(kept, company, offers)).toEqual(columns)
})

test('what is kept may be anything', () => {
  expect(parseOwnLayout({})).toBeUndefined()
  expect(parseOwnLayout({ main: ['a', 7], aside: 'b', hidden: null })).toEqual({ ...own, main: ['a'] })
})

test.each([
  { why: 'down', from: { area: 'main', index: 0 }, step: 'down', to: { area: 'main', index: 1 } },
  { why: 'no further down', from: { area: 'main', index: 1 }, step: 'down', to: undefined },
  { why: 'no further up', from: { area: 'main', index: 0 }, step: 'up', to: undefined },
  { why: 'across, at its height', from: { area: 'aside', index: 0 }, step: 'across', to: { area: 'main', index: 0 } },
  {
    why: 'across, to the end of a shorter column',
    from: { area: 'main', index: 2 },
    step: 'across',
    to: { area: 'aside', index: 1 },
  },
] as const)('a step $why', ({ from, step, to }) => {
  expect(stepFrom(company, from, step)).toEqual(to)
})

test.each([
  { why: 'down in its column', name: 'recent', place: { area: 'main', index: 1 }, main: ['plays', 'recent'] },
  {
    why: 'into the other column',
    name: 'starred',
    place: { area: 'main', index: 1 },
    main: ['recent', 'starred', 'plays'],
  },
  { why: 'onto the page', name: 'counts', place: { area: 'main', index: 0 }, main: ['counts', 'recent', 'plays'] },
] as const)('a widget goes $why', ({ name, place, main }) => {
  expect(placeAt(company, name, place).main).toEqual(main)
})
