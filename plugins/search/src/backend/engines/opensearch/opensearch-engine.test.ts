import { type OpenSearchDouble, startOpenSearchDouble } from '@callboard/testing/opensearch'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SearchDocument } from '../../../model/document.ts'
import { portalOf } from '../fixtures/engine-of.ts'
import { testFinding } from '../fixtures/finding-contract.ts'
import { clusterEngineOf, settingsFor } from '../fixtures/opensearch-engine-of.ts'
import { testWriting } from '../fixtures/writing-contract.ts'
import { openOpenSearchEngine } from './opensearch-engine.ts'

// A double of the cluster, which runs everywhere. The same tests run with the real one in opensearch.real.test.ts.

let cluster: OpenSearchDouble
beforeAll(async () => {
  cluster = await startOpenSearchDouble()
})
afterAll(() => cluster?.[Symbol.asyncDispose]())

describe('finds what every engine finds', () => testFinding(() => clusterEngineOf(cluster.url)))
describe('keeps what every engine keeps', () => testWriting(() => clusterEngineOf(cluster.url)))

const lamp: SearchDocument = { title: 'Lamp', text: '', location: '/lamp' }
const rope: SearchDocument = { title: 'Rope', text: '', location: '/rope' }

const engineOf = (indexPrefix: string, more = {}) =>
  openOpenSearchEngine(settingsFor(cluster.url, { indexPrefix, ...more }))
const bulks = (prefix: string) =>
  cluster.requests.filter(({ what }) => what === `POST /${prefix}thing__search/_bulk`).map(({ body }) => body)

test('what is as it was is looked at, and not written again', async () => {
  const engine = engineOf('same-')
  await engine.put('thing', new Map([['a', [lamp, rope]]]))
  const before = bulks('same-').length
  await engine.put('thing', new Map([['a', [lamp, rope]]]))
  expect(bulks('same-').slice(before).join('')).not.toContain('"document"')
  await engine.put('thing', new Map([['a', [lamp, { ...rope, text: 'Long.' }]]]))
  const written = bulks('same-').slice(before).join('')
  expect(written).toContain('"Rope"')
  expect(written).not.toContain('"Lamp"')
})

test('what a writer has left half done, the next one finishes', async () => {
  const engine = engineOf('half-')
  await engine.put('thing', new Map([['a', [lamp]]]))
  // Fails where documents are taken apart: after the record that names them has been written.
  const text = {
    toString() {
      throw new Error('The process died.')
    },
  }
  const odd = { ...rope, text } as unknown as SearchDocument
  await expect(engine.put('thing', new Map([['a', [odd]]]))).rejects.toThrow('died')
  await engine.put('thing', new Map([['a', [lamp]]]))
  expect(await portalOf(engine, async () => {}).find('lamp ')).toEqual(['/lamp'])
  expect(await engine.counts()).toEqual(new Map([['thing', 1]]))
})

test('of two replicas that write the same source, one is right', async () => {
  const [one, two] = [engineOf('both-'), engineOf('both-')]
  await Promise.all(
    [lamp, rope, lamp, rope].map((document, at) =>
      (at % 2 === 0 ? one : two).put('thing', new Map([['a', [document]]])),
    ),
  )
  expect(await one.counts()).toEqual(new Map([['thing', 1]]))
  await Promise.all([one.put('thing', new Map([['a', [lamp]]])), two.remove('thing', ['a'])])
  const { size } = await one.counts()
  expect(await portalOf(one, async () => {}).find('lamp ')).toHaveLength(size)
})

test('portals with other prefixes share a cluster and see nothing of each other', async () => {
  const [whole, part] = [engineOf('share'), engineOf('share-d-')]
  await part.put('thing', new Map([['a', [lamp]]]))
  expect(await whole.counts()).toEqual(new Map())
  expect(await portalOf(whole, async () => {}).find('lamp ')).toEqual([])
  expect(await portalOf(part, async () => {}).find('lamp ')).toEqual(['/lamp'])
})

test('the alias of an older portal leads to the new index, and the old index stays', async () => {
  cluster.aliases.set('old-thing__search', new Set(['old-thing-index__20240101']))
  await engineOf('old-').put('thing', new Map([['a', [lamp]]]))
  expect([...(cluster.aliases.get('old-thing__search') ?? [])]).toEqual(['old-thing-index__callboard1'])
})

test('an index that somebody has removed is made again, and nothing is written beside it', async () => {
  const engine = engineOf('gone-')
  await engine.put('thing', new Map([['a', [lamp]]]))
  cluster.aliases.delete('gone-thing__search')
  await expect(engine.put('thing', new Map([['b', [rope]]]))).rejects.toThrow('gone-thing__search')
  await engine.put('thing', new Map([['b', [rope]]]))
  expect(await portalOf(engine, async () => {}).find('rope ')).toEqual(['/rope'])
})

test('templates are written before the first index', async () => {
  const body = { index_patterns: ['tpl-*'], template: { settings: { number_of_shards: 3 } } }
  await engineOf('tpl-', { indexTemplates: [{ name: 'shards', body }] }).put('thing', new Map([['a', [lamp]]]))
  const asked = cluster.requests.map(({ what }) => what)
  const template = asked.indexOf('PUT /_index_template/shards')
  expect(template).toBeGreaterThan(-1)
  expect(template).toBeLessThan(asked.indexOf('PUT /tpl-thing-index__callboard1'))
  expect(JSON.parse(cluster.requests[template]?.body ?? '')).toEqual(body)
})

test.each([
  { why: 'a user', auth: { username: 'search', password: 's3' }, sent: `Basic ${btoa('search:s3')}` },
  { why: 'a key', auth: { apiKey: 'a2V5' }, sent: 'ApiKey a2V5' },
  { why: 'nobody', auth: undefined, sent: undefined },
])('comes as $why', async ({ auth, sent }) => {
  await openOpenSearchEngine(settingsFor(cluster.url, auth && { auth })).counts()
  expect(cluster.requests.at(-1)?.authorization).toBe(sent)
})

test('a request to AWS is signed', async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE'
  process.env.AWS_SECRET_ACCESS_KEY = 'secret'
  try {
    await openOpenSearchEngine(settingsFor(cluster.url, { provider: 'aws', region: 'eu-central-1' })).counts()
  } finally {
    delete process.env.AWS_ACCESS_KEY_ID
    delete process.env.AWS_SECRET_ACCESS_KEY
  }
  expect(cluster.requests.at(-1)?.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/es\/aws4_request, /,
  )
})
