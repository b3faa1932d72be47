import { type AuditRecord, auditSink, definePlugin, rawReply, Type } from '@callboard/kernel'
import { basicPermission, del, get, post } from '@callboard/model'
import { fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const create = basicPermission('demo.thing.create', 'create')
const read = basicPermission('demo.thing.read', 'read')
const secret = basicPermission('demo.secret.read', 'read')
const reply = Type.Unknown()
const summary = 'For tests.'

const demo = definePlugin({
  id: 'demo',
  setup({ http, permissions }) {
    http.serve(get('/things', { summary, allow: read, reply }), () => [])
    http.serve(post('/things', { summary, allow: create, body: { name: Type.String() }, reply }), ({ body }) => body)
    http.serve(
      post('/locations', {
        ...{ summary, allow: create, audit: 'location-create', reply },
        body: { target: Type.String() },
        auditTarget: ({ body }) => `url:${body.target}`,
      }),
      ({ audited }) => audited({ meta: { dryRun: true } }),
    )
    http.serve(post('/refresh', { summary, audit: 'refresh', body: { entityRef: Type.String() }, reply }), () => 'ok')
    http.serve(post('/plain', { summary, body: { a: Type.Unknown() }, optionalBody: true, reply }), () => 'ok')
    http.serve(del('/things/:kind/:namespace/:name', { summary, reply }), () => 'ok')
    http.serve(del('/numbered/:id', { summary, reply }), ({ audited }) => audited({ target: 'thing:default/known' }))
    http.serve(del('/broken/:id', { summary, reply }), () => Promise.reject(new TypeError('The disk is full.')))
    http.serve(del('/refused/:id', { summary, reply }), () => rawReply({ status: 404, body: '{}' }))
    http.serve(del('/own/:id', { summary, audit: false, reply }), () => 'ok')
    http.serve(
      get('/secret/:id', { summary, query: { token: Type.Optional(Type.String()) }, reply }),
      ({ credentials }) => permissions.require(credentials, secret),
    )
    http.serve(get('/for-services', { summary, access: 'service', reply }), () => 'ok')
    http.serve(get('/open', { summary, access: 'public', reply }), () => 'ok')
  },
})

const clock = fakeClock()
let portal: TestPortal
let records: AuditRecord[]

beforeEach(async () => {
  records = []
  const recorder = definePlugin({
    id: 'recorder',
    use: { auditSink },
    setup: ({ auditSink: sink }) => sink.add({ write: (record) => void records.push(record) }),
  })
  portal = await startPortal({
    plugins: [demo, recorder],
    clock,
    policy: {
      decide: async ({ permission }) => ({
        result: permission.name === 'demo.secret.read' || permission.name === deniedName ? 'DENY' : 'ALLOW',
      }),
    },
  })
  deniedName = undefined
})
afterEach(() => portal.stop())
let deniedName: string | undefined

const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  portal.fetch(`/api/demo${path}`, {
    method,
    headers: { 'x-request-id': 'r-1', 'user-agent': 'test', 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

describe('what changes something is recorded', () => {
  test.each<{ why: string; method: string; path: string; body?: object; record: object }>([
    {
      ...{ why: 'a route whose permission creates', method: 'POST', path: '/things', body: { name: 'x' } },
      record: { eventId: 'things-create', outcome: 'succeeded', severityLevel: 'low' },
    },
    {
      ...{
        why: 'a declared event and target',
        method: 'POST',
        path: '/locations',
        body: { target: 'https://a.example' },
      },
      record: { eventId: 'location-create', target: 'url:https://a.example', meta: { dryRun: true } },
    },
    {
      ...{
        why: 'the entity of the body',
        method: 'POST',
        path: '/refresh',
        body: { entityRef: 'component:default/x' },
      },
      record: { eventId: 'refresh', target: 'component:default/x' },
    },
    {
      ...{ why: 'the entity of the path', method: 'DELETE', path: '/things/Component/Default/Shop' },
      record: { eventId: 'things-delete', target: 'component:default/shop', severityLevel: 'medium' },
    },
    {
      ...{ why: 'what the handler knows better', method: 'DELETE', path: '/numbered/7' },
      record: { eventId: 'numbered-delete', target: 'thing:default/known', outcome: 'succeeded' },
    },
    {
      ...{ why: 'a failure, with its error', method: 'DELETE', path: '/broken/7' },
      record: { outcome: 'failed', target: '7', error: { name: 'TypeError', message: 'The disk is full.' } },
    },
    {
      ...{ why: 'a refusal in a form of its own', method: 'DELETE', path: '/refused/7' },
      record: { outcome: 'failed', error: { message: 'The call was answered with status 404.' } },
    },
  ])('$why', async ({ method, path, body, record }) => {
    await send(method, path, body)
    expect(records).toMatchObject([
      {
        ...{ pluginId: 'demo', actorId: 'user:default/guest', requestId: 'r-1', userAgent: 'test', ip: '127.0.0.1' },
        request: { method, url: `/api/demo${path}` },
        ...record,
      },
    ])
  })

  test.each<{ why: string; method: string; path: string; body?: object }>([
    { why: 'reads', method: 'GET', path: '/things' },
    { why: 'a route that takes a body without changing anything', method: 'POST', path: '/plain' },
    { why: 'a route that says so', method: 'DELETE', path: '/own/7' },
    { why: 'a request that does not fit', method: 'POST', path: '/things', body: { nam: 'x' } },
  ])('not recorded: $why', async ({ method, path, body }) => {
    await send(method, path, body)
    expect(records).toEqual([])
  })
})

describe('what is denied is recorded', () => {
  test('by the permission of the route', async () => {
    deniedName = 'demo.thing.create'
    expect((await send('POST', '/locations', { target: 'https://a.example' })).status).toBe(403)
    expect(records).toMatchObject([
      { eventId: 'location-create', outcome: 'denied', target: 'url:https://a.example', severityLevel: 'medium' },
    ])
  })

  test('by the handler, of a route that reads', async () => {
    expect((await send('GET', '/secret/7?token=abc')).status).toBe(403)
    expect(records).toMatchObject([{ eventId: 'request-denied', outcome: 'denied', target: '7' }])
    expect(records[0]?.request?.url).toBe('/api/demo/secret/7')
  })

  test('by the barrier, for the wrong kind of caller', async () => {
    expect((await send('GET', '/for-services')).status).toBe(403)
    expect(records).toMatchObject([
      {
        eventId: 'request-denied',
        outcome: 'denied',
        actorId: 'user:default/guest',
        error: { name: 'NotAllowedError' },
      },
    ])
  })

  test('a token that is no token, without the token', async () => {
    expect((await send('GET', '/things', undefined, { authorization: 'Bearer forged-token' })).status).toBe(401)
    expect(records).toMatchObject([{ eventId: 'token-refused', outcome: 'denied', ip: '127.0.0.1' }])
    expect(JSON.stringify(records)).not.toContain('forged-token')
  })

  test.each([
    { why: 'missing credentials', path: '/things', status: 401 },
    { why: 'a bad token where nobody is refused', path: '/open', status: 200, authorization: 'Bearer forged' },
  ])('but not $why', async ({ path, status, authorization }) => {
    const reply = await portal.fetch(`/api/demo${path}`, {
      as: 'nobody',
      ...(authorization && { headers: { authorization } }),
    })
    expect(reply.status).toBe(status)
    expect(records).toEqual([])
  })

  test('a flood of bad tokens fills nothing, and is told once; the next minute counts anew', async () => {
    const attack = () => send('GET', '/things', undefined, { authorization: 'Bearer forged' })
    for (let i = 0; i < 100; i++) await attack()
    expect(records).toHaveLength(61)
    expect(records.at(-1)).toMatchObject({ eventId: 'request-flood', severityLevel: 'high' })
    clock.advance(60_000)
    await attack()
    expect(records).toHaveLength(62)
  })
})
