import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { definePlugin, rawReply, Type } from '@callboard/kernel'
import { defineErrors, del, get, post } from '@callboard/model'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const anything = Type.Unknown()
const errors = defineErrors('demo', {
  gone: {
    name: 'NotFoundError',
    data: { ref: Type.String() },
    message: 'No entity is registered as {ref}.',
    hint: 'Look again.',
  },
})

/** What the route `/fail/:how` throws. */
const failures: Record<string, () => unknown> = {
  declared: () => errors.gone({ ref: 'component:default/x' }, { cause: new Error('The row is missing.') }),
  NotModifiedError: () => named('NotModifiedError'),
  InputError: () => named('InputError'),
  AuthenticationError: () => named('AuthenticationError'),
  NotAllowedError: () => named('NotAllowedError'),
  NotFoundError: () => named('NotFoundError'),
  ConflictError: () => named('ConflictError'),
  NotImplementedError: () => named('NotImplementedError'),
  ServiceUnavailableError: () => named('ServiceUnavailableError'),
  statusCode: () => Object.assign(new Error('I am a teapot.'), { statusCode: 418 }),
  status: () => Object.assign(new Error('Slow down.'), { status: 429 }),
  badStatus: () => Object.assign(new Error('Odd.'), { statusCode: 99 }),
  plain: () => new Error('Something broke.'),
  text: () => 'thrown text',
  postgres: () =>
    Object.assign(new Error('relation "secret_table" does not exist'), { code: '42P01', severity: 'ERROR' }),
}
const named = (name: string) => Object.assign(new Error('As it was.'), { name })

const wide = 'x'.repeat(3000)
const demo = definePlugin({
  id: 'demo',
  description: 'For tests.',
  setup({ http, db }) {
    http.serve(
      get('/echo/:name', {
        summary: 'Echoes.',
        reply: anything,
        query: {
          n: Type.Optional(Type.Integer()),
          on: Type.Optional(Type.Boolean()),
          list: Type.Optional(Type.Array(Type.String())),
          must: Type.Optional(Type.String({ minLength: 1 })),
        },
      }),
      ({ params, query }) => ({ params, query }),
    )
    http.serve(
      get('/plain', { summary: 'Takes nothing.', reply: anything }),
      ({ rawQuery, url, method, requestId }) => ({ rawQuery, url, method, requestId }),
    )
    http.serve(
      get('/numbers/:id', { summary: 'Counts.', params: { id: Type.Integer() }, reply: anything }),
      ({ params }) => params,
    )
    http.serve(
      post('/body', {
        summary: 'Takes a body.',
        body: { a: Type.Number(), inner: Type.Optional(Type.Unknown()) },
        reply: anything,
      }),
      ({ body }) => body,
    )
    http.serve(
      post('/maybe', { summary: 'May take one.', body: { a: Type.Number() }, optionalBody: true, reply: anything }),
      ({ body }) => ({ body: body ?? 'none' }),
    )
    http.serve(
      post('/small', { summary: 'Small.', body: Type.Unknown(), maxBodyBytes: 100, reply: anything }),
      ({ body }) => body,
    )
    http.serve(
      post('/raw', { summary: 'Bytes.', rawBody: true, body: Type.Unknown(), reply: anything }),
      ({ body }) => ({ isBuffer: Buffer.isBuffer(body), text: String(body) }),
    )
    http.serve(post('/ignored', { summary: 'Looks at no body.', reply: Type.Void() }), () => undefined)
    http.serve(post('/created', { summary: 'Creates.', status: 201, reply: anything }), () => ({ made: true }))
    http.serve(del('/things/:id', { summary: 'Removes.', status: 204, reply: Type.Void() }), () => undefined)
    http.serve(get('/void', { summary: 'Nothing.', reply: Type.Void() }), () => undefined)
    http.serve(get('/wide', { summary: 'Long text.', reply: anything }), () =>
      rawReply({ body: JSON.stringify(wide), headers: { etag: 'W/"one"' } }),
    )
    http.serve(get('/page', { summary: 'Another type.', reply: anything }), () =>
      rawReply({ status: 203, type: 'text/csv', body: Buffer.from('a,b') }),
    )
    http.serve(get('/fail/:how', { summary: 'Fails.', reply: anything }), ({ params }) => {
      throw failures[String(params.how)]?.()
    })
    http.serve(get('/sql', { summary: 'Asks for what is not there.', reply: anything }), () =>
      db.all('select secret from nowhere'),
    )
    http.serve(get('/files/*', { summary: 'Any path.', reply: anything }), ({ params }) => params)
    http.serve(get('/slow', { summary: 'Waits to be left.', reply: anything }), ({ signal }) => {
      left = new Promise((resolve) => signal.addEventListener('abort', () => resolve('left')))
      entered.resolve()
      return left
    })
  },
})
const entered = Promise.withResolvers<void>()
let left: Promise<unknown> = Promise.resolve()

