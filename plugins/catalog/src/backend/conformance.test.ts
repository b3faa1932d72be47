import { eventually } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogPortal, component, documents, startCatalog } from './fixtures/catalog-portal.ts'
import { generatedName } from './locations/generated-location.ts'

/** The list at the end of spec/catalog.md (section 9); the number of each check stands in its name. */
const entity = (kind: string, name: string, spec: string, metadata = '') =>
  `apiVersion: backstage.io/v1alpha1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${metadata}spec: ${spec}\n`

const coreKinds: Record<string, string> = {
  Component: '{ type: s, lifecycle: p, owner: o }',
  API: '{ type: openapi, lifecycle: p, owner: o, definition: d }',
  Resource: '{ type: db, owner: o }',
  System: '{ owner: o }',
  Domain: '{ owner: o }',
  Group: '{ type: team, children: [] }',
  User: '{ memberOf: [] }',
  Location: '{}',
}

describe.each(['sqlite', 'postgres'] as const)('spec/catalog.md 9 on %s', (database) => {
  let c: CatalogPortal
  const validate = async (text: unknown) => {
    const { status, body } = await c.call('/validate-entity', {
      json: { entity: text, location: 'url:https://example.com/catalog-info.yaml' },
    })
    return { status, messages: (body?.errors ?? []).map((error: { message: string }) => error.message).join(' ') }
  }
  const valid = (more: object = {}, metadata: object = {}, spec: object = {}) => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: 'x', ...metadata },
    spec: { type: 'service', lifecycle: 'production', owner: 'team-a', ...spec },
    ...more,
  })
  const relationsOf = (found: { relations: { type: string; targetRef: string }[] }) =>
    found.relations.map(({ type, targetRef }) => `${type} ${targetRef}`)

  beforeAll(async () => {
    c = await startCatalog(
      {
        '/kinds.yaml': documents(
          ...Object.entries(coreKinds).map(([kind, spec]) =>
            entity(kind, `beta-${kind.toLowerCase()}`, spec).replace('v1alpha1', 'v1beta1'),
          ),
        ),
        '/relations.yaml': documents(
          entity(
            'Component',
            'in-ns',
            '{ type: s, lifecycle: p, owner: team-a, system: default/sys }',
            '  namespace: ns-b\n',
          ),
          entity(
            'Component',
            'sorted',
            '{ type: s, lifecycle: p, owner: o, dependsOn: ["component:z", "component:a"] }',
          ),
          entity('Group', 'readers', '{ type: team, children: [], members: [alice] }'),
          entity('User', 'alice', '{ memberOf: [readers] }'),
        ),
        '/query.yaml': documents(
          entity('API', 'q-api', '{ type: openapi, lifecycle: p, owner: team-a, definition: d }'),
          entity('Component', 'q-one', '{ type: s, lifecycle: p, owner: team-a, obj: { k: v } }', '  tags: [java]\n'),
          entity('Component', 'q-two', '{ type: s, lifecycle: p, owner: team-b }', '  title: Two\n'),
        ),
      },
      { database },
    )
    for (const path of ['/kinds.yaml', '/relations.yaml', '/query.yaml']) await c.register(path)
    await c.served('component:default/q-two')
    await c.served('user:default/alice')
    await c.served('location:default/beta-location')
  })
  afterAll(() => c[Symbol.asyncDispose]())

  test('1: kinds have exact casing', async () => {
    const { status, messages } = await validate(valid({ kind: 'component' }))
    expect(status).toBe(400)
    expect(messages).toContain('Component')
  })
  test('2: namespaces are lower case', async () => {
    expect((await validate(valid({}, { namespace: 'Foo' }))).status).toBe(400)
  })
  test.each(Object.keys(coreKinds))('3: %s of v1beta1 is accepted', async (kind) => {
    expect((await c.served(`${kind.toLowerCase()}:default/beta-${kind.toLowerCase()}`)).apiVersion).toBe(
      'backstage.io/v1beta1',
    )
  })
  test.each([
    { why: 'relations at the root', more: { relations: [] }, status: 400 },
    { why: 'status at the root', more: { status: {} }, status: 400 },
    { why: 'anything else at the root', more: { foo: 1 }, status: 400 },
    {
      why: 'foo below metadata and spec',
      more: { metadata: { name: 'x', foo: 1 }, spec: { type: 's', lifecycle: 'p', owner: 'o', foo: 1 } },
      status: 200,
    },
  ])('4: $why → $status', async ({ more, status }) => {
    expect((await validate(valid(more))).status).toBe(status)
  })
  test.each([
    ['c++', 200],
    ['c#', 200],
    ['a:b', 200],
    ['A', 400],
    ['-a', 400],
  ])('5: the tag %s → %i', async (tag, status) => {
    expect((await validate(valid({}, { tags: [tag] }))).status).toBe(status)
  })
  test('6: a missing namespace in a ref is that of the entity', async () => {
    expect(relationsOf(await c.served('component:ns-b/in-ns'))).toEqual([
      'ownedBy group:ns-b/team-a',
      'partOf system:default/sys',
    ])
  })
  test('7: dependsOn wants a kind, and is sorted', async () => {
    expect((await validate(valid({}, {}, { dependsOn: ['d'] }))).status).toBe(400)
    expect((await validate(valid({}, {}, { dependsOn: ['component:d'] }))).status).toBe(200)
    expect((await c.served('component:default/sorted')).spec.dependsOn).toEqual(['component:a', 'component:z'])
  })
  test('8: membership told from both sides appears once', async () => {
    const alice = await c.served('user:default/alice', (user) => user.relations.length > 0)
    expect(relationsOf(alice)).toEqual(['memberOf group:default/readers'])
    expect(relationsOf(await c.served('group:default/readers'))).toEqual(['hasMember user:default/alice'])
  })
  test.each([
    ['component:default/q-one', 200],
    ['Component:DEFAULT/Q-One', 200],
  ])('9: the ref %s', async (ref, status) => {
    const { body } = await c.call('/entities/by-refs', { json: { entityRefs: [ref] } })
    expect(body.items[0]?.metadata.name).toBe(status === 200 ? 'q-one' : undefined)
  })
  const names = async (query: string) => {
    const { status, body } = await c.call(`/entities/by-query?${query}`)
    expect(status).toBe(200)
    return body.items
      .map((item: { metadata: { name: string } }) => item.metadata.name)
      .filter((name: string) => name.startsWith('q-'))
      .sort()
  }
  test('10: one key twice in a set and two sets are the same', async () => {
    const all = ['q-api', 'q-one', 'q-two']
    expect(await names('filter=kind=api,kind=component')).toEqual(all)
    expect(await names('filter=kind=api&filter=kind=component')).toEqual(all)
  })
  test.each([
    ['spec', []],
    ['spec.obj.k', ['q-one']],
    ['metadata.tags.java', ['q-one']],
    ['metadata.tags=java', ['q-one']],
  ])('11: filter=%s', async (filter, found) => {
    expect(await names(`filter=${filter}`)).toEqual(found)
  })
  test('12: relations can be asked for as a path and as $contains', async () => {
    const found = ['q-api', 'q-one']
    expect(await names('filter=relations.ownedBy=group:default/team-a')).toEqual(found)
    for (const query of [
      { 'relations.ownedBy': 'group:default/team-a' },
      { relations: { $contains: { type: 'ownedBy', targetRef: 'group:default/team-a' } } },
    ]) {
      const { body } = await c.call('/entities/by-query', { json: { query } })
      expect(body.items.map((item: { metadata: { name: string } }) => item.metadata.name).sort()).toEqual(found)
    }
  })
  test.each(['/entities?filter=', '/entities?bogus=1', '/entities?limit=0', '/entities/by-query?cursor='])(
    '13: GET %s → 400',
    async (path) => {
      const { status, body } = await c.call(path)
      expect(status).toBe(400)
      expect(body).toMatchObject({ error: { name: 'InputError' }, response: { statusCode: 400 } })
    },
  )
  test('14: limits and cursors', async () => {
    const count = await c.call('/entities/by-query?filter=kind=component&limit=0')
    expect(count.body).toMatchObject({ items: [], pageInfo: {} })
    expect(count.body.totalItems).toBeGreaterThan(2)
    const all = await c.call('/entities/by-query')
    expect(all.body.items.length).toBe(all.body.totalItems)
    let page = (await c.call('/entities/by-query?limit=1')).body
    const forward = [page.items[0].metadata.uid]
    while (page.pageInfo.nextCursor) {
      page = (await c.call(`/entities/by-query?limit=1&cursor=${encodeURIComponent(page.pageInfo.nextCursor)}`)).body
      forward.push(page.items[0].metadata.uid)
    }
    expect(forward).toEqual([...forward].sort())
    expect(forward.length).toBe(all.body.totalItems)
    while (page.pageInfo.prevCursor) {
      page = (await c.call(`/entities/by-query?limit=1&cursor=${encodeURIComponent(page.pageInfo.prevCursor)}`)).body
    }
    expect(page.items[0].metadata.uid).toBe(forward[0])
  })
  test('15: the client goes on from a page with a filter, whichever verb it picks', async () => {
    const first = await c.call('/entities/by-query?filter=kind=component&limit=1')
    const next = await c.client.queryEntities({ cursor: first.body.pageInfo.nextCursor, limit: 1 }, c.as)
    expect(next.items[0]?.kind).toBe('Component')
    const got = await c.call(`/entities/by-query?limit=1&cursor=${encodeURIComponent(first.body.pageInfo.nextCursor)}`)
    expect(got.body.items).toEqual(next.items)
  })
  test('16: by-refs keeps places for what is not there', async () => {
    const entityRefs = ['component:default/q-one', 'component:default/none', 'component:default/q-one', 'not a ref']
    const { body } = await c.call('/entities/by-refs', { json: { entityRefs } })
    expect(body.items.map((item: { metadata: { name: string } } | null) => item?.metadata.name ?? null)).toEqual([
      'q-one',
      null,
      'q-one',
      null,
    ])
  })
  test('17: facets echo their names', async () => {
    const { body } = await c.call('/entity-facets?facet=kind&facet=spec.TYPE&facet=nope')
    expect(Object.keys(body.facets)).toEqual(['kind', 'spec.TYPE', 'nope'])
    expect(body.facets.nope).toEqual([])
    expect(body.facets['spec.TYPE']).toContainEqual({ value: 'openapi', count: 2 })
  })
  test.each([
    { why: 'known', json: { entityRef: 'component:default/q-one' }, status: 200 },
    { why: 'unknown', json: { entityRef: 'component:default/none' }, status: 404 },
    { why: 'an extra key', json: { entityRef: 'component:default/q-one', x: 1 }, status: 400 },
  ])('18: refresh of $why → $status', async ({ json, status }) => {
    const reply = await c.call('/refresh', { json })
    expect(reply.status).toBe(status)
    if (status === 200) expect(reply.body).toBe('')
  })
  test('19: adding a location twice', async () => {
    const body = { type: 'url', target: `${c.server.url}/query.yaml` }
    expect((await c.call('/locations', { json: body })).status).toBe(409)
    expect((await c.call('/locations?onConflict=refresh', { json: body })).status).toBe(201)
    const tried = await c.call('/locations?dryRun=true', { json: body })
    expect(tried).toMatchObject({ status: 201, body: { exists: true } })
  })
  test('20: validate', async () => {
    expect((await validate(valid())).status).toBe(200)
    expect(await validate(valid({}, {}, { owner: undefined }))).toMatchObject({
      status: 400,
      messages: expect.stringContaining('owner'),
    })
    const local = await c.call('/validate-entity', { json: { entity: valid(), location: 'file:/etc/passwd' } })
    expect(local).toMatchObject({ status: 400, body: { errors: [{}] } })
  })
  test('21: a broken document leaves its neighbour alone and shows on the location until it is fixed', async () => {
    c.server.files.set('/two.yaml', documents(component('two-a'), component('two-b')))
    const { entityRef } = await c.register('/two.yaml')
    await c.served('component:default/two-b')
    c.server.files.set('/two.yaml', documents(component('two-a', '  tags: [new]\n'), 'kind: [broken\n'))
    await c.call('/refresh', { json: { entityRef } })
    const location = await c.served(entityRef, (found) => found.status)
    expect(location.status.items[0]).toMatchObject({ type: 'backstage.io/catalog-processing', level: 'error' })
    // Its neighbour is updated, and what the broken document used to define stays.
    expect((await c.served('component:default/two-a', (found) => found.metadata.tags)).metadata.tags).toEqual(['new'])
    await c.served('component:default/two-b')
    c.server.files.set('/two.yaml', documents(component('two-a'), component('two-b', '  tags: [fixed]\n')))
    await c.call('/refresh', { json: { entityRef } })
    await c.served('component:default/two-b', (found) => found.metadata.tags?.[0] === 'fixed')
    await c.served('component:default/two-a', (found) => !found.metadata.tags)
    await c.served(entityRef, (found) => !found.status)
  })
  test('22: a document that is gone leaves an orphan', async () => {
    c.server.files.set('/orphan.yaml', documents(component('stays'), component('goes')))
    const { entityRef } = await c.register('/orphan.yaml')
    await c.served('component:default/goes')
    c.server.files.set('/orphan.yaml', component('stays'))
    await c.call('/refresh', { json: { entityRef } })
    const orphan = await c.served(
      'component:default/goes',
      (found) => found.metadata.annotations['backstage.io/orphan'],
    )
    expect(orphan.metadata.annotations['backstage.io/orphan']).toBe('true')
    expect(await names('filter=metadata.annotations.backstage.io/orphan=true')).toEqual([])
    c.server.files.set('/orphan.yaml', documents(component('stays'), component('goes')))
    await c.call('/refresh', { json: { entityRef } })
    const adopted = await c.served(
      'component:default/goes',
      (found) => !found.metadata.annotations['backstage.io/orphan'],
    )
    expect(adopted.metadata.uid).toBe(orphan.metadata.uid)
  })
  test('23: deleting a location takes everything below it at once', async () => {
    c.server.files.set('/top.yaml', entity('Location', 'top', '{ target: ./below.yaml }'))
    c.server.files.set('/below.yaml', component('below'))
    const { id } = await c.register('/top.yaml')
    await c.served('component:default/below')
    expect((await c.call(`/locations/${id}`, { method: 'DELETE' })).status).toBe(204)
    const { body } = await c.call('/entities/by-refs', {
      json: { entityRefs: ['location:default/top', 'component:default/below'] },
    })
    expect(body.items).toEqual([null, null])
  })
  test('24: of two locations that define one ref the first wins; the loser says so and takes over later', async () => {
    c.server.files.set('/first.yaml', component('shared', '  tags: [first]\n'))
    c.server.files.set('/second.yaml', component('shared', '  tags: [second]\n'))
    const first = await c.register('/first.yaml')
    const { metadata } = await c.served('component:default/shared')
    const second = await c.register('/second.yaml')
    const loser = await c.served(second.entityRef, (found) => found.status)
    expect(loser.status.items[0]).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('component:default/shared'),
    })
    expect((await c.served('component:default/shared')).metadata.tags).toEqual(['first'])
    const { body } = await c.call('/problems?entityRef=component:default/shared')
    expect(body.items.some((problem: { code: string }) => problem.code === 'catalog/conflict')).toBe(true)
    await c.call(`/locations/${first.id}`, { method: 'DELETE' })
    const heir = await c.served('component:default/shared', (found) => found.metadata.tags[0] === 'second')
    expect(heir.metadata.uid).toBe(metadata.uid)
    await c.served(second.entityRef, (found) => !found.status)
  })
  test('25: links that run scripts are replaced', async () => {
    c.server.files.set(
      '/script.yaml',
      component('script', '  annotations: { backstage.io/view-url: "javascript:alert(1)" }\n'),
    )
    await c.register('/script.yaml')
    const found = await c.served('component:default/script')
    expect(found.metadata.annotations['backstage.io/view-url']).toMatch(/^https:/)
  })
  test('27: what is not there', async () => {
    expect(await c.client.getEntityByRef('component:default/none', c.as)).toBeUndefined()
    await expect(c.client.getEntityAncestors({ entityRef: 'component:default/none' }, c.as)).rejects.toMatchObject({
      cause: { name: 'NotFoundError' },
    })
  })
  test('29: a url file may not point to a local file', async () => {
    c.server.files.set('/to-file.yaml', entity('Location', 'to-file', '{ type: file, target: /etc/hostname }'))
    await c.register('/to-file.yaml')
    const problem = await eventually(async () => {
      const { body } = await c.call('/problems?entityRef=location:default/to-file')
      return body.items[0]
    })
    expect(problem.code).toBe('catalog/location-type-mismatch')
    const sources = await c.call('/sources?limit=1000')
    expect(sources.body.items.filter((source: { name: string }) => source.name.startsWith('file:'))).toEqual([])
  })
  test('31: a location that moved leaves its old target free', async () => {
    c.server.files.set('/old.yaml', component('moving'))
    c.server.files.set('/new.yaml', component('moving', '  tags: [moved]\n'))
    const { id, entityRef } = await c.register('/old.yaml')
    const before = await c.served('component:default/moving')
    const put = await c.call(`/locations/${id}`, {
      method: 'PUT',
      body: JSON.stringify({ type: 'url', target: `${c.server.url}/new.yaml` }),
    })
    expect(put).toMatchObject({ status: 200, body: { id, entityRef } })
    const after = await c.served('component:default/moving', (found) => found.metadata.tags)
    expect(after.metadata.uid).toBe(before.metadata.uid)
    c.server.files.set('/old.yaml', component('other'))
    const again = await c.register('/old.yaml')
    expect(again.entityRef).not.toBe(entityRef)
    await c.served('component:default/other')
    await c.served(again.entityRef)
  })
  test('32: what only the server may say is not taken from authors', async () => {
    c.server.files.set(
      '/claims.yaml',
      component(
        'claims',
        '  uid: mine\n  etag: mine\n  annotations: { backstage.io/managed-by-location: "url:x", backstage.io/orphan: "true" }\n',
      ),
    )
    await c.register('/claims.yaml')
    const { metadata } = await c.served('component:default/claims')
    expect(metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
    expect(metadata.etag).not.toBe('mine')
    expect(metadata.annotations['backstage.io/managed-by-location']).toBe(`url:${c.server.url}/claims.yaml`)
    expect(metadata.annotations['backstage.io/orphan']).toBeUndefined()
  })
})

