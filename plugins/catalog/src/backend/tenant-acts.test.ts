import type { Route } from '@callboard/model'
import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as insightRoutes from '../model/routes-insight.ts'
import * as readRoutes from '../model/routes-read.ts'
import * as writeRoutes from '../model/routes-write.ts'
import { alike, told } from './fixtures/attacks.ts'
import { type CatalogPortal, component, startCatalog } from './fixtures/catalog-portal.ts'
import { claimOfTheirs, fencing, firstTenant, secondTenant } from './fixtures/two-tenants.ts'

interface Item {
  metadata: { namespace: string }
}
interface Told {
  ref: string
  message: string
}
interface Source {
  id: number
  name: string
  entities: number
}

const absentUid = '00000000-0000-4000-8000-000000000000'
const ref = (name: string) => `component:t2/${name}`

describe.each(['sqlite', 'postgres'] as const)('a tenant who acts on %s', (database) => {
  let c: CatalogPortal
  let hiddenUid: string
  beforeAll(async () => {
    c = await startCatalog(
      {
        '/first.yaml': firstTenant,
        '/second.yaml': secondTenant,
        '/theirs.yaml': component('clean', '  namespace: t2\n'),
        '/claim.yaml': claimOfTheirs,
      },
      { database, policy: fencing },
    )
    await c.register('/first.yaml')
    // Who comes first holds a ref, and both claim one.
    await c.served('api:t1/orders')
    await c.register('/second.yaml')
    await c.register('/theirs.yaml')
    await c.served(ref('clean'))
    hiddenUid = (await c.served(ref('secret'))).metadata.uid
  })
  afterAll(() => c?.[Symbol.asyncDispose]())

  const as = async (user: string, path: string, init: { json?: unknown; method?: string } = {}) => {
    const token = await c.portal.tokens.user(`user:t1/${user}`)
    const { json, method = json === undefined ? 'GET' : 'POST' } = init
    return c.call(path, { method, json, headers: { authorization: `Bearer ${token}` } })
  }
  const statusOf = async (user: string, path: string, init?: { json?: unknown; method?: string }) =>
    (await as(user, path, init)).status
  const refresh = (entityRef: string) => ({ json: { entityRef } })

  test.each([
    { user: 'namespace', why: 'may refresh everything', status: 404 },
    { user: 'careful', why: 'may refresh components', status: 403 },
    { user: 'blind', why: 'may read nothing', status: 404 },
  ])('is refused a refresh of a hidden entity as of an absent one, who $why', async ({ user, status }) => {
    expect(await statusOf(user, '/refresh', refresh(ref('secret')))).toBe(status)
    expect(await statusOf(user, '/refresh', refresh(ref('absent')))).toBe(status)
    const own = user === 'blind' ? status : 200
    expect(await statusOf(user, '/refresh', refresh('component:t1/api'))).toBe(own)
  })

  test.each([
    { user: 'namespace', why: 'may delete everything', status: 204 },
    { user: 'careful', why: 'may delete components', status: 403 },
    { user: 'blind', why: 'may read nothing', status: 204 },
  ])('deletes no hidden entity by its uid, who $why', async ({ user, status }) => {
    expect(await statusOf(user, `/entities/by-uid/${hiddenUid}`, { method: 'DELETE' })).toBe(status)
    expect(await statusOf(user, `/entities/by-uid/${absentUid}`, { method: 'DELETE' })).toBe(status)
    expect((await as('admin', `/entities/by-uid/${hiddenUid}`)).body.metadata.name).toBe('secret')
  })

  test('deletes what is their own', async () => {
    const { uid } = (await as('careful', '/entities/by-name/component/t1/api')).body.metadata
    expect(await statusOf('careful', `/entities/by-uid/${uid}`, { method: 'DELETE' })).toBe(204)
    // Its file still gives it.
    await c.served('component:t1/api', (entity) => entity.metadata.uid !== uid)
  })

  test('is told the same by a batch of decisions about hidden and absent entities', async () => {
    const permission = (name: string) => ({
      type: 'resource',
      name,
      attributes: {},
      resourceType: 'catalog-entity',
    })
    const token = await c.portal.tokens.user('user:t1/careful')
    const names = ['catalog.entity.read', 'catalog.entity.delete', 'catalog.entity.refresh']
    const items = names.map((name) => ({
      id: name,
      permission: permission(name),
      resourceRef: [ref('secret'), ref('absent'), 'component:t1/web', 'system:t1/shop'],
    }))
    const reply = await c.portal.fetch('/api/permission/authorize', {
      method: 'POST',
      body: JSON.stringify({ items }),
      headers: { 'content-type': 'application/json' },
      as: { token },
    })
    const { items: decided } = JSON.parse(await reply.text())
    expect(decided.map(({ result }: { result: unknown }) => result)).toEqual([
      ['DENY', 'DENY', 'ALLOW', 'ALLOW'],
      ['DENY', 'DENY', 'ALLOW', 'DENY'],
      ['DENY', 'DENY', 'ALLOW', 'DENY'],
    ])
  })

  test('sees only their own through a cursor that somebody else was given', async () => {
    const all = await as('admin', '/entities/by-query', {
      json: { limit: 1, orderBy: [{ field: 'metadata.name', order: 'asc' }] },
    })
    expect(all.body.totalItems).toBeGreaterThan(9)
    const { nextCursor } = all.body.pageInfo
    const rest = await as('namespace', '/entities/by-query', { json: { cursor: nextCursor, limit: 100 } })
    expect(new Set(rest.body.items.map((item: Item) => item.metadata.namespace))).toEqual(new Set(['t1']))
    const own = await as('namespace', '/entities/by-query', { json: {} })
    expect(rest.body.totalItems).toBe(own.body.totalItems)
    expect(rest.body.totalItems).toBe(6)
  })

  test.each(['direction', 'totalItems'])(
    'learns nothing through a cursor whose %s they wrote themselves',
    async (part) => {
      const own = await as('namespace', '/entities/by-query', {
        json: { limit: 2, orderBy: [{ field: 'metadata.name', order: 'asc' }] },
      })
      const cursor = JSON.parse(Buffer.from(own.body.pageInfo.nextCursor, 'base64').toString())
      const { after, ...rest } = cursor
      const forged = part === 'direction' ? { ...rest, before: ['zzz', 1] } : { ...cursor, totalItems: 1000 }
      const reply = await as('namespace', '/entities/by-query', {
        json: { cursor: Buffer.from(JSON.stringify(forged)).toString('base64'), limit: 100 },
      })
      expect(reply.body.totalItems).toBe(6)
      expect(reply.body.items.every((item: Item) => item.metadata.namespace === 't1')).toBe(true)
    },
  )

  const place = (path: string) => ({ type: 'url', target: `${c.server.url}${path}` })

  test('is told no id and no more of a location that others registered', async () => {
    for (const query of ['', '?onConflict=refresh']) {
      const taken = await as('namespace', `/locations${query}`, { json: place('/second.yaml') })
      expect(taken.status).toBe(409)
      expect(JSON.stringify(taken.body)).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/)
    }
    const own = await as('namespace', '/locations', { json: place('/first.yaml') })
    expect(own.body.error.message).toMatch(/as [0-9a-f]{8}-/)
    expect(await statusOf('namespace', '/locations?onConflict=refresh', { json: place('/first.yaml') })).toBe(201)
  })

  test('cannot move a location onto one that others registered, and is told no id', async () => {
    const [first] = (await as('namespace', '/locations')).body
    const moved = await as('namespace', `/locations/${first.data.id}`, { method: 'PUT', json: place('/second.yaml') })
    expect(moved.status).toBe(409)
    expect(moved.body.error.message).toBe(`The location ${c.server.url}/second.yaml is registered already.`)
    expect(
      await statusOf('namespace', `/locations/${first.data.id}`, { method: 'PUT', json: place('/first.yaml') }),
    ).toBe(200)
  })

  test.each([
    {
      why: 'a dry run',
      path: '/locations?dryRun=true',
      json: place,
      isKnown: (body: { exists: boolean }) => body.exists,
    },
    {
      why: 'an analysis',
      path: '/analyze-location',
      json: (path: string) => ({ location: place(path) }),
      isKnown: (body: { existingEntityFiles: { isRegistered: boolean }[] }) =>
        body.existingEntityFiles[0]?.isRegistered,
    },
  ])('is not told by $why that others registered a location', async ({ path, json, isKnown }) => {
    const known = async (user: string, file: string) => isKnown((await as(user, path, { json: json(file) })).body)
    expect(await known('namespace', '/theirs.yaml')).toBe(false)
    expect(await known('admin', '/theirs.yaml')).toBe(true)
    expect(await known('namespace', '/first.yaml')).toBe(true)
    expect(await known('admin', '/claim.yaml')).toBe(false)
  })

  test('is told by what they may read that a ref is taken, not by whom', async () => {
    const { entityRef } = await c.register('/claim.yaml')
    await c.served('component:t1/own')
    const conflicts = '/problems?code=catalog/conflict'
    const ofClaim = (body: { items: Told[] }) => body.items.filter((item) => item.ref === ref('secret'))
    await eventually(async () => ofClaim((await as('admin', conflicts)).body).length > 0)
    expect(ofClaim((await as('admin', conflicts)).body)[0]?.message).toContain('/second.yaml')
    expect((await as('namespace', conflicts)).body).toEqual({ items: [], totalItems: 0 })
    const [problem] = ofClaim((await as('with-locations', conflicts)).body)
    expect(problem?.message).toBe('This ref is already defined elsewhere; this definition is not used.')
    expect(JSON.stringify(problem)).not.toContain('second.yaml')
    const [kind, path] = entityRef.split(':')
    const location = await as('with-locations', `/entities/by-name/${kind}/${path}`)
    expect(JSON.stringify(location.body.status)).toContain('catalog/conflict')
    expect(JSON.stringify(location.body.status)).not.toContain('second.yaml')
    const whole = await as('admin', `/entities/by-name/${kind}/${path}`)
    expect(JSON.stringify(whole.body.status)).toContain('second.yaml')
  })

  test('reads the sources of the locations that they may read, and counts their own', async () => {
    const sources = async (user: string) => (await as(user, '/sources?limit=1000')).body
    const mine = await sources('with-locations')
    const all = await sources('admin')
    const second = (body: { items: Source[] }) => body.items.find(({ name }) => name.endsWith('/second.yaml'))
    expect(second(all)?.entities).toBeGreaterThan(3)
    expect(second(mine)).toMatchObject({ entities: 0 })
    expect(await sources('namespace')).toEqual({ items: [], totalItems: 0 })
    const id = second(all)?.id
    expect(await statusOf('namespace', `/sources/${id}`)).toBe(404)
    expect(await statusOf('namespace', '/sources/999999')).toBe(404)
    expect(await statusOf('namespace', `/sources/${id}/refresh`, { method: 'POST' })).toBe(404)
    expect(await statusOf('with-locations', `/sources/${id}/refresh`, { method: 'POST' })).toBe(202)
  })

  test('drops no hidden entity that was never served', async () => {
    const failed = async (user: string) => (await as(user, '/entities/unprocessed/failed')).body.entities
    const [broken] = await failed('admin')
    expect(broken.entity_ref).toBe(ref('broken'))
    expect(await failed('namespace')).toEqual([])
    const drop = (user: string, id: string) =>
      statusOf(user, `/entities/unprocessed/delete/${id}`, { method: 'DELETE' })
    expect(await drop('namespace', broken.entity_id)).toBe(404)
    expect(await drop('namespace', '1-999999')).toBe(404)
    expect(await failed('admin')).toHaveLength(1)
  })
})