let portal: TestPortal
const lines: string[] = []
beforeAll(async () => {
  portal = await startPortal({ plugins: [demo], onLog: (line) => lines.push(line) })
})
afterAll(() => portal.stop())

const send = async (path: string, init: Parameters<TestPortal['fetch']>[1] = {}) => {
  const reply = await portal.fetch(`/api/demo${path}`, init)
  const text = await reply.text()
  return { status: reply.status, headers: reply.headers, text, json: () => JSON.parse(text) }
}
const json = (body: string, type = 'application/json') => ({ method: 'POST', body, headers: { 'content-type': type } })

describe('what a route takes', () => {
  test.each([
    {
      why: 'texts of the query become what the schema wants',
      path: '/echo/x?n=3&on=true&list=a&list=b',
      query: { n: 3, on: true, list: ['a', 'b'] },
    },
    { why: 'one value of a list is a list', path: '/echo/x?list=a', query: { list: ['a'] } },
    { why: 'name[] is another spelling of name', path: '/echo/x?list[]=a&list[]=b', query: { list: ['a', 'b'] } },
    { why: 'both spellings add up', path: '/echo/x?list=a&list[]=b', query: { list: ['a', 'b'] } },
    { why: 'a slash at the end is accepted', path: '/echo/x/', query: {} },
    { why: 'params are decoded', path: '/echo/a%2Fb%20c', query: {}, name: 'a/b c' },
    { why: 'params may be long', path: `/echo/${'y'.repeat(600)}`, query: {}, name: 'y'.repeat(600) },
  ])('$why', async ({ path, query, name = 'x' }) => {
    const { status, json } = await send(path)
    expect(status).toBe(200)
    expect(json()).toEqual({ params: { name }, query })
  })

  test.each([
    { why: 'an unknown parameter', path: '/echo/x?bogus=1', message: 'The query parameter "bogus" is not known here.' },
    {
      why: 'a parameter where none is known',
      path: '/plain?x=1',
      message: 'The query parameter "x" is not known here.',
    },
    { why: 'a wrong type', path: '/echo/x?n=abc', message: 'The query parameter "n" must be integer.' },
    { why: 'one value too many', path: '/echo/x?n=1&n=2', message: 'The query parameter "n" must be integer.' },
    { why: 'an empty number', path: '/echo/x?n=', message: 'The query parameter "n" must be integer.' },
    {
      why: 'an empty text where one is wanted',
      path: '/echo/x?must=',
      message: 'The query parameter "must" must NOT have fewer than 1 characters.',
    },
    { why: 'a wrong path parameter', path: '/numbers/abc', message: 'The path parameter "id" must be integer.' },
    {
      why: 'the name of a prototype',
      path: '/echo/x?__proto__=1',
      message: 'The query parameter "__proto__" is not known here.',
    },
    {
      why: 'several mistakes, all named',
      path: '/echo/x?a=1&n=x',
      message: 'The query parameter "a" is not known here. The query parameter "n" must be integer.',
    },
    { why: 'a path that cannot be decoded', path: '/echo/%zz', message: 'The path of the URL cannot be decoded.' },
  ])('400 for $why', async ({ path, message }) => {
    const { status, json } = await send(path)
    expect(status).toBe(400)
    expect(json()).toMatchObject({
      error: { name: 'InputError', message },
      request: { method: 'GET' },
      response: { statusCode: 400 },
    })
  })

  const deep = (levels: number) => `{"a":1,"inner":${'['.repeat(levels)}${']'.repeat(levels)}}`
  test.each([
    { why: 'JSON', init: json('{"a":1}'), status: 200 },
    { why: 'JSON with a charset', init: json('{"a":1}', 'application/json; charset=utf-8'), status: 200 },
    { why: 'a JSON type of its own', init: json('{"a":1}', 'application/vnd.x+json'), status: 200 },
    { why: 'a number as text', init: json('{"a":"1"}'), status: 400, message: 'The body key "a" must be number.' },
    { why: 'an unknown key', init: json('{"a":1,"b":2}'), status: 400, message: 'The body key "b" is not known here.' },
    { why: 'a missing key', init: json('{}'), status: 400, message: 'The body key "a" is missing.' },
    { why: 'no object', init: json('[]'), status: 400, message: 'The body must be object.' },
    { why: 'null', init: json('null'), status: 400, message: 'The body must be object.' },
    { why: 'no body at all', init: { method: 'POST' }, status: 400, message: 'A JSON body is required.' },
    { why: 'an empty body', init: json(''), status: 400, message: 'A JSON body is required.' },
    { why: 'half a document', init: json('{"a":'), status: 400, message: 'The body is not valid JSON' },
    { why: 'two documents', init: json('{"a":1}{"a":2}'), status: 400, message: 'The body is not valid JSON' },
    {
      why: 'a key that reaches into prototypes',
      init: json('{"a":1,"__proto__":{"x":1}}'),
      status: 400,
      message: '"__proto__"',
    },
    {
      why: 'the same, escaped',
      init: json('{"a":1,"inner":{"\\u005f_proto__":1}}'),
      status: 400,
      message: '"__proto__"',
    },
    {
      why: 'the other way into prototypes',
      init: json('{"a":1,"inner":{"constructor":{"prototype":{}}}}'),
      status: 400,
      message: '"constructor.prototype"',
    },
    { why: 'deep nesting', init: json(deep(150)), status: 200 },
    {
      why: 'nesting deeper than people write',
      init: json(deep(250)),
      status: 400,
      message: 'nested more than 200 levels deep',
    },
    {
      why: 'nesting to exhaust a stack',
      init: json(deep(250_000)),
      status: 400,
      message: 'nested more than 200 levels deep',
    },
    {
      why: 'bytes that are no UTF-8',
      init: { ...json(''), body: new Uint8Array([0x7b, 0xff, 0x7d]) },
      status: 400,
      message: 'not encoded as UTF-8',
    },
    {
      why: 'a form',
      init: json('a=1', 'application/x-www-form-urlencoded'),
      status: 415,
      message: '"application/x-www-form-urlencoded" is not understood',
    },
    {
      why: 'a form with broken escapes',
      init: json('%=%zz&[__proto__]=1', 'application/x-www-form-urlencoded'),
      status: 415,
      message: 'not understood',
    },
    { why: 'an unreadable content type', init: json('{}', ';;;'), status: 415, message: 'not understood' },
    {
      why: 'a compressed body',
      init: { ...json('{}'), headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
      status: 415,
      message: 'gzip',
    },
    {
      why: 'more than a mebibyte',
      init: json(`{"a":1,"inner":"${'x'.repeat(1024 * 1024)}"}`),
      status: 413,
      message: 'larger than the 1048576 bytes',
    },
  ])('$status for a body of $why', async ({ init, status, message }) => {
    const reply = await send('/body', init)
    expect(reply.status).toBe(status)
    if (message !== undefined) expect(reply.json().error.message).toContain(message)
  })

  test.each([
    { why: 'an own limit is held', path: '/small', init: json(JSON.stringify('x'.repeat(200))), status: 413 },
    { why: 'a body may be left out', path: '/maybe', init: { method: 'POST' }, status: 200, reply: { body: 'none' } },
    {
      why: 'a left out body may be announced as JSON',
      path: '/maybe',
      init: json(''),
      status: 200,
      reply: { body: 'none' },
    },
    { why: 'an optional body is checked', path: '/maybe', init: json('{"b":1}'), status: 400 },
    {
      why: 'bytes arrive as bytes',
      path: '/raw',
      init: json('{"not": json', 'application/json'),
      status: 200,
      reply: { isBuffer: true, text: '{"not": json' },
    },
    {
      why: 'bytes of any type',
      path: '/raw',
      init: json('a=1', 'application/x-www-form-urlencoded'),
      status: 200,
      reply: { isBuffer: true, text: 'a=1' },
    },
    {
      why: 'a DELETE may announce JSON without having any',
      path: '/things/1',
      init: { method: 'DELETE', headers: { 'content-type': 'application/json' } },
      status: 204,
    },
    {
      why: 'a GET may announce JSON without having any',
      path: '/plain',
      init: { headers: { 'content-type': 'application/json' } },
      status: 200,
    },
    { why: 'a body is ignored where none is declared', path: '/ignored', init: json('{"x":1}'), status: 200 },
    { why: 'any path below a wildcard', path: '/files/a/b.txt', init: {}, status: 200, reply: { '*': 'a/b.txt' } },
  ])('$why', async ({ path, init, status, reply }) => {
    const got = await send(path, init)
    expect(got.status).toBe(status)
    if (reply !== undefined) expect(got.json()).toEqual(reply)
  })
})

describe('what comes back', () => {
  test.each([
    {
      how: 'declared',
      status: 404,
      error: {
        name: 'NotFoundError',
        code: 'demo/gone',
        message: 'No entity is registered as component:default/x.',
        hint: 'Look again.',
        data: { ref: 'component:default/x' },
        cause: { name: 'Error', message: 'The row is missing.' },
      },
    },
    { how: 'InputError', status: 400, error: { name: 'InputError', message: 'As it was.' } },
    { how: 'AuthenticationError', status: 401, error: { name: 'AuthenticationError', message: 'As it was.' } },
    { how: 'NotAllowedError', status: 403, error: { name: 'NotAllowedError', message: 'As it was.' } },
    { how: 'NotFoundError', status: 404, error: { name: 'NotFoundError', message: 'As it was.' } },
    { how: 'ConflictError', status: 409, error: { name: 'ConflictError', message: 'As it was.' } },
    { how: 'NotImplementedError', status: 501, error: { name: 'NotImplementedError', message: 'As it was.' } },
    { how: 'ServiceUnavailableError', status: 503, error: { name: 'ServiceUnavailableError', message: 'As it was.' } },
    { how: 'statusCode', status: 418, error: { name: 'Error', message: 'I am a teapot.', statusCode: 418 } },
    { how: 'status', status: 429, error: { name: 'Error', message: 'Slow down.', status: 429 } },
    { how: 'badStatus', status: 500, error: { name: 'Error', message: 'Odd.', statusCode: 99 } },
    { how: 'plain', status: 500, error: { name: 'Error', message: 'Something broke.' } },
    { how: 'text', status: 500, error: { name: 'Error', message: 'thrown text' } },
  ])('an error thrown as $how is $status in the field’s envelope', async ({ how, status, error }) => {
    const reply = await send(`/fail/${how}`)
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(reply.json()).toEqual({
      error,
      request: { method: 'GET', url: `/fail/${how}` },
      response: { statusCode: status },
    })
  })

  test('304 has no body', async () => {
    const reply = await send('/fail/NotModifiedError')
    expect([reply.status, reply.text]).toEqual([304, ''])
  })

  test.each(['/fail/postgres', '/sql'])('errors of databases are masked, and the log has them: %s', async (path) => {
    const reply = await send(path)
    expect(reply.status).toBe(500)
    const { message } = reply.json().error
    const [, logId = ''] = /^An internal error occurred logId=([\w-]+)$/.exec(message) ?? []
    expect(reply.text).not.toMatch(/secret|nowhere/)
    const line = lines.find((one) => one.includes(logId))
    expect(line).toMatch(/secret|nowhere/)
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'error', msg: 'request failed', plugin: 'demo' })
  })

  test.each([
    {
      why: 'the status of success is declared',
      path: '/created',
      init: { method: 'POST' },
      status: 201,
      text: '{"made":true}',
      type: 'application/json; charset=utf-8',
    },
    { why: 'nothing is an empty body', path: '/void', init: {}, status: 200, text: '', type: null },
    { why: 'ready bytes choose status and type', path: '/page', init: {}, status: 203, text: 'a,b', type: 'text/csv' },
    {
      why: 'an unknown path of a plugin says so',
      path: '/nope?x=1',
      init: {},
      status: 404,
      text: undefined,
      type: 'application/json; charset=utf-8',
    },
    {
      why: 'so does a known path with another method',
      path: '/plain',
      init: { method: 'PUT' },
      status: 404,
      text: undefined,
      type: 'application/json; charset=utf-8',
    },
  ])('$why', async ({ path, init, status, text, type }) => {
    const reply = await send(path, init)
    expect(reply.status).toBe(status)
    expect(reply.headers.get('content-type')).toBe(type)
    if (text !== undefined) expect(reply.text).toBe(text)
  })

  test.each(['/api', '/api/', '/api/nope', '/api/nope/deeper?x=1', '/nothing'])(
    '404 with an empty body for %s',
    async (path) => {
      const reply = await portal.fetch(path)
      expect([reply.status, await reply.text()]).toEqual([404, ''])
    },
  )

  test('every reply has few, closed security headers and the id of the request', async () => {
    const { headers } = await send('/plain', { headers: { 'x-request-id': 'abc-1' } })
    expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-request-id')).toBe('abc-1')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })

  test.each(['', 'a b', 'x'.repeat(200), 'a;b'])('a request id that could do harm is replaced: %j', async (given) => {
    const { headers } = await send('/plain', { headers: { 'x-request-id': given } })
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('an entity tag saves the body', async () => {
    const first = await send('/wide')
    expect([first.status, first.headers.get('etag')]).toEqual([200, 'W/"one"'])
    for (const held of ['W/"one"', '"one"', '"other", W/"one"', '*']) {
      expect((await send('/wide', { headers: { 'if-none-match': held } })).status).toBe(304)
    }
    expect((await send('/wide', { headers: { 'if-none-match': '"other"' } })).status).toBe(200)
  })

  test.each([
    { why: 'long text is compressed for who takes it', path: '/wide', accept: 'gzip, deflate, br', encoding: 'gzip' },
    { why: 'not for who does not', path: '/wide', accept: 'identity', encoding: null },
    { why: 'not for who refuses it', path: '/wide', accept: 'gzip;q=0, br', encoding: null },
    { why: 'nor is short text', path: '/plain', accept: 'gzip', encoding: null },
  ])('$why', async ({ path, accept, encoding }) => {
    const { body, headers } = await rawRequest(`GET /api/demo${path} HTTP/1.1`, {
      'accept-encoding': accept,
      authorization: `Bearer ${await portal.tokens.user()}`,
    })
    expect(headers['content-encoding'] ?? null).toBe(encoding)
    const text = encoding === 'gzip' ? gunzipSync(body).toString() : body.toString()
    if (path === '/wide') expect(JSON.parse(text)).toBe(wide)
  })

  test('HEAD answers like GET, without the body', async () => {
    const reply = await send('/wide', { method: 'HEAD', headers: { 'accept-encoding': 'identity' } })
    expect([reply.status, reply.text, reply.headers.get('content-length')]).toEqual([200, '', String(wide.length + 2)])
  })

  test('a handler learns that its caller went away', async () => {
    const leaving = new AbortController()
    const reply = send('/slow', { signal: leaving.signal })
    await entered.promise
    leaving.abort()
    await expect(reply).rejects.toThrow()
    expect(await left).toBe('left')
  })
})

describe('broken requests', () => {
  test.each([
    {
      why: 'headers of 40 KiB are fine',
      line: `GET /.backstage/health/v1/liveness?${'x'.repeat(20_000)} HTTP/1.1`,
      headers: { a: 'b'.repeat(20_000) },
      status: 401,
    },
    {
      why: 'headers beyond 64 KiB are refused',
      line: 'GET / HTTP/1.1',
      headers: { a: 'b'.repeat(70_000) },
      status: 431,
    },
    { why: 'something that is no HTTP', line: 'HELLO', headers: {}, status: 400 },
    { why: 'a bad header', line: 'GET / HTTP/1.1', headers: { 'a b': 'c' }, status: 400 },
  ])('$why', async ({ line, headers, status }) => {
    const reply = await rawRequest(line.replace('/.backstage/health/v1/liveness', '/api/demo/plain'), headers)
    expect(reply.status).toBe(status)
    expect(JSON.parse(reply.body.toString()).response.statusCode).toBe(status)
    expect((await portal.fetch('/.backstage/health/v1/liveness')).status).toBe(200)
  })
})

test('the API document names every route with its schemas', async () => {
  const document = (await send('/openapi.json')).json()
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'demo', description: 'For tests.' },
    servers: [{ url: `${portal.url}/api/demo` }],
  })
  expect(document.paths['/echo/{name}'].get).toMatchObject({
    operationId: 'getEchoName',
    summary: 'Echoes.',
    parameters: [
      { name: 'name', in: 'path', required: true },
      { name: 'n', in: 'query', required: false, schema: { type: 'integer' } },
      {},
      {},
      {},
    ],
    responses: {
      200: {},
      default: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } },
    },
  })
  expect(document.paths['/body'].post.requestBody).toMatchObject({
    required: true,
    content: { 'application/json': { schema: { type: 'object', required: ['a'] } } },
  })
  expect((await send('/openapi.json', { as: 'nobody' })).status).toBe(401)
})

