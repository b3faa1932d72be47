import type { JsonObject } from '@callboard/model'
import { expect, test } from 'vitest'
import { activeFlags, flaggedPages } from './flagged-pages.ts'
import { splitHints } from './split-hints.ts'

const hinted = { type: 'string', 'ui:field': 'X' }

test.each<{ why: string; page: JsonObject; schema: JsonObject; hints: JsonObject }>([
  {
    why: 'any key with ui: is a hint, whatever it is',
    page: { 'ui:order': ['b', '*'], 'ui:whatever': { deep: true }, title: 'T' },
    schema: { title: 'T' },
    hints: { 'ui:order': ['b', '*'], 'ui:whatever': { deep: true } },
  },
  {
    why: 'of a property they go to its name',
    page: { properties: { a: hinted, b: { type: 'string' } } },
    schema: { properties: { a: { type: 'string' }, b: { type: 'string' } } },
    hints: { a: { 'ui:field': 'X' } },
  },
  {
    why: 'of items, too; a list of items has a list of hints',
    page: { properties: { a: { items: hinted }, b: { items: [hinted, { type: 'string' }] } } },
    schema: {
      properties: { a: { items: { type: 'string' } }, b: { items: [{ type: 'string' }, { type: 'string' }] } },
    },
    hints: { a: { items: { 'ui:field': 'X' } }, b: { items: [{ 'ui:field': 'X' }, {}] } },
  },
  {
    why: 'of alternatives and conditions they go to the schema around',
    page: {
      oneOf: [{ properties: { a: hinted } }],
      allOf: [{ properties: { b: hinted } }],
      // biome-ignore lint/suspicious/noThenProperty: JSON schema calls it so
      then: { properties: { c: hinted } },
      else: { properties: { d: hinted } },
      dependencies: { x: { properties: { e: hinted } }, y: ['x'] },
    },
    schema: {
      oneOf: [{ properties: { a: { type: 'string' } } }],
      allOf: [{ properties: { b: { type: 'string' } } }],
      // biome-ignore lint/suspicious/noThenProperty: JSON schema calls it so
      then: { properties: { c: { type: 'string' } } },
      else: { properties: { d: { type: 'string' } } },
      dependencies: { x: { properties: { e: { type: 'string' } } }, y: ['x'] },
    },
    hints: Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, { 'ui:field': 'X' }])),
  },
  {
    why: 'of definitions they follow the references',
    page: { $defs: { name: hinted }, properties: { a: { $ref: '#/$defs/name' } } },
    schema: { $defs: { name: { type: 'string' } }, properties: { a: { $ref: '#/$defs/name' } } },
    hints: { 'ui:definitions': { '#/$defs/name': { 'ui:field': 'X' } } },
  },
  {
    why: 'names of choices are hints for the library',
    page: { properties: { a: { enum: [1], enumNames: ['One'] } } },
    schema: { properties: { a: { enum: [1] } } },
    hints: { a: { 'ui:enumNames': ['One'] } },
  },
])('$why', ({ page, schema, hints }) => {
  expect(splitHints(page)).toEqual({ schema, hints })
})

const pages = [
  {
    title: 'Always',
    schema: { required: ['a', 'b', 'c'], properties: { a: {}, b: { 'backstage:featureFlag': 'new' } } },
  },
  { title: 'Sometimes', schema: { 'backstage:featureFlag': 'new' } },
  { title: 'Older', schema: { properties: { d: { 'ui:backstage': { featureFlag: 'new' } } } } },
]

test('what hangs on a feature that is off is gone, also from what is required', () => {
  expect(flaggedPages(pages, new Set())).toEqual([
    { title: 'Always', schema: { required: ['a', 'c'], properties: { a: {} } } },
    { title: 'Older', schema: { properties: {} } },
  ])
})

test('with the feature on, everything is there', () => {
  expect(flaggedPages(pages, new Set(['new']))).toEqual(pages)
})

test.each([
  { why: 'one that is on', text: '{"new":1,"old":0}', flags: ['new'] },
  { why: 'nothing', text: undefined, flags: [] },
  { why: 'something else', text: 'no json', flags: [] },
])('the browser keeps $why', ({ text, flags }) => {
  localStorage.clear()
  if (text !== undefined) localStorage.setItem('featureFlags', text)
  expect([...activeFlags(localStorage)]).toEqual(flags)
})