describe.each(['sqlite', 'postgres'] as const)('spec/catalog.md 9, set-ups of their own, on %s', (database) => {
  test('22: with orphanStrategy keep an orphan stays, marked', async () => {
    await using c = await startCatalog(
      { '/a.yaml': documents(component('a'), component('b')) },
      { database, catalog: { orphanStrategy: 'keep' } },
    )
    const { entityRef } = await c.register('/a.yaml')
    await c.served('component:default/b')
    c.server.files.set('/a.yaml', component('a'))
    await c.call('/refresh', { json: { entityRef } })
    await c.served('component:default/b', (found) => found.metadata.annotations['backstage.io/orphan'] === 'true')
  })
  test('26: a read-only catalog', async () => {
    await using c = await startCatalog(
      { '/a.yaml': component('a') },
      { database, catalog: { readonly: true, locations: [] } },
    )
    const json = { type: 'url', target: `${c.server.url}/a.yaml` }
    expect((await c.call('/locations', { json })).status).toBe(403)
    expect((await c.call('/locations?dryRun=true', { json })).status).toBe(201)
    expect((await c.call('/entities/by-uid/00000000-0000-4000-8000-000000000000', { method: 'DELETE' })).status).toBe(
      204,
    )
  })
  test('28: who may read nothing sees nothing', async () => {
    const policy = { decide: async () => ({ result: 'DENY' as const }) }
    const location = { type: 'file', target: '/nowhere/catalog-info.yaml' }
    await using c = await startCatalog({}, { database, policy, catalog: { locations: [location] } })
    const path = `location/default/${generatedName(location)}`
    expect((await c.call('/entities/by-query')).body).toEqual({ items: [], totalItems: 0, pageInfo: {} })
    expect(await c.client.getEntityByRef(path.replace('/', ':'), c.as)).toBeUndefined()
    expect((await c.call('/entity-facets?facet=kind')).body).toEqual({ facets: { kind: [] } })
    expect((await c.call(`/entities/by-name/${path}/ancestry`)).status).toBe(403)
  })
})
