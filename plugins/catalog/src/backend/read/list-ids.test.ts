import { rowsOfServedEntity } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readsAll } from './access.ts'
import type { Condition } from './condition.ts'
import { readFacets } from './facets.ts'
import { asMany, compare, expectedFacet, holds, sorted, walk } from './fixtures/plain-answers.ts'
import { randomEntities, randomOf } from './fixtures/random-entities.ts'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'
import { seedIdOf } from './fixtures/seed.ts'
import type { Answers } from './generation.ts'
import { countEntities, listIdsByRef, listPlaces, type Place } from './list-ids.ts'
import { resolveOrder } from './order.ts'
import { resolveKeys, resolveQuestion } from './resolve.ts'

// What the compiled SQL finds is compared with a plain reading of the rules over the same index rows, for questions and
// orders drawn from a seeded generator, and for both ways to get a page: gathered and sorted, or walked.

const catalog = randomEntities(60)
const known = catalog.map(({ ref, entity }) => ({ id: seedIdOf(ref), ref, rows: rowsOfServedEntity(entity) }))

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities: catalog.map(({ entity }) => entity) })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  const seeds = Array.from({ length: 150 }, (_, seed) => ({ seed }))

  test.each(seeds)('question $seed: count, list by ref and facets are those of the rules', async ({ seed }) => {
    const { question } = randomOf(seed)
    const expected = known.filter(({ rows }) => holds(question, rows))
    const few = await resolveQuestion(read.db, question)
    for (const condition of [few, asMany(few)]) {
      expect(await countEntities(read.db, condition)).toBe(expected.length)
      expect(await listIdsByRef(read.db, { condition })).toEqual(
        expected.toSorted((a, b) => compare(a.ref, b.ref)).map(({ id }) => id),
      )
      for (const facet of ['metadata.tags', 'relations.ownedby', 'kind']) {
        const counts = await facetOf(condition, facet)
        expect(counts).toEqual(expectedFacet(facet, expected))
      }
    }
  })

  test.each(seeds)('order $seed: pages forwards and backwards are those of the rules', async ({ seed }) => {
    const { question, order } = randomOf(seed)
    const expected = sorted(
      known.filter(({ rows }) => holds(question, rows)),
      order,
    )
    const few = await resolveQuestion(read.db, question)
    const fields = order.map(({ field }) => field)
    const resolvedOrder = resolveOrder(order, await resolveKeys(read.db, fields))
    for (const { condition, total } of [
      { condition: few, total: 0 },
      { condition: asMany(few), total: 1_000_000 },
    ]) {
      const page = (start: Place | undefined, isReversed: boolean) =>
        listPlaces(read.db, { condition, order: resolvedOrder, count: 7, total, isReversed, ...(start && { start }) })
      expect(await walk((start) => page(start, false))).toEqual(expected)
      const last = expected.at(-1)
      if (!last) continue
      const back = await walk((start) => page(start ?? last, true))
      expect(back).toEqual(expected.slice(0, -1).toReversed())
    }
  })

  async function facetOf(condition: Condition, facet: string) {
    const answers: Answers = {
      get: async <T>(name: string, make: () => Promise<T>) => (name.startsWith('resolve') ? (condition as T) : make()),
      documentsFor: () => ({ get: () => undefined, find: () => undefined, add: () => {} }),
    }
    const counts = await readFacets(read.reader, answers, {
      facets: [facet],
      question: { all: [] },
      readable: readsAll,
    })
    return counts.get(facet)
  }
})
