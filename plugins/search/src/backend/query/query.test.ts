import { keyIsOneOf, nothing } from '@callboard/model'
import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../model/document.ts'
import type { FollowingCollator, SearchedBy } from '../../model/services.ts'
import { memoryEngine } from '../fixtures/memory-engine.ts'
import { type SearchPortal, startSearch } from '../fixtures/search-portal.ts'

const entity = (name: string, kind: string, owner: string): SearchDocument => ({
  title: name,
  text: `The ${name} of the house.`,
  location: `/catalog/default/${kind.toLowerCase()}/${name}`,
  names: [`hidden-${name}`],
  ...{ kind, owner, tags: ['java', owner] },
  authorization: { resourceRef: `${kind}:default/${name}`, rows: [{ key: 'relations.ownedby', value: owner }] },
})
const userOf = ({ credentials }: SearchedBy) =>
  (credentials.principal as { userEntityRef?: string }).userEntityRef ?? 'nobody'

const collator = (type: string, documents: readonly SearchDocument[], more: Partial<FollowingCollator> = {}) => ({
  ...{ type, title: type },
  async *sources() {
    for (const { title } of documents) yield title
  },
  documentsOf: async (sources: readonly string[]) =>
    new Map(documents.filter(({ title }) => sources.includes(title)).map((document) => [document.title, [document]])),
  ...more,
})

const entities = [
  entity('seats', 'Component', 'front'),
  entity('tickets', 'Component', 'front'),
  entity('seats-api', 'API', 'back'),
  entity('vault', 'Resource', 'back'),
]
const pages = Array.from({ length: 30 }, (_, i) => ({
  ...{
    title: `Page ${String(i).padStart(2, '0')}`,
    text: 'About seats.',
    location: `/docs/${i}`,
    path: `guide/seats/${i}`,
  },
}))

let search: SearchPortal
const engine = memoryEngine()
const query = async (text: string, as?: string) =>
  search.get(`/query?${text}`, as === undefined ? undefined : { as: { token: await search.portal.tokens.user(as) } })
const titles = (body: { results: { document: { title: string } }[] }) =>
  body.results.map(({ document }) => document.title)

beforeAll(async () => {
  search = await startSearch(
    {
      engine,
      collators: [
        collator('entities', entities, {
          async visibility(by) {
            if (userOf(by) === 'user:default/blind') return nothing
            return userOf(by) === 'user:default/front' ? keyIsOneOf('relations.ownedby', ['front']) : { all: [] }
          },
        }),
        collator('docs', pages),
        { ...collator('late', [entity('late', 'Component', 'front')]), configKey: 'manual', title: 'Late things' },
      ],
    },
    {
      search: {
        collators: {
          entities: { schedule: { initialDelay: { milliseconds: 1 } } },
          docs: { schedule: { initialDelay: { milliseconds: 1 } } },
          manual: { schedule: { frequency: { trigger: 'manual' } } },
        },
      },
    },
  )
  await search.holds(
    'entities',
    entities.map(({ location }) => location),
  )
  await search.holds(
    'docs',
    pages.map(({ location }) => location),
  )
})
afterAll(() => search[Symbol.asyncDispose]())

test('a result has its document, its rank and what matched between tags that nobody can guess', async () => {
  const { body } = await query('term=vault&types[]=entities')
  const { preTag, postTag } = body.results[0].highlight
  expect(preTag).toMatch(/^<[0-9a-f-]{36}>$/)
  expect(postTag).toBe(preTag.replace('<', '</'))
  expect(body).toEqual({
    results: [
      {
        type: 'entities',
        document: {
          ...{ title: 'vault', text: 'The vault of the house.', location: '/catalog/default/resource/vault' },
          ...{ kind: 'Resource', owner: 'back', tags: ['java', 'back'] },
        },
        highlight: {
          ...{ preTag, postTag },
          fields: { title: `${preTag}vault${postTag}`, text: `The ${preTag}vault${postTag} of the house.` },
        },
        rank: 1,
      },
    ],
    numberOfResults: 1,
  })
})

test('who may see a document, and the names it is found by, never leave', async () => {
  const { body } = await query('term=hidden-vault')
  expect(titles(body)).toEqual(['vault'])
  expect(JSON.stringify(body)).not.toMatch(/authorization|resourceRef|relations\.ownedby|hidden-|names/)
})

test('pages follow each other with cursors, and ranks go on', async () => {
  const first = (await query('types[]=docs')).body
  expect(first).toMatchObject({ nextPageCursor: 'MQ==', numberOfResults: 30 })
  expect(first).not.toHaveProperty('previousPageCursor')
  const second = (await query(`types[]=docs&pageCursor=${first.nextPageCursor}`)).body
  expect(second.previousPageCursor).toBe('MA==')
  expect(second).not.toHaveProperty('nextPageCursor')
  const ranks = [...first.results, ...second.results].map(({ rank }: { rank: number }) => rank)
  expect(ranks).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
})

