import type { JsonObject } from '@callboard/model'
import { runAction } from '@callboard/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type SkeletonHost, startSkeletonHost } from '../fixtures/skeleton-host.ts'
import { httpRequestAction } from './http-request.ts'

let host: SkeletonHost
beforeAll(async () => {
  host = await startSkeletonHost(3_000_000)
})
afterAll(() => host[Symbol.asyncDispose]())
beforeEach(() => {
  Object.assign(host.plain, { status: 200, headers: {}, body: 'plain' })
})

const ask = (input: JsonObject, options: Partial<Parameters<typeof runAction>[1]> = {}) =>
  runAction(httpRequestAction(host.outgoing), {
    input: { method: 'GET', url: `${host.url}/plain`, ...input },
    ...options,
  })

test('gives status, headers and text', async () => {
  host.plain.headers = { 'x-from': 'here' }
  const { outputs } = await ask({ query: { 'a b': 'c&d' } })
  expect(outputs).toMatchObject({ code: 200, body: 'plain', headers: { 'x-from': 'here' } })
  expect(host.requests.at(-1)).toContain('GET /plain?a+b=c%26d')
})

test('gives JSON as a value', async () => {
  host.plain.body = { name: ['shop'] }
  expect((await ask({})).outputs.body).toEqual({ name: ['shop'] })
})

test.each<[string, JsonObject, object]>([
  ['a value as JSON', { body: { a: 1 } }, { got: '{"a":1}', type: 'application/json' }],
  ['a text as it is', { body: 'a=1', headers: { 'Content-Type': 'text/x' } }, { got: 'a=1', type: 'text/x' }],
])('sends %s', async (_, input, expected) => {
  expect((await ask({ method: 'POST', ...input })).outputs.body).toEqual(expected)
})

test("never sends the portal's credentials, and those it is given", async () => {
  await ask({})
  expect(host.lastHeaders.authorization).toBeUndefined()
  await ask({ headers: { authorization: 'Bearer mine' } })
  expect(host.lastHeaders.authorization).toBe('Bearer mine')
})

test('what is no reading is not done twice when the process dies', async () => {
  const checkpoints = new Map()
  const before = host.requests.length
  const once = await ask({ method: 'POST', body: 'x' }, { checkpoints })
  const again = await ask({ method: 'POST', body: 'x' }, { checkpoints })
  expect(again.outputs).toEqual(once.outputs)
  expect(host.requests).toHaveLength(before + 1)
})

test.each<[string, () => void, JsonObject, RegExp]>([
  [
    'an answer above 399, with what it says',
    () => Object.assign(host.plain, { status: 418, body: 'a teapot' }),
    {},
    /plain answered 418: a teapot/,
  ],
  [
    'an answer that is too large',
    () => Object.assign(host.plain, { body: 'x'.repeat(1_100_000) }),
    {},
    /larger than 1048576 bytes/,
  ],
  [
    'a redirect to a host that nobody named',
    () => Object.assign(host.plain, { status: 302, headers: { location: 'http://169.254.169.254/' } }),
    {},
    /not allowed/,
  ],
  ['a header that says another host', () => {}, { headers: { Host: 'internal' } }, /"Host" cannot be set/],
  ['a header that hides a second request', () => {}, { headers: { 'Transfer-Encoding': 'chunked' } }, /cannot be set/],
  ['a header with a line break', () => {}, { headers: { 'x-a': 'b\r\nhost: internal' } }, /invalid/i],
])('fails for %s', async (_, prepare, input, message) => {
  prepare()
  await expect(ask(input)).rejects.toThrow(message)
})
