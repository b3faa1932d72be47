import { everything, type Filter, keyIsOneOf, matchesFilter, rowsOfServedEntity } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readsAll } from './access.ts'
import type { Condition } from './condition.ts'
import { allOf } from './condition.ts'
import { readFacets } from './facets.ts'
import { asMany, compare, expectedFacet, holds, type KnownEntity, sorted, walk } from './fixtures/plain-answers.ts'
import { randomNetwork, randomOf } from './fixtures/random-entities.ts'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'
import { seedIdOf } from './fixtures/seed.ts'
import { raw } from './fragment.ts'
import type { Answers } from './generation.ts'
import { countEntities, listIdsByRef, listPlaces, type Place } from './list-ids.ts'
import { resolveOrder } from './order.ts'
import { limitsOf } from './reader.ts'
import { resolveKeys, resolveQuestion } from './resolve.ts'
import { loadVisible } from './single.ts'

// What somebody who may read a part is answered must be what a catalog would answer that has nothing but that part, with the
// relations that its own documents name.

const network = randomNetwork(60)
const fences: Filter[] = [
  keyIsOneOf('metadata.namespace', ['ops']),
  keyIsOneOf('kind', ['component', 'group']),
  { key: 'relations.ownedby', in: ['group:default/red', network[0]?.ref ?? '', network[1]?.ref ?? ''] },
  { not: { key: 'relations.ownedby', in: ['group:default/blue'] } },
  {
    any: [
      { all: [keyIsOneOf('kind', ['api']), keyIsOneOf('metadata.namespace', ['ops'])] },
      keyIsOneOf('metadata.tags', ['java']),
    ],
  },
]

/** The part behind a fence, as if there were nothing else. */
function partBehind(fence: Filter): (KnownEntity & { relations: string[] })[] {
  const visible = new Set(
    network.filter(({ entity }) => matchesFilter(fence, rowsOfServedEntity(entity))).map(({ ref }) => ref),
  )
  return network
    .filter(({ ref }) => visible.has(ref))
    .map(({ ref, entity }) => {
      const relations = (entity.relations ?? []).filter(
        ({ targetRef, originRef = ref }) => originRef === ref || (visible.has(targetRef) && visible.has(originRef)),
      )
      const shown = [...new Set(relations.map(({ type, targetRef }) => `${type} ${targetRef}`))].sort(compare)
      return { id: seedIdOf(ref), ref, rows: rowsOfServedEntity({ ...entity, relations }), relations: shown }
    })
}

describe.each(['sqlite', 'postgres'] as const)('behind a fence on %s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities: network.map(({ entity }) => entity) })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  const accessTo = (fence: Filter) => ({ filter: fence, name: JSON.stringify(fence) })
  const limitsBehind = async (fence: Filter) => {
    const limits = await limitsOf(read.reader, await read.reader.answers.current(), accessTo(fence))
    if (!limits) throw new Error('This fence keeps nothing out.')
    return limits
  }

  test.each(fences.map((fence) => ({ fence })))('documents show no relation too many: $fence', async ({ fence }) => {
    const part = partBehind(fence)
    const answers = await read.reader.answers.current()
    const shown = await loadVisible(read.reader, answers, {
      where: raw('true'),
      fields: undefined,
      readable: accessTo(fence),
    })
    const relations = shown.map(({ ref, json }) => ({
      ref,
      relations: JSON.parse(json).relations.map(
        ({ type, targetRef }: { type: string; targetRef: string }) => `${type} ${targetRef}`,
      ),
    }))
    expect(relations.toSorted((a, b) => compare(a.ref, b.ref))).toEqual(
      part.map(({ ref, relations }) => ({ ref, relations })).toSorted((a, b) => compare(a.ref, b.ref)),
    )
    expect(part.length).toBeGreaterThan(3)
    const all = await loadVisible(read.reader, answers, { where: raw('true'), fields: undefined, readable: readsAll })
    expect(all).toHaveLength(network.length)
    expect(all.map(({ json }) => json)).not.toEqual(expect.arrayContaining(shown.map(({ json }) => json)))
  })

  const seeds = Array.from({ length: 100 }, (_, seed) => ({ seed, fence: fences[seed % fences.length] ?? everything }))

  test.each(seeds)('question $seed: counts, lists, facets and pages are those of the part', async ({ seed, fence }) => {
    const { question, order } = randomOf(seed)
    const expected = partBehind(fence).filter(({ rows }) => holds(question, rows))
    const limits = await limitsBehind(fence)
    const few = allOf([await resolveQuestion(read.db, question, limits), limits.condition])
    const fields = order.map(({ field }) => field)
    const resolvedOrder = resolveOrder(order, await resolveKeys(read.db, fields), limits.condition)
    for (const condition of [few, asMany(few)]) {
      expect(await countEntities(read.db, condition)).toBe(expected.length)
      expect(await listIdsByRef(read.db, { condition })).toEqual(
        expected.toSorted((a, b) => compare(a.ref, b.ref)).map(({ id }) => id),
      )
      const total = condition === few ? 0 : 1_000_000
      const page = (start: Place | undefined) =>
        listPlaces(read.db, { condition, order: resolvedOrder, count: 7, total, ...(start && { start }) })
      expect(await walk(page)).toEqual(sorted(expected, order))
      for (const facet of ['relations.ownedby', 'relations.partof', 'kind']) {
        expect(await facetOf(condition, facet, fence)).toEqual(expectedFacet(facet, expected))
      }
    }
  })

  async function facetOf(condition: Condition, facet: string, fence: Filter) {
    const answers: Answers = {
      get: async <T>(name: string, make: () => Promise<T>) => (name.startsWith('resolve') ? (condition as T) : make()),
      documentsFor: () => ({ get: () => undefined, find: () => undefined, add: () => {} }),
    }
    const asked = { facets: [facet], question: everything, readable: accessTo(fence) }
    return (await readFacets(read.reader, answers, asked)).get(facet)
  }
})
