import type { PolicyDecision } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReadPortal, startReadPortal } from './fixtures/read-portal.ts'
import { seedUidOf } from './fixtures/seed.ts'
import { smallCatalog } from './fixtures/small-catalog.ts'

const conditional = (conditions: unknown): PolicyDecision =>
  ({ result: 'CONDITIONAL', pluginId: 'catalog', resourceType: 'catalog-entity', conditions }) as PolicyDecision
const rule = (name: string, params: Record<string, unknown>) => ({ rule: name, resourceType: 'catalog-entity', params })

/** The same questions, asked by callers of whom each may see something else. */
const callers: { user: string; why: string; decision: PolicyDecision; sees: string[] }[] = [
  { user: 'denied', why: 'DENY sees nothing', decision: { result: 'DENY' }, sees: [] },
  {
    user: 'allowed',
    why: 'ALLOW sees everything',
    decision: { result: 'ALLOW' },
    sees: ['Web', 'ada', 'api-server', 'batch', 'blue', 'orders', 'red', 'shop'],
  },
  {
    user: 'owner',
    why: 'an owner sees what is owned',
    decision: conditional(rule('IS_ENTITY_OWNER', { claims: ['group:default/red'] })),
    sees: ['Web', 'api-server'],
  },
  {
    user: 'odd',
    why: 'a claim in another casing owns nothing',
    decision: conditional(rule('IS_ENTITY_OWNER', { claims: ['group:default/RED'] })),
    sees: [],
  },
  {
    user: 'kinds',
    why: 'kinds in any casing',
    decision: conditional(rule('IS_ENTITY_KIND', { kinds: ['USER', 'system'] })),
    sees: ['ada', 'shop'],
  },
  {
    user: 'tier',
    why: 'an annotation with a value',
    decision: conditional(rule('HAS_ANNOTATION', { annotation: 'acme.org/tier', value: 'one' })),
    sees: ['Web'],
  },
  { user: 'label', why: 'a label', decision: conditional(rule('HAS_LABEL', { label: 'stage' })), sees: ['Web'] },
  {
    user: 'spec',
    why: 'a spec field with a value',
    decision: conditional(rule('HAS_SPEC', { key: 'type', value: 'SERVICE' })),
    sees: ['api-server', 'batch'],
  },
  {
    user: 'meta',
    why: 'a metadata field',
    decision: conditional(rule('HAS_METADATA', { key: 'title' })),
    sees: ['Web', 'orders'],
  },
  {
    user: 'mixed',
    why: 'combinations',
    decision: conditional({
      anyOf: [
        { allOf: [rule('IS_ENTITY_KIND', { kinds: ['component'] }), { not: rule('HAS_LABEL', { label: 'stage' }) }] },
        rule('HAS_METADATA', { key: 'name', value: 'ada' }),
      ],
    }),
    sees: ['ada', 'api-server', 'batch'],
  },
]

