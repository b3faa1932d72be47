import { definePlugin, Type } from '@callboard/kernel'
import { get, post } from '@callboard/model'
import { people, userDeactivated } from '@callboard/plugin-auth'
import { eventually, fakeClock, startPortal, type TestPortal } from '@callboard/testing'
import { testPostgres } from '@callboard/testing/postgres'
import { describe, expect, onTestFinished, test } from 'vitest'
import auth from '../index.ts'
import { createTokenKeeper } from './token-keeper.ts'
import { databaseTokenStore, maxTokens } from './token-store.ts'

const ada = 'user:default/ada'
const dayMs = 24 * 3_600_000
let groups = ['group:default/crew']
/** Whom the directory knows; undefined while it is away. */
let crew: string[] | undefined = [ada]
const demo = definePlugin({
  id: 'demo',
  use: { people },
  setup({ http, auth: own, people: directory }) {
    const reply = Type.Unknown()
    http.serve(get('/who', { summary: 'Who calls.', reply }), ({ credentials }) => own.userInfo(credentials))
    http.serve(post('/change', { summary: 'Changes.', reply, optionalBody: true }), () => 'changed')
    directory.add({
      async find(query) {
        if (!crew) throw new Error('The directory is away.')
        const isKnown = 'ref' in query && query.ref === ada && crew.includes(ada)
        return isKnown ? [{ userEntityRef: ada, ownershipEntityRefs: [ada, ...groups] }] : []
      },
    })
  },
})

interface Made {
  token: string
  details: { id: string; name: string; scopes: string[]; createdAt: string; expiresAt?: string; lastUsedAt?: string }
}

