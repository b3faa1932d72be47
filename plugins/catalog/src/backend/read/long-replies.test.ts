import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'

const count = 1234
const entities = Array.from({ length: count }, (_, index) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: `g-${String(index).padStart(5, '0')}` },
  spec: { children: [] },
}))
const names = entities.map(({ metadata }) => metadata.name)
const namesOf = (items: { metadata: { name: string } }[]) => items.map(({ metadata }) => metadata.name)

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  test.each([
    { why: 'everything', path: '/entities', expected: names },
    { why: 'everything, projected', path: '/entities?fields=metadata.name', expected: names },
    { why: 'everything, ordered', path: '/entities?order=desc:metadata.name', expected: names.toReversed() },
    { why: 'a page of more than a chunk', path: '/entities?limit=700', expected: names.slice(0, 700) },
    { why: 'what an offset leaves', path: '/entities?offset=1000', expected: names.slice(1000) },
    { why: 'nothing', path: '/entities?filter=kind=api', expected: [] },
  ])('/entities streams $why', async ({ path, expected }) => {
    const { body, headers } = await read.get(path)
    expect(namesOf(body)).toEqual(expected)
    expect(headers.has('link')).toBe(path.includes('limit'))
  })

  test('a long page of by-query is streamed with all its parts', async () => {
    const first = (await read.get('/entities/by-query?orderField=metadata.name&limit=900')).body
    expect(first).toMatchObject({ totalItems: count, pageInfo: { nextCursor: expect.any(String) } })
    const second = (await read.post('/entities/by-query', { cursor: first.pageInfo.nextCursor, limit: 5000 })).body
    expect([...namesOf(first.items), ...namesOf(second.items)]).toEqual(names)
    expect(second.pageInfo.nextCursor).toBeUndefined()
  })

  test('1500 refs at once', async () => {
    const entityRefs = Array.from({ length: 1500 }, (_, index) => `group:default/g-${String(index).padStart(5, '0')}`)
    const { body } = await read.post('/entities/by-refs', { entityRefs, fields: ['metadata.name'] })
    expect(body.items).toHaveLength(1500)
    expect(namesOf(body.items.slice(0, count))).toEqual(names)
    expect(body.items.slice(count).every((item: unknown) => item === null)).toBe(true)
  })
})
