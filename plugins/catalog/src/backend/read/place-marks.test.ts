import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { randomEntities } from './fixtures/random-entities.ts'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'
import { seed } from './fixtures/seed.ts'

const catalog = randomEntities(60).map(({ entity }) => entity)

describe.each(['sqlite', 'postgres'] as const)('offsets on %s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities: catalog.slice(0, 50) })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  const uids = async (query: string): Promise<string[]> => {
    const { body } = await read.get(`/entities/by-query?${query}`)
    return body.items.map(({ metadata }: { metadata: { uid: string } }) => metadata.uid)
  }

  test.each([
    { order: '' },
    { order: 'orderField=metadata.name' },
    { order: 'orderField=spec.type,desc&orderField=kind' },
    { order: 'orderField=metadata.title&filter=kind=component' },
  ])('pages in any order of asking are those of the whole list: $order', async ({ order }) => {
    const whole = await uids(`${order}&limit=100`)
    for (const offset of [30, 37, 7, 44, 14, 16, 21, 48, 60]) {
      expect(await uids(`${order}&limit=7&offset=${offset}`)).toEqual(whole.slice(offset, offset + 7))
    }
  })

  test('what was known of places is forgotten with a change', async () => {
    const query = 'orderField=metadata.name'
    await uids(`${query}&limit=7&offset=21`)
    await seed(read.db, catalog.slice(50))
    const whole = await uids(`${query}&limit=100`)
    expect(whole).toHaveLength(60)
    expect(await uids(`${query}&limit=7&offset=28`)).toEqual(whole.slice(28, 35))
  })
})