/** A person's hands on the routes. */
async function person(portal: TestPortal, ref = ada) {
  const token = await portal.tokens.user(ref)
  const send = async (method: string, path: string, body?: unknown, as = token) => {
    const answer = await portal.fetch(`/api/${path}`, {
      ...{ method, as: { token: as } },
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  return {
    token,
    send,
    // Replies of the contract; every look at them is an expectation.
    make: async (more: object = {}) =>
      (await send('POST', 'auth/v1/tokens', { name: 'ci', scopes: ['read'], ...more })).body as Made,
    list: async () => (await send('GET', 'auth/v1/tokens')).body.tokens as Made['details'][],
    status: async (as: string, method = 'GET', path = 'demo/who') => (await send(method, path, undefined, as)).status,
  }
}

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  const start = (clock = fakeClock(), more: object = {}) =>
    startPortal({ plugins: [demo, auth], database, clock, ...more })

  test('a token is made, works within its scopes, is seen, and revoked at once', async () => {
    await using portal = await start()
    const { make, list, send, status } = await person(portal)
    const { token, details } = await make({ scopes: ['demo:read'], expiresInDays: 30 })
    expect(token).toMatch(/^cbp_[0-9a-f]{18}_[\w-]{43}$/)
    expect(details).toEqual({
      ...{ id: token.split('_')[1], name: 'ci', scopes: ['demo:read'] },
      ...{ createdAt: '2026-03-01T12:00:00.000Z', expiresAt: '2026-03-31T12:00:00.000Z' },
    })
    expect(await list()).toEqual([details])
    groups = ['group:default/crew', 'group:default/late']
    expect(await send('GET', 'demo/who', undefined, token)).toEqual({
      status: 200,
      body: { userEntityRef: ada, ownershipEntityRefs: [ada, 'group:default/crew', 'group:default/late'] },
    })
    expect(await status(token, 'POST', 'demo/change')).toBe(403)
    expect(await send('DELETE', `auth/v1/tokens/${details.id}`)).toEqual({ status: 204, body: undefined })
    expect([await status(token), await list()]).toEqual([401, []])
    expect((await send('DELETE', `auth/v1/tokens/${details.id}`)).body.error.code).toBe('auth/no-such-token')
  })

  test('only a hash of it is kept', async () => {
    await using portal = await start()
    const { token } = await (await person(portal)).make()
    const rows = await portal.host.services().databases.forPlugin('auth').all('select * from personal_token')
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(token.split('_').slice(2).join('_'))
  })

  test('it ends on its day, even while it is remembered', async () => {
    const clock = fakeClock()
    await using portal = await start(clock)
    const { make, status } = await person(portal)
    const { token } = await make({ expiresInDays: 1 })
    clock.advance(dayMs - 1000)
    expect(await status(token)).toBe(200)
    clock.advance(1000)
    expect(await status(token)).toBe(401)
  })

  test('without a day it does not end, and it is told when it was last used', async () => {
    const clock = fakeClock()
    await using portal = await start(clock)
    const { make, status } = await person(portal)
    const { token, details } = await make()
    expect(details).not.toHaveProperty('expiresAt')
    clock.advance(1000 * dayMs)
    expect(await status(token)).toBe(200)
    expect((await (await person(portal)).list())[0]?.lastUsedAt).toBe(new Date(clock.nowMs()).toISOString())
  })

  test('signing out everywhere leaves it alone, and being deactivated ends it', async () => {
    await using portal = await start()
    const { make, status, token: session } = await person(portal)
    const { token } = await make()
    const other = await (await person(portal, 'user:default/bob')).make()
    await portal.host.services().authority.forPlugin('auth').revokeTokens({ userEntityRef: ada })
    expect([await status(session), await status(token)]).toEqual([401, 200])
    const events = portal.host.services().events.forPlugin('scim')
    await events.publish({ topic: userDeactivated, payload: { userEntityRef: ada } })
    await eventually(async () => (await status(token)) === 401)
    expect(await status(other.token)).toBe(200)
  })

  test('a token of somebody who has left the directory is refused, and one of somebody it never knew is not', async () => {
    const clock = fakeClock()
    await using portal = await start(clock)
    onTestFinished(() => {
      crew = [ada]
    })
    const { make, status } = await person(portal)
    const { token } = await make()
    const stranger = await (await person(portal, 'user:default/bob')).make()
    const both = async (known: string[] | undefined) => {
      crew = known
      clock.advance(5_000)
      return [await status(token), await status(stranger.token)]
    }
    expect(await both([ada])).toEqual([200, 200])
    expect(await both([])).toEqual([401, 200])
    // A directory that is away says nothing of who has left.
    expect(await both(undefined)).toEqual([200, 200])
    expect(await both([ada])).toEqual([200, 200])
  })

  test('one person cannot see or revoke the tokens of another', async () => {
    await using portal = await start()
    const { make, status } = await person(portal)
    const { token, details } = await make()
    const bob = await person(portal, 'user:default/bob')
    expect(await bob.list()).toEqual([])
    expect((await bob.send('DELETE', `auth/v1/tokens/${details.id}`)).status).toBe(404)
    expect(await status(token)).toBe(200)
  })

  test.each(['%00', '%ED%A0%80', 'x'.repeat(4000)])('an id that no database could hold is unknown: %s', async (id) => {
    await using portal = await start()
    const { send } = await person(portal)
    for (const list of ['tokens', 'sessions'])
      expect((await send('DELETE', `auth/v1/${list}/${id}`)).status).toBeOneOf([400, 404])
  })

  test('there is an end to how many somebody may have', async () => {
    await using portal = await start()
    const { make, send } = await person(portal)
    for (let i = 0; i < maxTokens; i++) await make()
    const { status, body } = await send('POST', 'auth/v1/tokens', { name: 'one more', scopes: ['read'] })
    expect([status, body.error.code]).toEqual([409, 'auth/too-many-tokens'])
  })

  test('another text with the same id, another secret or another form is an illegal token', async () => {
    await using portal = await start()
    const { make, send } = await person(portal)
    const { token, details } = await make()
    const illegal = (await send('GET', 'demo/who', undefined, 'rubbish-token')).body.error
    for (const text of [
      `${token}x`,
      token.slice(0, -1),
      `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`,
      token.toUpperCase(),
      `cbp_${details.id}_`,
      `cbp_${'0'.repeat(18)}_${token.split('_').slice(2).join('_')}`,
      'cbp_',
      `cbp_${details.id}' or '1'='1_${'a'.repeat(43)}`,
    ])
      expect(await send('GET', 'demo/who', undefined, text)).toMatchObject({ status: 401, body: { error: illegal } })
    expect((await send('GET', 'demo/who', undefined, token)).status).toBe(200)
  })
})

test('neither a token nor a service makes, sees or revokes tokens', async () => {
  await using portal = await startPortal({ plugins: [demo, auth] })
  const { make, send } = await person(portal)
  const { token, details } = await make({ scopes: ['write'] })
  const catalog = portal.host.services().authority.forPlugin('catalog')
  const onBehalfOf = await catalog.authenticate(await portal.tokens.user(ada))
  const callers = {
    'a personal access token': token,
    'a service': await portal.tokens.plugin('catalog', 'auth'),
    'a service that acts for the person': (await catalog.pluginToken({ onBehalfOf, targetPluginId: 'auth' })).token,
  }
  for (const [who, as] of Object.entries(callers)) {
    const made = await send('POST', 'auth/v1/tokens', { name: 'more', scopes: ['write'] }, as)
    const listed = await send('GET', 'auth/v1/tokens', undefined, as)
    const revoked = await send('DELETE', `auth/v1/tokens/${details.id}`, undefined, as)
    expect([who, made.status, listed.status, revoked.status]).toEqual([who, 403, 403, 403])
    expect(made.body.error.code).toBe('auth/tokens-in-person')
  }
})

test('a token that may read sees where its person is signed in', async () => {
  await using portal = await startPortal({ plugins: [demo, auth] })
  const { make, send } = await person(portal)
  const { token } = await make()
  expect(await send('GET', 'auth/v1/sessions', undefined, token)).toEqual({ status: 200, body: { sessions: [] } })
})

test.each([
  { why: 'no scope', body: { name: 'a', scopes: [] } },
  { why: 'an unknown scope', body: { name: 'a', scopes: ['admin'] } },
  { why: 'a scope with a star', body: { name: 'a', scopes: ['*:write'] } },
  { why: 'no name', body: { name: '', scopes: ['read'] } },
  { why: 'no days', body: { name: 'a', scopes: ['read'], expiresInDays: 0 } },
  { why: 'more days than a year has', body: { name: 'a', scopes: ['read'], expiresInDays: 400 } },
])('$why is refused', async ({ body }) => {
  await using portal = await startPortal({ plugins: [demo, auth] })
  expect((await (await person(portal)).send('POST', 'auth/v1/tokens', body)).status).toBe(400)
})

test('making and revoking is audited, without the token', async () => {
  const lines: string[] = []
  await using portal = await startPortal({ plugins: [demo, auth], onLog: (line) => void lines.push(line) })
  const { make, send } = await person(portal)
  const { token, details } = await make({ name: 'nightly' })
  await send('DELETE', `auth/v1/tokens/${details.id}`)
  const audited = lines.map((line) => JSON.parse(line)).filter((line) => line.isAuditEvent)
  expect(audited).toMatchObject([
    { eventId: 'token-create', target: `token:${details.id}`, actor: { actorId: ada }, meta: { name: 'nightly' } },
    { eventId: 'token-revoke', target: `token:${details.id}`, actor: { actorId: ada } },
  ])
  expect(lines.join('')).not.toContain(token.split('_').slice(2).join('_'))
})

test('replicas share tokens, and a revoked one ends on all of them', async () => {
  const config = { backend: { database: { client: 'pg', connection: await testPostgres() } } }
  await using one = await startPortal({ plugins: [demo, auth], config })
  await using two = await startPortal({ plugins: [demo, auth], config })
  const { make, send } = await person(one)
  const { token, details } = await make()
  const elsewhere = async () => (await two.fetch('/api/demo/who', { as: { token } })).status
  expect(await elsewhere()).toBe(200)
  await send('DELETE', `auth/v1/tokens/${details.id}`)
  await eventually(async () => (await elsewhere()) === 401)
})

test('when a token was used survives a restart', async () => {
  const { mkdtemp, rm } = await import('node:fs/promises')
  const directory = await mkdtemp('/tmp/callboard-tokens-')
  const config = { backend: { database: { client: 'better-sqlite3', connection: { directory } } } }
  const one = await startPortal({ plugins: [demo, auth], config })
  const { make, status } = await person(one)
  const { token, details } = await make()
  await status(token)
  await one.stop()
  await using two = await startPortal({ plugins: [demo, auth], config })
  expect(await (await person(two)).list()).toEqual([{ ...details, lastUsedAt: expect.any(String) }])
  await rm(directory, { recursive: true })
})

test('a replica that the news did not reach lets a revoked token pass for five seconds at most', async () => {
  const clock = fakeClock()
  await using portal = await startPortal({ plugins: [demo, auth], clock })
  const { make, send } = await person(portal)
  const { token, details } = await make()
  const db = portal.host.services().databases.forPlugin('auth')
  const store = databaseTokenStore({ db, clock })
  const deaf = createTokenKeeper({ store, clock, ownershipOf: async () => undefined })
  expect(await deaf.verify(token)).toEqual({ userEntityRef: ada, scopes: ['read'] })
  await send('DELETE', `auth/v1/tokens/${details.id}`)
  clock.advance(5_000)
  expect(await deaf.verify(token)).toBeUndefined()
})
