import type { Entity } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { apiDocuments } from './api-documents.ts'

const api = (type: unknown, definition: unknown): Entity =>
  ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata: { name: 'Orders', title: 'Order desk' },
    spec: { type, owner: 'team-a', definition },
  }) as Entity
const made = (type: unknown, definition: unknown) =>
  apiDocuments(api(type, definition), '/catalog/:namespace/:kind/:name')
const told = (type: unknown, definition: unknown) =>
  made(type, definition).map(({ title, text, names }) => [title, text, ...(names ?? [])].join(' | '))

test.each([
  {
    what: 'operations and schemas of OpenAPI',
    type: 'openapi',
    definition: `openapi: 3.1.0
paths:
  /orders: { get: { operationId: list, summary: All of them. }, post: { description: A new one. } }
components: { schemas: { Order: { description: What was ordered. }, Any: true } }`,
    parts: ['GET /orders | All of them. | list', 'POST /orders | A new one.', 'Order | What was ordered.', 'Any | '],
  },
  {
    what: 'definitions of Swagger 2, in JSON',
    type: 'OpenAPI',
    definition: JSON.stringify({ swagger: '2.0', paths: { '/a': { delete: {} } }, definitions: { A: {} } }),
    parts: ['DELETE /a | ', 'A | '],
  },
  {
    what: 'channels and schemas of AsyncAPI',
    type: 'asyncapi',
    definition: `asyncapi: 3.0.0
channels: { sold: { address: tickets.sold, description: A seat is gone., messages: { Sold: { name: Sold } } } }
operations: { tell: { action: send, channel: { $ref: '#/channels/sold' }, summary: Told once. } }
components: { schemas: { Seat: { description: One chair. } } }`,
    parts: ['tickets.sold | A seat is gone. Told once. Sold | tell', 'Seat | One chair.'],
  },
  {
    what: 'types and questions of GraphQL',
    type: 'graphql',
    definition: 'type Query {\n  order(id: ID!): Order\n}\ntype Order {\n  id: ID\n}',
    parts: ['Query | type', 'order | field Query', 'Order | type'],
  },
  {
    what: 'services, calls and messages of Protocol Buffers',
    type: 'grpc',
    definition: 'service Desk {\n  rpc Take (Order) returns (Receipt);\n}\nmessage Order {}',
    parts: ['Desk | service', 'Take | rpc Desk', 'Order | message'],
  },
])('$what are documents', ({ type, definition, parts }) => {
  expect(told(type, definition)).toEqual(parts)
})

test('a document leads to its part of the definition, and is about the API', () => {
  const [document] = made('graphql', 'scalar Date Time')
  expect(document).toMatchObject({
    location: '/catalog/default/api/orders/definition?at=Date',
    ...{ name: 'Orders', entityTitle: 'Order desk', kind: 'API', owner: 'team-a', type: 'graphql' },
    authorization: { resourceRef: 'api:default/orders' },
  })
})

describe('no document comes of', () => {
  const aliases = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]']
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed'])
    aliases.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]`)
  test.each([
    ['YAML that is broken', 'openapi', 'a: [\n  b: }'],
    ['JSON that is broken', 'openapi', '{"paths": {"/a": {"get": {}'],
    ['aliases that would fill the memory', 'openapi', aliases.join('\n')],
    ['a list', 'openapi', '[1, 2]'],
    ['paths that are no object', 'openapi', 'paths: [1, null]'],
    ['operations that are no objects', 'openapi', 'paths: { /a: { get: 1, put: null, post: [] } }'],
    ['a definition that is no text', 'openapi', { paths: { '/a': { get: {} } } }],
    ['no definition', 'openapi', undefined],
    ['a type that nobody reads', 'wsdl', '<types/>'],
    ['a type that is no text', ['openapi'], 'paths: 1'],
    ['YAML that is too long', 'openapi', `paths: { /a: { get: {} } }\n${'# long\n'.repeat(30_000)}`],
    ['anything that is far too long', 'graphql', `type A {\n}\n${' '.repeat(5_000_000)}`],
  ])('%s', (_what, type, definition) => {
    expect(made(type, definition)).toEqual([])
  })
})

test('long texts are cut, and very many parts are not all taken', () => {
  const paths = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, i) => [`/a${i}`, { get: { description: 'x'.repeat(3_000) } }]),
  )
  const documents = made('openapi', JSON.stringify({ paths: Object.fromEntries(Object.entries(paths).slice(0, 900)) }))
  expect(documents).toHaveLength(900)
  expect(documents[0]?.text).toHaveLength(2_000)
  const short = Object.fromEntries(Object.keys(paths).map((path) => [path, { get: {} }]))
  expect(made('openapi', JSON.stringify({ paths: short }))).toHaveLength(2_000)
})