describe.each(['sqlite', 'postgres'] as const)('%s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({
      database,
      entities: smallCatalog,
      policy: {
        decide: async (_request, user) => {
          const name = user?.userEntityRef.replace('user:default/', '')
          return callers.find((caller) => caller.user === name)?.decision ?? { result: 'DENY' }
        },
      },
    })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  const as = async (user: string) => {
    const token = await read.portal.tokens.user(`user:default/${user}`)
    return async (path: string, body?: unknown) => {
      const init =
        body === undefined
          ? {}
          : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const reply = await read.portal.fetch(`/api/catalog${path}`, { ...init, as: { token } })
      return { status: reply.status, body: JSON.parse(await reply.text()) }
    }
  }

  // Twice: what one caller's answers leave in the cache must not show up in another's.
  test.each([...callers, ...callers])('$why', async ({ user, sees }) => {
    const ask = await as(user)
    const page = await ask('/entities/by-query?limit=100')
    expect(page.body.items.map((item: { metadata: { name: string } }) => item.metadata.name).sort()).toEqual(sees)
    expect(page.body.totalItems).toBe(sees.length)
    const list = await ask('/entities')
    expect(list.body).toHaveLength(sees.length)
    const limited = await ask('/entities?limit=1&order=asc:metadata.name')
    expect(limited.body).toHaveLength(Math.min(1, sees.length))
    const facets = await ask('/entity-facets?facet=kind&facet=relations.ownedBy')
    const counted = facets.body.facets.kind.reduce((sum: number, { count }: { count: number }) => sum + count, 0)
    expect(counted).toBe(sees.length)

    const entityRefs = smallCatalog.map(({ kind, metadata }) =>
      `${kind}:${metadata.namespace}/${metadata.name}`.toLowerCase(),
    )
    const byRefs = await ask('/entities/by-refs', { entityRefs })
    for (const [index, ref] of entityRefs.entries()) {
      const isSeen = sees.includes(smallCatalog[index]?.metadata.name ?? '')
      expect(byRefs.body.items[index] !== null).toBe(isSeen)
      const [kind, namespace, name] = ref.split(/[:/]/)
      const path = `/entities/by-name/${kind}/${namespace}/${name}`
      expect((await ask(path)).status).toBe(isSeen ? 200 : 404)
      expect((await ask(`/entities/by-uid/${seedUidOf(ref)}`)).status).toBe(isSeen ? 200 : 404)
      expect((await ask(`${path}/ancestry`)).status).toBe(isSeen ? 200 : 403)
    }
  })

  test("another caller's cursor gives only what its bearer may see", async () => {
    const first = await (await as('allowed'))('/entities/by-query?orderField=metadata.name&limit=1')
    const cursor = first.body.pageInfo.nextCursor
    expect(Buffer.from(cursor, 'base64').toString()).not.toContain('ownedby')
    const rest = await (await as('owner'))('/entities/by-query', { cursor, limit: 100 })
    expect(rest.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
      'api-server',
      'Web',
    ])
  })

  test('ancestry goes up to the root, cuts what may not be read, and ends in a ring', async () => {
    await read.db.run(
      "insert into source (id, kind, name, owner_ref, created_at) values (1, 'x', 'a', 'system:default/shop', 0), (2, 'x', 'b', 'group:default/red', 0), (3, 'x', 'c', '', 0), (4, 'x', 'd', 'component:default/web', 0)",
    )
    const claim = async (source: number, ref: string, state = 'active') =>
      read.db.run(
        "insert into claim (source_id, ref_id, ref, state, raw, raw_hash, seen_at) select ?, id, ref, ?, '', '', 0 from ref_name where ref = ?",
        [source, state, ref],
      )
    await claim(1, 'component:default/web')
    await claim(2, 'component:default/web')
    await claim(2, 'system:default/shop')
    await claim(3, 'group:default/red')
    await claim(4, 'user:default/ada', 'conflict')
    const edges = async (user: string, path: string) => {
      const { body } = await (await as(user))(path)
      return body.items.map((item: { entity: { metadata: { name: string } }; parentEntityRefs: string[] }) => [
        item.entity.metadata.name,
        ...item.parentEntityRefs,
      ])
    }
    const path = '/entities/by-name/component/default/WEB/ancestry'
    expect(await edges('allowed', path)).toEqual([
      ['Web', 'group:default/red', 'system:default/shop'],
      ['red'],
      ['shop', 'group:default/red'],
    ])
    expect(await edges('owner', path)).toEqual([['Web']])
    expect(await edges('allowed', '/entities/by-name/user/default/ada/ancestry')).toEqual([['ada']])
    await claim(4, 'group:default/red')
    expect(await edges('allowed', path)).toEqual([
      ['Web', 'group:default/red', 'system:default/shop'],
      ['red', 'component:default/web'],
      ['shop', 'group:default/red'],
    ])
  })

  test('the service for other plugins sees with the same eyes', async () => {
    const { authority } = read.portal.host.services()
    const auth = authority.forPlugin('catalog')
    const { token } = await auth.issueUserToken({ userEntityRef: 'user:default/owner', ownershipEntityRefs: [] })
    const credentials = await auth.authenticate(token)
    expect(await read.entities.findByRef('user:default/ada', { credentials })).toBeUndefined()
    expect((await read.entities.findByRef('Component:Web', { credentials }))?.metadata.name).toBe('Web')
    const listed = await read.entities.listByRefs(['group:default/red', 'component:default/web'], {
      credentials,
      fields: ['kind'],
    })
    expect(listed).toEqual([undefined, { kind: 'Component' }])
    const order = [{ field: 'metadata.name', order: 'asc' as const }]
    const first = await read.entities.query({ filter: { kind: 'component' }, order, limit: 1 }, { credentials })
    expect(first).toMatchObject({ totalItems: 2, items: [{ metadata: { name: 'api-server' } }] })
    const second = await read.entities.query({ cursor: first.nextCursor ?? '' }, { credentials })
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['Web'])
    expect(second.nextCursor).toBeUndefined()
  })
})
