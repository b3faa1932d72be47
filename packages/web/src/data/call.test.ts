import { get, post, Type } from '@callboard/model'
import { expect, test } from 'vitest'
import { createSession } from '../session/session.ts'
import { signInServer } from '../session/sign-in-server.ts'
import { noTabs } from '../session/tabs.ts'
import { createCaller, urlOf } from './call.ts'
import { webErrors } from './wire-error.ts'

const list = get('/things', { summary: 'List things.', reply: Type.Array(Type.String()) })
const make = post('/things', { summary: 'Make a thing.', body: { name: Type.String() }, reply: Type.Void() })

test.each([
  { why: 'parameters are filled in', path: '/a/:b/c', input: { params: { b: 'd' } }, url: '/api/x/a/d/c' },
  { why: 'parameters are escaped', path: '/a/:b', input: { params: { b: '../e f' } }, url: '/api/x/a/..%2Fe%20f' },
  { why: 'lists repeat their name', path: '/a', input: { query: { f: ['1', '2'] } }, url: '/api/x/a?f=1&f=2' },
  { why: 'what is undefined is left out', path: '/a', input: { query: { f: undefined } }, url: '/api/x/a' },
])('$why', ({ path, input, url }) => {
  expect(urlOf('x', path, input)).toBe(url)
})

test('a missing parameter is named', () => {
  expect(() => urlOf('x', '/a/:b', {})).toThrow('needs the parameter "b"')
})

const identity = {
  userEntityRef: 'user:default/ada',
  ownershipEntityRefs: ['user:default/ada', 'group:default/lights'],
}

const refreshUrl = '/api/auth/guest/refresh?optional&env=test'
const sessionOf = (fetch: typeof globalThis.fetch) =>
  createSession({
    server: signInServer({ fetch, environment: 'test' }),
    memory: { read: () => 'guest', write() {} },
    tabs: noTabs,
    reload() {},
    leaveTo() {},
  })

/** A server of three lines: tokens are numbered, and `respond` answers everything else. */
function server(respond: (token: string, init: RequestInit | undefined) => Response | Promise<Response>) {
  const seen: string[] = []
  let tokens = 0
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    seen.push(String(input))
    if (String(input) === refreshUrl) {
      tokens += 1
      return Response.json({ backstageIdentity: { token: `t${tokens}`, expiresInSeconds: 3600, identity } })
    }
    return respond(new Headers(init?.headers).get('authorization') ?? '', init)
  }
  return { seen, call: createCaller(sessionOf(fetch), fetch) }
}

test('one sign-in serves calls that start together', async () => {
  const { seen, call } = server(() => Response.json([]))
  await Promise.all([1, 2, 3].map(() => call({ pluginId: 'x', route: list, input: {} })))
  expect(seen.filter((url) => url === refreshUrl)).toHaveLength(1)
})

test('a refused token is renewed once, and the call repeated', async () => {
  const { seen, call } = server((token) => Response.json(['ok'], { status: token === 'Bearer t1' ? 401 : 200 }))
  expect(await call({ pluginId: 'x', route: list, input: {} })).toEqual(['ok'])
  expect(seen).toEqual([refreshUrl, '/api/x/things', refreshUrl, '/api/x/things'])
})

test('a second refusal is the answer', async () => {
  const { seen, call } = server(() =>
    Response.json({ error: { name: 'AuthenticationError', message: 'No.' } }, { status: 401 }),
  )
  await expect(call({ pluginId: 'x', route: list, input: {} })).rejects.toMatchObject({
    name: 'AuthenticationError',
    message: 'No.',
  })
  expect(seen).toHaveLength(4)
})

test('a body travels as JSON, and an empty reply is nothing', async () => {
  let sent: RequestInit | undefined
  const { call } = server((_, init) => {
    sent = init
    return new Response(null, { status: 204 })
  })
  expect(await call({ pluginId: 'x', route: make, input: { body: { name: 'n' } } })).toBeUndefined()
  expect(sent).toMatchObject({ method: 'POST', body: '{"name":"n"}' })
})

test.each([
  {
    why: 'an error keeps what the server said',
    respond: () =>
      Response.json(
        { error: { name: 'NotFoundError', message: 'No such.', code: 'x/none', hint: 'Look again.' } },
        { status: 404 },
      ),
    error: { name: 'NotFoundError', message: 'No such.', code: 'x/none', hint: 'Look again.', statusCode: 404 },
  },
  {
    why: 'an error without a body says its status',
    respond: () => new Response('oops', { status: 413 }),
    error: { name: 'PayloadTooLargeError', code: 'http/413' },
  },
  {
    why: 'a server that does not answer is unreachable',
    respond: () => Promise.reject(new TypeError('Failed to fetch')),
    error: { code: webErrors.serverUnreachable.code },
  },
  {
    why: 'an answer that is no JSON is unreadable',
    respond: () => new Response('<html>'),
    error: { code: webErrors.unreadableReply.code },
  },
])('$why', async ({ respond, error }) => {
  await expect(server(respond).call({ pluginId: 'x', route: list, input: {} })).rejects.toMatchObject(error)
})
