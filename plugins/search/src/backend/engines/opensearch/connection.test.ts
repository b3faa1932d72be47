import { expect, test } from 'vitest'
import { settingsFor } from '../fixtures/opensearch-engine-of.ts'
import { clientOptionsOf } from './connection.ts'

const cloudId = (text: string) => `name:${Buffer.from(text).toString('base64')}`
const { node: _, ...withoutNode } = settingsFor('')

test.each([
  { why: 'as it is', settings: { node: 'https://search.test:9200' }, node: 'https://search.test:9200' },
  { why: 'of a cloud id', settings: { cloudId: cloudId('cloud.test$abc$kb') }, node: 'https://abc.cloud.test:443' },
  {
    why: 'of a cloud id with a port',
    settings: { cloudId: cloudId('cloud.test:9243$abc') },
    node: 'https://abc.cloud.test:9243',
  },
])('the address is $why', async ({ settings, node }) => {
  expect(await clientOptionsOf({ ...withoutNode, ...settings })).toMatchObject({ node })
})

test.each([
  { why: 'no address', settings: {}, key: 'search.elasticsearch.node' },
  { why: 'a broken cloud id', settings: { cloudId: 'name:eHg=' }, key: 'search.elasticsearch.cloudId' },
  {
    why: 'AWS without a region',
    settings: { node: 'https://a.test', provider: 'aws' as const },
    key: 'search.elasticsearch.region',
  },
])('$why is refused by its key', async ({ settings, key }) => {
  await expect(clientOptionsOf({ ...withoutNode, ...settings })).rejects.toThrow(key)
})

test('what the client knows besides is passed on', async () => {
  const clientOptions = { requestTimeout: 5000, headers: { 'x-team': 'stage' } }
  const options = await clientOptionsOf(settingsFor('https://a.test', { clientOptions, auth: { apiKey: 'k' } }))
  expect(options).toMatchObject({ requestTimeout: 5000, headers: { 'x-team': 'stage', authorization: 'ApiKey k' } })
})
