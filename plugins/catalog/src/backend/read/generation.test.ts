import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'
import { seed } from './fixtures/seed.ts'
import { createAnswerCache } from './generation.ts'

const group = (name: string) => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name },
  spec: { children: [] },
})

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities: [group('first')] })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  test('an answer is made once for each state of the catalog', async () => {
    const cache = createAnswerCache(read.db)
    let made = 0
    const ask = async () =>
      (await cache.current()).get(
        'q',
        async () => ++made,
        () => 8,
      )
    expect(await Promise.all([ask(), ask()])).toEqual([1, 1])
    expect(await ask()).toBe(1)
    await seed(read.db, [group('second')])
    expect(await ask()).toBe(2)
  })

  test('what is changed is seen by the next read', async () => {
    const total = async () => (await read.get('/entities/by-query?limit=5')).body.totalItems
    const before = await total()
    expect(await total()).toBe(before)
    await seed(read.db, [group(`third-${before}`)])
    expect(await total()).toBe(before + 1)
    expect((await read.get('/entity-facets?facet=kind')).body.facets.kind).toEqual([
      { value: 'Group', count: before + 1 },
    ])
  })

  test('a failure is not kept', async () => {
    const answers = await createAnswerCache(read.db).current()
    const failing = answers.get(
      'q',
      () => Promise.reject(new Error('no')),
      () => 8,
    )
    await expect(failing).rejects.toThrow('no')
    expect(
      await answers.get(
        'q',
        async () => 'yes',
        () => 8,
      ),
    ).toBe('yes')
  })

  test('the oldest answers go when there are too many, and huge ones are not kept', async () => {
    const answers = await createAnswerCache(read.db, { maxBytes: 10_000 }).current()
    let made = 0
    const ask = (name: string, bytes: number) =>
      answers.get(
        name,
        async () => ++made,
        () => bytes,
      )
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await ask(name, 1_800)
    expect(made).toBe(6)
    await ask('f', 1_800)
    expect(made).toBe(6)
    await ask('a', 1_800)
    expect(made).toBe(7)
    await ask('huge', 5_000)
    await ask('huge', 5_000)
    expect(made).toBe(9)
  })

  test('documents are found by id and by ref, and the first in go first', async () => {
    const answers = await createAnswerCache(read.db, { maxBytes: 3_000 }).current()
    const documents = answers.documentsFor('all')
    const first = { id: 1, ref: 'component:default/a', json: ' '.repeat(900) }
    const again = { id: 2, ref: 'component:default/a', json: ' '.repeat(900) }
    documents.add(first)
    expect(documents.get(1)).toBe(first)
    expect(documents.find('component:default/a')).toBe(first)
    // Deleted and registered anew: what goes when there is too much is the old one only.
    documents.add(again)
    documents.add({ id: 3, ref: 'component:default/b', json: ' '.repeat(900) })
    expect(documents.get(1)).toBeUndefined()
    expect(documents.find('component:default/a')).toBe(again)
    documents.add({ id: 4, ref: 'component:default/c', json: ' '.repeat(900) })
    expect(documents.find('component:default/a')).toBeUndefined()
  })

  test('a change between two reads of the state does not bring old answers back', async () => {
    const cache = createAnswerCache(read.db)
    const before = await cache.current()
    await seed(read.db, [group('late')])
    const after = await cache.current()
    await before.get(
      'q',
      async () => 'old',
      () => 8,
    )
    expect(
      await after.get(
        'q',
        async () => 'new',
        () => 8,
      ),
    ).toBe('new')
  })
})
