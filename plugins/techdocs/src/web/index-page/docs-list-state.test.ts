import { expect, test } from 'vitest'
import { documented, everything, isNarrowed, parseDocsList, predicateOf, writeDocsList } from './docs-list-state.ts'

const nobody = { mine: [], starred: [] }
const read = (query: string) => parseDocsList(new URLSearchParams(query))

test.each([
  { why: 'nothing said', query: '' },
  {
    why: 'everything said',
    query: 'q=seats&scope=owned&owner=group%3Adefault%2Fa&kind=system&type=x&type=y&tag=z&view=cards',
  },
])('an address is read and written back: $why', ({ query }) => {
  expect(writeDocsList(read(query)).toString()).toBe(query)
})

test.each([
  { why: 'what cannot be understood is left out', query: 'scope=theirs&view=film', written: '' },
  { why: 'blanks are no text', query: 'q=++', written: '' },
])('$why', ({ query, written }) => {
  expect(writeDocsList(read(query)).toString()).toBe(written)
})

test('how the list is shown does not narrow it, and stays when its filters go', () => {
  expect(isNarrowed(read('view=cards'))).toBe(false)
  expect(isNarrowed(read('tag=a'))).toBe(true)
  expect(writeDocsList(everything(read('tag=a&view=cards'))).toString()).toBe('view=cards')
})

test('only what has docs is asked for, and with it what was chosen', () => {
  expect(predicateOf(read(''), nobody)).toEqual({ $all: [documented] })
  expect(predicateOf(read('kind=system&scope=owned'), { mine: ['group:default/a'], starred: [] })).toEqual({
    $all: [documented, { kind: { $in: ['system'] } }, { 'relations.ownedBy': { $in: ['group:default/a'] } }],
  })
})

test('what is starred and no ref names nothing', () => {
  const known = { mine: [], starred: ['component:default/a', ':'] }
  expect(predicateOf(read('scope=starred'), known)).toEqual({
    $all: [documented, { $any: [{ kind: 'component', 'metadata.namespace': 'default', 'metadata.name': 'a' }] }],
  })
})
