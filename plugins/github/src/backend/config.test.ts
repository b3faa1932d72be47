import { expect, test } from 'vitest'
import { discoveriesOf, organizationsOf } from './config.ts'

test.each([
  { why: 'nothing', value: undefined, ids: [] },
  { why: 'a single block', value: { organization: 'acme' }, ids: ['default'] },
  { why: 'a single block of an app', value: { app: 7, filters: { branch: 'main' } }, ids: ['default'] },
  { why: 'blocks by id', value: { one: { organization: 'a' }, two: { app: 7 } }, ids: ['one', 'two'] },
  { why: 'an id that is also a key', value: { host: { organization: 'a' } }, ids: ['host'] },
])('$why gives the ids $ids', ({ value, ids }) => {
  expect(Object.keys(discoveriesOf(value))).toEqual(ids)
})

test.each([
  { value: { catalogPath: '/a.yaml' }, path: 'catalog.providers.github' },
  { value: { one: {} }, path: 'catalog.providers.github.one' },
])('a block that says nothing of where to search is refused at $path', ({ value, path }) => {
  expect(() => discoveriesOf(value)).toThrow(`${path} needs "organization"`)
})

test('a misspelt key of a single block is no id', () => {
  expect(() => discoveriesOf({ organization: 'acme', filtres: {} })).toThrow(
    'catalog.providers.github.filtres is unknown',
  )
})

test('organisations may be one block or a list', () => {
  expect(organizationsOf({ orgs: ['a'] })).toEqual([{ orgs: ['a'] }])
  expect(organizationsOf([{ id: 'a' }, { id: 'b' }])).toHaveLength(2)
})
