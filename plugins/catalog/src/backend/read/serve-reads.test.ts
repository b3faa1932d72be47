import { CatalogClient } from '@backstage/catalog-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'
import { seedUidOf } from './fixtures/seed.ts'
import { smallCatalog } from './fixtures/small-catalog.ts'

/** Names of a page's items, in order. */
type Named = { metadata: { name: string } }
const names = (items: Named[]) => items.map(({ metadata }) => metadata.name)
const all = ['Web', 'ada', 'api-server', 'batch', 'blue', 'orders', 'red', 'shop']
const query = (parameters: Record<string, string | readonly string[] | undefined>) =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, values = []]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    ),
  )

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities: smallCatalog })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  test.each([
    { why: 'a value matches in any casing', filter: ['KIND=component,metadata.NAME=WEB'], found: ['Web'] },
    {
      why: 'conditions of one set are AND-ed',
      filter: ['kind=component,spec.lifecycle=production'],
      found: ['Web', 'api-server'],
    },
    { why: 'one key twice in a set is OR-ed', filter: ['kind=api,kind=system'], found: ['orders', 'shop'] },
    { why: 'sets are OR-ed', filter: ['kind=api', 'kind=system'], found: ['orders', 'shop'] },
    { why: 'a key alone asks for existence', filter: ['metadata.title'], found: ['Web', 'orders'] },
    { why: 'a null exists', filter: ['spec.nothing'], found: ['shop'] },
    { why: 'a null equals nothing', filter: ['spec.nothing=null'], found: [] },
    {
      why: 'key and key=value in one set: the value counts',
      filter: ['metadata.title,metadata.title=shop'],
      found: ['Web'],
    },
    { why: 'objects have no rows of their own', filter: ['spec'], found: [] },
    { why: 'a leaf under an object', filter: ['spec.obj.k'], found: ['Web'] },
    { why: 'an element of a list is a key', filter: ['metadata.tags.java'], found: ['Web', 'api-server'] },
    { why: 'an element of a list is a value', filter: ['metadata.tags=c++'], found: ['Web'] },
    {
      why: 'keys may hold dots and slashes',
      filter: ['metadata.annotations.backstage.io/orphan=true'],
      found: ['Web'],
    },
    { why: 'empty lists have no row', filter: ['spec.children'], found: [] },
    { why: 'a relation by target', filter: ['relations.ownedBy=group:default/red'], found: ['Web', 'api-server'] },
    { why: 'a relation exists', filter: ['relations.partof'], found: ['Web'] },
    { why: 'relations by themselves have no row', filter: ['relations'], found: [] },
    {
      why: 'whitespace around keys and values does not count',
      filter: [' kind = API , spec.type = openapi '],
      found: ['orders'],
    },
    { why: 'a filter of nothing but commas asks nothing', filter: [',,'], found: all },
    { why: 'an unknown key finds nothing', filter: ['no.such=1'], found: [] },
    { why: 'an empty value equals only an empty value', filter: ['spec.type='], found: [] },
    { why: 'a long value is found by equality', filter: [`spec.definition=${'X'.repeat(500)}`], found: ['orders'] },
    { why: 'NUL is in no entity', filter: ['kind=a\0b'], found: [] },
  ])('filter: $why', async ({ filter, found }) => {
    const { status, body } = await read.get(`/entities/by-query?${query({ filter, limit: '100' })}`)
    expect({ status, names: names(body.items).sort(), total: body.totalItems }).toEqual({
      status: 200,
      names: found.toSorted(),
      total: found.length,
    })
    const unpaged = await read.get(`/entities?${query({ filter })}`)
    expect(names(unpaged.body).sort()).toEqual(found.toSorted())
  })

  test.each([
    { why: 'a primitive is equality', query: { kind: 'api' }, found: ['orders'] },
    { why: '{} is everything', query: {}, found: all },
    { why: '$all: [] is everything', query: { $all: [] }, found: all },
    { why: '$any: [] is nothing', query: { $any: [] }, found: [] },
    { why: '$in: [] is nothing', query: { kind: { $in: [] } }, found: [] },
    {
      why: '$not holds where the key is missing',
      query: { $not: { 'spec.type': 'team' } },
      found: all.filter((name) => name !== 'red' && name !== 'blue'),
    },
    { why: '$exists: false', query: { 'spec.type': { $exists: false } }, found: ['ada', 'shop'] },
    { why: '$hasPrefix ignores case', query: { 'spec.type': { $hasPrefix: 'SERV' } }, found: ['api-server', 'batch'] },
    {
      why: '$hasPrefix takes % literally',
      query: { 'metadata.description': { $hasPrefix: 'takes 100%' } },
      found: ['api-server'],
    },
    { why: '$hasPrefix takes _ literally', query: { 'metadata.name': { $hasPrefix: 'w_' } }, found: [] },
    {
      why: '$contains of a relation',
      query: { relations: { $contains: { type: 'ownedBy', targetRef: 'group:default/red' } } },
      found: ['Web', 'api-server'],
    },
    {
      why: '$contains of a relation with one of several targets',
      query: {
        relations: { $contains: { type: 'ownedby', targetRef: { $in: ['group:default/blue', 'group:default/x'] } } },
      },
      found: ['batch', 'orders'],
    },
    {
      why: 'both sides of $any',
      query: { $any: [{ kind: 'user' }, { $all: [{ kind: 'group' }, { 'metadata.name': 'red' }] }] },
      found: ['ada', 'red'],
    },
    { why: 'half a surrogate pair is in no entity', query: { kind: { $in: ['\ud800', 'api'] } }, found: ['orders'] },
    { why: 'a prefix with NUL is in no entity', query: { 'metadata.name': { $hasPrefix: '\0' } }, found: [] },
    { why: 'a number is compared as text', query: { 'metadata.name': 5 }, found: [] },
  ])('predicate: $why', async ({ query: predicate, found }) => {
    const { status, body } = await read.post('/entities/by-query', { query: predicate })
    expect({ status, names: names(body.items).sort(), total: body.totalItems }).toEqual({
      status: 200,
      names: found.toSorted(),
      total: found.length,
    })
  })

  test.each([
    { why: 'ascending, the lacking last', order: ['metadata.title,asc'], first: ['orders', 'Web'] },
    { why: 'descending, the lacking still last', order: ['metadata.title,desc'], first: ['Web', 'orders'] },
    { why: 'ascending when it does not say', order: ['METADATA.NAME'], first: ['ada', 'api-server', 'batch', 'blue'] },
    {
      why: 'every field counts',
      order: ['kind,desc', 'metadata.name,desc'],
      first: ['ada', 'shop', 'red', 'blue', 'Web'],
    },
    { why: 'of several values the smallest', order: ['metadata.tags,asc'], first: ['Web', 'orders', 'api-server'] },
    {
      why: 'of several values the largest',
      order: ['metadata.tags,desc', 'metadata.name'],
      first: ['api-server', 'Web', 'orders'],
    },
    {
      why: 'by relation',
      order: ['relations.ownedBy,desc', 'metadata.name'],
      first: ['api-server', 'Web', 'batch', 'orders'],
    },
    { why: 'an unknown field orders nothing and drops nobody', order: ['no.such,desc'], first: [] },
  ])('order: $why', async ({ order, first }) => {
    const pages = await walk(read, query({ orderField: order, limit: '3' }))
    expect(pages.names.slice(0, first.length)).toEqual(first)
    expect(pages.names.toSorted()).toEqual(all.toSorted())
    expect(pages.totals).toEqual([8, 8, 8])
    expect(pages.backwards).toEqual(pages.names)
    const legacy = order.map((field) => `${field.split(',')[1] ?? 'asc'}:${field.split(',')[0]}`)
    const listed = await read.get(`/entities?${query({ order: legacy })}`)
    expect(names(listed.body)).toEqual(pages.names)
  })

  test.each([
    {
      why: 'finds a part of a name',
      search: { fullTextFilterTerm: 'SERV', fullTextFilterFields: 'metadata.name' },
      found: ['api-server'],
    },
    {
      why: 'several fields are OR-ed',
      search: { fullTextFilterTerm: ' shop ', fullTextFilterFields: 'metadata.name,METADATA.title' },
      found: ['Web', 'shop'],
    },
    {
      why: 'without fields it looks at the order',
      search: { fullTextFilterTerm: 'e', orderField: 'metadata.title,asc' },
      found: ['orders'],
    },
    { why: 'without fields and order it looks at uids', search: { fullTextFilterTerm: 'shop' }, found: [] },
    {
      why: '% is literal',
      search: { fullTextFilterTerm: '0%', fullTextFilterFields: 'metadata.description' },
      found: ['api-server'],
    },
    {
      why: '_ is literal',
      search: { fullTextFilterTerm: '_', fullTextFilterFields: 'metadata.description,metadata.name' },
      found: ['api-server'],
    },
    {
      why: 'relations can be searched',
      search: { fullTextFilterTerm: 'blue', fullTextFilterFields: 'relations.ownedBy' },
      found: ['batch', 'orders'],
    },
  ])('full text: $why', async ({ search, found }) => {
    const { body } = await read.get(`/entities/by-query?${query(search)}`)
    expect(names(body.items).sort()).toEqual(found.toSorted())
    expect(body.totalItems).toBe(found.length)
  })

  test.each([
    { why: 'an empty filter', path: '/entities?filter=', names: 'filter' },
    { why: 'an unknown parameter', path: '/entities/by-query?bogus=1', names: 'bogus' },
    { why: 'limit=0 on /entities', path: '/entities?limit=0', names: 'limit' },
    { why: 'an empty cursor', path: '/entities/by-query?cursor=', names: 'cursor' },
    { why: 'a limit that is no number', path: '/entities/by-query?limit=abc', names: 'limit' },
    { why: 'a repeated limit', path: '/entities/by-query?limit=1&limit=2', names: 'limit' },
    { why: 'a negative offset', path: '/entities/by-query?offset=-1', names: 'offset' },
    { why: 'a fraction', path: '/entities/by-query?limit=1.5', names: 'limit' },
    { why: 'an order without a field', path: '/entities/by-query?orderField=,asc', names: 'orderField' },
    { why: 'an order in no direction', path: '/entities/by-query?orderField=kind,up', names: 'orderField' },
    { why: 'a legacy order without direction', path: '/entities?order=kind', names: 'order' },
    { why: 'a filter without a key', path: '/entities?filter=%3Dx', names: 'filter' },
    { why: 'empty fields', path: '/entities?fields=', names: 'fields' },
    { why: 'fields with brackets', path: '/entities?fields=metadata.tags[0]', names: 'fields' },
    { why: 'totalItems of another value', path: '/entities/by-query?totalItems=maybe', names: 'totalItems' },
    { why: 'no facet', path: '/entity-facets', names: 'facet' },
    { why: 'only empty facets', path: '/entity-facets?facet=&facet=', names: 'facet' },
    { why: 'a cursor that is no base64', path: '/entities/by-query?cursor=%21%21', names: 'cursor' },
    { why: 'a cursor of something else', path: `/entities/by-query?cursor=${btoa('[1]')}`, names: 'cursor' },
    {
      why: 'a cursor with a place that does not fit',
      path: `/entities/by-query?cursor=${btoa('{"query":{},"order":[],"counted":"include","totalItems":1,"after":["x",1]}')}`,
      names: 'cursor',
    },
    {
      why: 'a cursor with more in it',
      path: `/entities/by-query?cursor=${btoa('{"query":{},"order":[],"counted":"include","totalItems":1,"after":[1],"x":1}')}`,
      names: 'cursor',
    },
    {
      why: 'a cursor with a broken query',
      path: `/entities/by-query?cursor=${btoa('{"query":{"$x":1},"order":[],"counted":"include","totalItems":1,"after":[1]}')}`,
      names: 'query',
    },
    { why: 'a broken after', path: '/entities?limit=1&after=x', names: 'after' },
    { why: 'a POST limit that is negative', path: '/entities/by-query', body: { limit: -1 }, names: 'limit' },
    { why: 'a POST limit that is text', path: '/entities/by-query', body: { limit: '5' }, names: 'limit' },
    {
      why: 'a POST order without direction',
      path: '/entities/by-query',
      body: { orderBy: [{ field: 'kind' }] },
      names: 'order',
    },
    { why: 'a query that is no object', path: '/entities/by-query', body: { query: 'kind' }, names: 'query' },
    {
      why: 'an unknown operator',
      path: '/entities/by-query',
      body: { query: { kind: { $like: 'x' } } },
      names: 'query',
    },
    { why: 'refs that are missing', path: '/entities/by-refs', body: {}, names: 'entityRefs' },
    { why: 'an unknown parameter on by-refs', path: '/entities/by-refs?x=1', body: { entityRefs: [] }, names: 'x' },
    { why: 'an empty list of facets', path: '/entity-facets', body: { facets: [] }, names: 'facets' },
  ])('400: $why', async ({ path, body, names: named }) => {
    const reply = body === undefined ? await read.get(path) : await read.post(path, body)
    expect(reply.status).toBe(400)
    expect(reply.body.error).toMatchObject({ name: 'InputError', message: expect.stringContaining(named) })
    expect(reply.body.response).toEqual({ statusCode: 400 })
  })

  test('an entity is served whole: relations sorted, status, etag that follows its content', async () => {
    const { status, body } = await read.get('/entities/by-name/COMPONENT/Default/wEB')
    expect(status).toBe(200)
    expect(body.metadata.uid).toBe(seedUidOf('component:default/web'))
    expect(body.metadata.etag).toMatch(/^[0-9a-f]{20}$/)
    expect(body.relations).toEqual([
      { type: 'ownedBy', targetRef: 'group:default/red' },
      { type: 'partOf', targetRef: 'system:default/shop' },
    ])
    expect(body.status).toEqual({ items: [{ type: 'test', level: 'warning', message: 'Careful.' }] })
    const byUid = await read.get(`/entities/by-uid/${body.metadata.uid}`)
    expect(byUid.body).toEqual(body)
    const listed = await read.get('/entities/by-query?filter=metadata.name=web')
    expect(listed.body.items).toEqual([body])
    const other = await read.get('/entities/by-name/group/default/blue')
    expect(other.body).toMatchObject({ kind: 'Group', relations: [] })
    expect(other.body).not.toHaveProperty('status')
  })

  test.each([
    { why: 'an unknown name', path: '/entities/by-name/component/default/nobody' },
    { why: 'a name with NUL', path: '/entities/by-name/component/default/a%00b' },
    { why: 'an unknown uid', path: '/entities/by-uid/nope' },
    { why: 'the ancestry of nobody', path: '/entities/by-name/component/default/nobody/ancestry' },
  ])('404: $why', async ({ path }) => {
    const { status, body } = await read.get(path)
    expect(status).toBe(404)
    expect(body).toMatchObject({ error: { name: 'NotFoundError' }, response: { statusCode: 404 } })
  })

  test('limits: 0 only counts, exclude does not count, a page is cut where asked', async () => {
    expect((await read.get('/entities/by-query?limit=0')).body).toEqual({ items: [], totalItems: 8, pageInfo: {} })
    const excluded = await read.get('/entities/by-query?limit=2&totalItems=exclude')
    expect(excluded.body).toMatchObject({ totalItems: 0, pageInfo: { nextCursor: expect.any(String) } })
    const next = await read.get(`/entities/by-query?${query({ cursor: excluded.body.pageInfo.nextCursor })}`)
    expect(next.body.totalItems).toBe(0)
    expect(next.body.items).toHaveLength(6)
    const offset = await read.get('/entities/by-query?orderField=metadata.name&offset=6&limit=10')
    expect(names(offset.body.items)).toEqual(['shop', 'Web'])
    expect(offset.body.pageInfo).toEqual({})
    expect((await read.post('/entities/by-query', undefined)).body.items).toHaveLength(8)
  })

  test('every cursor works by GET and by POST, with another limit and other fields', async () => {
    const first = await read.get('/entities/by-query?filter=kind=component&orderField=metadata.name&limit=1')
    expect(first.body.pageInfo.prevCursor).toBeUndefined()
    const cursor = first.body.pageInfo.nextCursor
    expect(JSON.parse(atob(cursor))).toHaveProperty('query')
    const byGet = await read.get(`/entities/by-query?${query({ cursor, limit: '5', fields: 'metadata.name' })}`)
    const byPost = await read.post('/entities/by-query', {
      cursor,
      limit: 5,
      fields: ['metadata.name'],
      query: { kind: 'user' },
    })
    expect(byGet.body.items).toEqual([{ metadata: { name: 'batch' } }, { metadata: { name: 'Web' } }])
    expect(byPost.body).toEqual(byGet.body)
    const posted = await read.post('/entities/by-query', { query: { kind: 'component' }, limit: 2 })
    const continued = await read.get(`/entities/by-query?${query({ cursor: posted.body.pageInfo.nextCursor })}`)
    expect(continued.body).toMatchObject({ totalItems: 3, items: [{ kind: 'Component' }] })
  })

  test('the client of the field pages, whichever verb it picks', async () => {
    const client = new CatalogClient({
      discoveryApi: { getBaseUrl: async () => `${read.portal.url}/api/catalog` },
      fetchApi: { fetch: (url, init) => read.portal.fetch(String(url), init as RequestInit) },
    })
    const found: string[] = []
    for await (const page of client.streamEntities({ filter: { kind: ['component', 'group'] }, pageSize: 2 })) {
      found.push(...page.map(({ metadata }) => metadata.name))
    }
    expect(found.sort()).toEqual(['Web', 'api-server', 'batch', 'blue', 'red'])
    const first = await client.queryEntities({
      query: { kind: 'group' },
      limit: 1,
      orderFields: { field: 'metadata.name', order: 'desc' },
    })
    const second = await client.queryEntities({ cursor: first.pageInfo.nextCursor ?? '', limit: 1 })
    expect([first, second].flatMap(({ items }) => names(items))).toEqual(['red', 'blue'])
    const back = await client.queryEntities({ cursor: second.pageInfo.prevCursor ?? '', limit: 1 })
    expect(names(back.items)).toEqual(['red'])
    expect(back.pageInfo.prevCursor).toBeUndefined()
    expect(await client.getEntityByRef('component:default/none')).toBeUndefined()
    expect((await client.getEntities({ filter: { kind: 'API' }, fields: ['kind'] })).items).toEqual([{ kind: 'API' }])
    await expect(client.getEntityAncestors({ entityRef: 'user:default/none' })).rejects.toMatchObject({
      cause: { name: 'NotFoundError' },
    })
  })

  test('GET /entities pages by number, ordered by ref, and links to the next page', async () => {
    const pages: string[][] = []
    let path: string | undefined = '/entities?limit=3&fields=kind,metadata.name'
    while (path) {
      const { body, headers } = await read.get(path)
      pages.push(names(body))
      path = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1]
    }
    expect(pages).toEqual([
      ['orders', 'api-server', 'Web'],
      ['batch', 'blue', 'red'],
      ['shop', 'ada'],
    ])
    const unpaged = await read.get('/entities')
    expect(names(unpaged.body)).toEqual(pages.flat())
    expect(names((await read.get('/entities?offset=6')).body)).toEqual(['shop', 'ada'])
  })

  test('by-refs keeps length and order; what is not there is null', async () => {
    const entityRefs = [
      'component:default/web',
      'no ref',
      'API:default/Orders',
      'component:default/none',
      'component:default/web',
      'group:default/red',
    ]
    const { body } = await read.post('/entities/by-refs', { entityRefs, fields: ['metadata.name'] })
    const shown = body.items.map((item: Named | null) => item?.metadata.name ?? null)
    expect(shown).toEqual(['Web', null, 'orders', null, 'Web', 'red'])
    const filtered = await read.post('/entities/by-refs?filter=kind=component', {
      entityRefs,
      query: { 'metadata.title': 'shop' },
    })
    expect(filtered.body.items.map((item: Named | null) => item?.metadata.name ?? null)).toEqual([
      'Web',
      null,
      null,
      null,
      'Web',
      null,
    ])
    expect((await read.post('/entities/by-refs', { entityRefs: [] })).body).toEqual({ items: [] })
  })

  test.each([
    {
      why: 'keys are echoed, casing and order kept',
      path: '?facet=kind&facet=spec.TYPE&facet=nope',
      facets: {
        kind: { API: 1, Component: 3, Group: 2, System: 1, User: 1 },
        'spec.TYPE': { Service: 1, openapi: 1, service: 1, team: 2, website: 1 },
        nope: {},
      },
    },
    {
      why: 'filtered',
      path: '?facet=metadata.tags&filter=kind=component',
      facets: { 'metadata.tags': { 'c++': 1, java: 2 } },
    },
    {
      why: 'relations',
      path: '?facet=relations.ownedBy&facet=',
      facets: { 'relations.ownedBy': { 'group:default/blue': 2, 'group:default/red': 2 } },
    },
    {
      why: 'relations, filtered by a relation',
      path: '?facet=relations.ownedBy&filter=relations.partOf',
      facets: { 'relations.ownedBy': { 'group:default/red': 1 } },
    },
    {
      why: 'nulls and long values are missing',
      path: '?facet=spec.nothing&facet=spec.definition',
      facets: { 'spec.nothing': {}, 'spec.definition': {} },
    },
  ])('facets: $why', async ({ path, facets }) => {
    const { status, body } = await read.get(`/entity-facets${path}`)
    const counts = Object.entries(facets).map(([facet, values]) => [
      facet,
      Object.entries(values).map(([value, count]) => ({ value, count })),
    ])
    expect({ status, body: Object.entries(body.facets) }).toEqual({ status: 200, body: counts })
  })

  test('facets by predicate', async () => {
    const { body } = await read.post('/entity-facets', {
      facets: ['spec.lifecycle'],
      query: { 'metadata.namespace': 'ops' },
    })
    expect(body).toEqual({ facets: { 'spec.lifecycle': [{ value: 'experimental', count: 1 }] } })
  })

  test('fields that need no relations do not lack the rest', async () => {
    const { body } = await read.get(
      '/entities?filter=metadata.name=web&fields=metadata.etag,metadata.annotations.acme.org/tier,relations',
    )
    const whole = await read.get('/entities/by-name/component/default/web')
    expect(body).toEqual([
      {
        metadata: { etag: whole.body.metadata.etag, annotations: { 'acme.org/tier': 'One' } },
        relations: whole.body.relations,
      },
    ])
  })

  test('a reply that was seen before is 304, until the catalog changes', async () => {
    const path = '/api/catalog/entity-facets?facet=kind'
    const etag = (await read.portal.fetch(path)).headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\//)
    const again = await read.portal.fetch(path, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
  })
})

/** All pages forwards, then all pages backwards from the last. */
async function walk({ get }: ReadPortal, first: URLSearchParams) {
  const limit = first.get('limit') ?? ''
  let page = (await get(`/entities/by-query?${first}`)).body
  const forwards = [page]
  while (page.pageInfo.nextCursor) {
    page = (await get(`/entities/by-query?${query({ cursor: page.pageInfo.nextCursor, limit })}`)).body
    forwards.push(page)
  }
  const backwards = [page]
  while (page.pageInfo.prevCursor) {
    page = (await get(`/entities/by-query?${query({ cursor: page.pageInfo.prevCursor, limit })}`)).body
    backwards.unshift(page)
  }
  return {
    names: forwards.flatMap(({ items }) => names(items)),
    totals: forwards.map(({ totalItems }) => totalItems),
    backwards: backwards.flatMap(({ items }) => names(items)),
  }
}
