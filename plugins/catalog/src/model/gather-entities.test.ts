import { expect, test } from 'vitest'
import { gatherEntities } from './gather-entities.ts'
import type { EntityMutation, EntityProviderConnection, ProvidedEntity } from './services.ts'

const start = (signal = new AbortController().signal) => {
  const mutations: EntityMutation[] = []
  const connection = { applyMutation: async (mutation: EntityMutation) => void mutations.push(mutation) }
  const gathering = gatherEntities('p', { startedAtMs: 7, signal })
  return { gathering, mutations, apply: () => gathering.applyTo(connection as EntityProviderConnection) }
}
const given = (name: string) => [{ entity: { metadata: { name } } } as ProvidedEntity]
const fails = () => Promise.reject(new Error('answered 403'))
const targetsOf = ({ mutations }: ReturnType<typeof start>) =>
  mutations.map((one) => [
    one.type,
    (one.type === 'full' ? one.entities : one.added).map(({ entity }) => entity.spec?.target),
  ])

test('only files that are there are given, as the whole set as of the start', async () => {
  const run = start()
  await run.gathering.location('https://a', async () => true)
  await run.gathering.location('https://b', async () => false)
  expect(await run.apply()).toBe(1)
  expect(run.mutations).toMatchObject([{ type: 'full', asOfMs: 7 }])
  expect(targetsOf(run)).toEqual([['full', ['https://a']]])
})

test('a file that could not be looked for keeps what it gave; the others are brought up to date, and it is told', async () => {
  const run = start()
  await run.gathering.location('https://a', fails)
  await run.gathering.location('https://b', async () => false)
  await expect(run.apply()).rejects.toThrow(
    '1 of 2 could not be read: https://a (answered 403). What they gave before stays',
  )
  expect(targetsOf(run)).toEqual([['full', ['https://a']]])
})

test('when a part fails nothing is removed', async () => {
  const run = start()
  await run.gathering.part('acme', async () => given('a'))
  await run.gathering.part('other', fails)
  await expect(run.apply()).rejects.toThrow('1 of 2 could not be read: other (answered 403)')
  expect(run.mutations).toMatchObject([{ type: 'delta', added: given('a'), removed: [] }])
})

test('when all fails nothing is changed, and the reason is the first one', async () => {
  const run = start()
  await run.gathering.part('acme', fails)
  await run.gathering.location('https://a', fails)
  await expect(run.apply()).rejects.toThrow(/^answered 403$/)
  expect(run.mutations).toEqual([])
})

test('a host that is down is not asked for everything', async () => {
  const run = start()
  await run.gathering.location('https://a', async () => true)
  for (let n = 1; n < 20; n++) await run.gathering.location(`https://${n}`, fails)
  await expect(run.gathering.location('https://z', fails)).rejects.toThrow('answered 403')
})

test('a run that is stopped is over at once', async () => {
  const stop = new AbortController()
  const run = start(stop.signal)
  stop.abort()
  await expect(run.gathering.location('https://a', fails)).rejects.toThrow('aborted')
})