test('every route of the catalog is held against a tenant', () => {
  // Tested above, or about nothing that is stored.
  const elsewhere = [
    'GET /sources/:id',
    'POST /sources/:id/refresh',
    'POST /locations',
    'PUT /locations/:id',
    'POST /analyze-location',
    'DELETE /entities/unprocessed/delete/:id',
    // Ids of locations are random, and told only to who may read what the location gives.
    'GET /locations/:id',
    'DELETE /locations/:id',
    // Looks at nothing but what it is sent.
    'POST /validate-entity',
  ]
  const asked = [...told.map(({ ask }) => ask), ...alike.map(({ ask }) => ask('name', 'uid'))]
  const isAsked = ({ method, path }: Route) =>
    asked.some((ask) => {
      const pattern = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`)
      const askMethod = ask.method ?? (ask.json === undefined ? 'GET' : 'POST')
      return method === askMethod && pattern.test(ask.path.split('?')[0] ?? '')
    })
  const routes = [insightRoutes, readRoutes, writeRoutes]
    .flatMap((module) => Object.values(module) as unknown[])
    .filter((part): part is Route => typeof part === 'object' && part !== null && 'method' in part)
  const missing = routes.filter((route) => !isAsked(route)).map(({ method, path }) => `${method} ${path}`)
  expect(missing.toSorted()).toEqual(elsewhere.toSorted())
})