test('metrics are Prometheus text, with the template of the route and not its values', async () => {
  const text = await (await portal.fetch('/metrics', { as: 'nobody' })).text()
  expect(text).toMatch(/http_server_request_duration_seconds_count\{[^}]*route="\/api\/demo\/echo\/:name"[^}]*\} \d+/)
  expect(text).toMatch(/^process_resident_memory_bytes \d+/m)
  expect(text).toMatch(/^nodejs_eventloop_delay_p99_seconds /m)
})

/** Sends bytes as they are, which `fetch` would not. */
function rawRequest(
  line: string,
  headers: Record<string, string | undefined>,
): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const { port, hostname } = new URL(portal.url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname)
    const chunks: Buffer[] = []
    socket.on('error', reject)
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('close', () => {
      const all = Buffer.concat(chunks)
      const end = all.indexOf('\r\n\r\n')
      const [first = '', ...rest] = all.subarray(0, end).toString().split('\r\n')
      const pairs = rest.map((one) => [one.slice(0, one.indexOf(':')).toLowerCase(), one.slice(one.indexOf(':') + 2)])
      resolve({ status: Number(first.split(' ')[1]), headers: Object.fromEntries(pairs), body: all.subarray(end + 4) })
    })
    const lines = Object.entries({ host: 'test', connection: 'close', ...headers }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    socket.write(`${[line, ...lines].join('\r\n')}\r\n\r\n`)
  })
}