test('the path of a document is highlighted, too', async () => {
  const { body } = await query('term=seats&types[]=docs&pageLimit=1')
  const { preTag, postTag, fields } = body.results[0].highlight
  expect(fields.path).toBe(`guide/${preTag}seats${postTag}/0`)
})

test('filters: one field any of its values, several fields all', async () => {
  const found = async (text: string) => titles((await query(`types[]=entities&${text}`)).body)
  expect(await found('filters[kind]=Component')).toEqual(['seats', 'tickets'])
  expect(await found('filters[kind][0]=Component&filters[kind][1]=API')).toEqual(['seats', 'seats-api', 'tickets'])
  expect(await found('filters[kind]=Component&filters[owner]=back')).toEqual([])
  expect(await found('filters[kind]=component')).toEqual([])
})

test('facets count over all pages', async () => {
  const { body } = await query('pageLimit=1&facets[]=type&facets[]=kind')
  expect(body.facets.type).toEqual(
    expect.arrayContaining([
      { value: 'docs', count: 30 },
      { value: 'entities', count: 4 },
    ]),
  )
  expect(body.facets.kind).toContainEqual({ value: 'Component', count: 2 })
})

test('what the term probably means is told', async () => {
  expect((await query('term=setas')).body.didYouMean).toBe('seats')
})

describe('what somebody may not see', () => {
  test('is not found, not counted and not in facets', async () => {
    const { body } = await query('types[]=entities&facets[]=kind', 'user:default/front')
    expect(titles(body)).toEqual(['seats', 'tickets'])
    expect(body).toMatchObject({ numberOfResults: 2, facets: { kind: [{ value: 'Component', count: 2 }] } })
    expect(body).not.toHaveProperty('nextPageCursor')
  })
  test('is not there for who may see nothing of the type', async () => {
    expect((await query('types[]=entities', 'user:default/blind')).body).toEqual({ results: [], numberOfResults: 0 })
    expect((await query('pageLimit=1', 'user:default/blind')).body.numberOfResults).toBe(30)
  })
  test('is found by who may', async () => {
    expect((await query('types[]=entities')).body.numberOfResults).toBe(4)
  })
})

test('a type that is not indexed yet is told, and the others are searched', async () => {
  const { status, body } = await query('term=seats')
  expect(status).toBe(200)
  expect(body.warnings).toEqual(['Late things are not indexed yet.'])
  expect((await query('types[]=docs')).body).not.toHaveProperty('warnings')
})

test('where nothing that is asked for has been indexed, the error is the one that clients know', async () => {
  const { status, body } = await query('types[]=late')
  expect(status).toBe(500)
  expect(body.error).toMatchObject({ name: 'MissingIndexError', code: 'search/missing-index' })
})

test.each([
  ['a type that is not registered', 'types[]=bogus', 'types'],
  ['too large a page', 'pageLimit=101', 'pageLimit'],
  ['too long a term', `term=${'a'.repeat(101)}`, 'term'],
  ['a cursor that no answer had', 'pageCursor=abc', 'pageCursor'],
])('%s is refused', async (_why, text, what) => {
  const { status, body } = await query(text)
  expect(status).toBe(400)
  expect(body.error.name).toBe('InputError')
  expect(body.error.message).toMatch(new RegExp(`^Invalid query string: ${what}`))
})

test('what an engine says when it fails stays in the log', async () => {
  const failing = memoryEngine()
  await using broken = await startSearch({ engine: failing, collators: [collator('docs', pages)] })
  await broken.holds(
    'docs',
    pages.map(({ location }) => location),
  )
  failing.query = () => Promise.reject(new Error('relation "secret_table" does not exist'))
  const { status, body } = await broken.get('/query')
  expect(status).toBe(500)
  expect(body.error.message).toBe('There was a problem performing the search query')
  expect(JSON.stringify({ ...body, error: { ...body.error, stack: '' } })).not.toContain('secret_table')
})

test('nobody searches without signing in', async () => {
  expect((await search.get('/query', { as: 'nobody' })).status).toBe(401)
})

test('what is written of the index and the runs of a type may be asked for', async () => {
  const { body } = await search.get('/index')
  expect(body.engine).toBe('Memory')
  expect(body.types.map(({ type }: { type: string }) => type)).toEqual(['late', 'docs', 'entities'])
  expect((await search.portal.fetch('/api/search/index/bogus', { method: 'POST' })).status).toBe(404)
  expect((await search.portal.fetch('/api/search/index/docs', { method: 'POST' })).status).toBe(202)
  await eventually(async () => (await search.get('/index')).body.types[1].lastRunAt !== undefined)
})
