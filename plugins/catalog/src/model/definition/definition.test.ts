import { expect, test } from 'vitest'
import { channelsOf, type Data, operationsOf, resolveRef } from './api-document.ts'
import { graphqlOutline, protoOutline } from './outline.ts'
import { readDefinition } from './read-definition.ts'

const openapi = `openapi: 3.1.0
paths:
  /seats/{id}:
    parameters: [{ name: id, in: path }]
    get: { summary: Read a seat. }
    delete: { parameters: [{ name: force, in: query }] }
components:
  schemas:
    a/b: { type: string }
    circle: { $ref: "#/components/schemas/circle" }
`

const documentOf = (text: string): Data => {
  const reading = readDefinition(text)
  return reading.state === 'read' ? reading.document : {}
}

test('operations come with the parameters of their path', () => {
  const operations = operationsOf(documentOf(openapi))
  expect(operations.map(({ method, path, parameters }) => `${method} ${path} ${parameters.length}`)).toEqual([
    'GET /seats/{id} 1',
    'DELETE /seats/{id} 2',
  ])
})

test.each([
  { why: 'a ref is followed, escapes and all', ref: '#/components/schemas/a~1b', found: { type: 'string' } },
  { why: 'a circle ends', ref: '#/components/schemas/circle', found: undefined },
  { why: 'a ref to nowhere finds nothing', ref: '#/components/nothing/here', found: undefined },
  { why: 'a ref to another file finds nothing', ref: 'other.yaml#/x', found: undefined },
  { why: 'what objects inherit is not in the document', ref: '#/constructor', found: undefined },
])('$why', ({ ref, found }) => {
  expect(resolveRef(documentOf(openapi), { $ref: ref })).toEqual(found)
})

test.each([
  { why: 'JSON is read', text: '{"openapi": "3.0.0"}' },
  { why: 'YAML is read', text: 'openapi: "3.0.0"' },
  { why: 'YAML that begins as JSON does is read', text: '{ openapi: "3.0.0" }' },
])('$why', ({ text }) => {
  expect(readDefinition(text)).toEqual({ state: 'read', document: { openapi: '3.0.0' } })
})

test.each([
  { why: 'a line of YAML that leaves its list', text: 'a:\n  b: 1\n c: 2', line: 3, column: 1 },
  { why: 'a key of YAML that is there twice', text: 'a: 1\na: 2', line: 2, column: 1 },
  { why: 'an alias that leads nowhere', text: 'a: 1\nb: *lost', line: 2, column: 4 },
  { why: 'JSON without a colon', text: '{"a": 1,\n "b" 2}', line: 2, column: 6 },
  { why: 'two documents', text: 'a: 1\n---\na: 2', line: 2, column: 1 },
])('$why is broken, and the place is told', ({ text, line, column }) => {
  expect(readDefinition(text)).toEqual({ state: 'broken', reason: expect.stringMatching(/./), at: { line, column } })
})

test.each(['- a', 'hello', '', '[1]'])('%j is no object', (text) => {
  expect(readDefinition(text)).toEqual({ state: 'no-object' })
})

test('aliases that would fill the memory are refused', () => {
  const bomb = ['a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]']
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed'])
    bomb.push(`${name}: &${name} [${Array(9).fill(`*${of}`).join(', ')}]`)
  expect(readDefinition(bomb.join('\n'))).toMatchObject({ state: 'broken', at: undefined })
})

const version2: Data = {
  channels: {
    'a/b': {
      publish: { operationId: 'tell', message: { oneOf: [{ name: 'one' }, { $ref: '#/components/messages/two' }] } },
    },
  },
  components: { messages: { two: { payload: { type: 'object' } } } },
}
const version3: Data = {
  channels: { tickets: { address: 'tickets.v2', messages: { sold: { $ref: '#/components/messages/sold' } } } },
  operations: { sell: { action: 'send', channel: { $ref: '#/channels/tickets' }, summary: 'Sells.' } },
  components: { messages: { sold: { summary: 'Sold.' } } },
}

test.each([
  { why: 'AsyncAPI 2', document: version2, channel: 'a/b', operation: 'publish tell', messages: ['one', 'two'] },
  { why: 'AsyncAPI 3', document: version3, channel: 'tickets.v2', operation: 'send sell', messages: ['sold'] },
])('channels of $why have their operations and messages', ({ document, channel, operation, messages }) => {
  const [found] = channelsOf(document)
  expect(found?.name).toBe(channel)
  expect(found?.operations.map(({ action, name }) => `${action} ${name}`)).toEqual([operation])
  expect(found?.messages.map(({ name }) => name)).toEqual(messages)
})

test('the outline of a GraphQL schema has its types, and the fields of its questions', () => {
  const text =
    '"""\ntype Trap {\n"""\ntype Query {\n  "A text."\n  season(from: Date): [P!]!\n}\nenum State {\n  ON\n}\nscalar Date'
  expect(graphqlOutline(text)).toEqual([
    { kind: 'type', name: 'Query', line: 4, children: [{ kind: 'field', name: 'season', line: 6, children: [] }] },
    { kind: 'enum', name: 'State', line: 8, children: [] },
    { kind: 'scalar', name: 'Date', line: 11, children: [] },
  ])
})

test('the outline of a Protocol Buffers file has its services with their calls', () => {
  const text = 'syntax = "proto3";\nservice Pay {\n  rpc Take(A) returns (B);\n}\nmessage A {}'
  expect(protoOutline(text)).toEqual([
    { kind: 'service', name: 'Pay', line: 2, children: [{ kind: 'rpc', name: 'Take', line: 3, children: [] }] },
    { kind: 'message', name: 'A', line: 5, children: [] },
  ])
})
