import type { Person, PersonQuery } from '@callboard/plugin-auth'
import auth from '@callboard/plugin-auth/backend'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CatalogPortal, documents, startCatalog } from '../fixtures/catalog-portal.ts'
import { type ReadPortal, startReadPortal } from '../read/fixtures/read-portal.ts'
import type { SeedEntity } from '../read/fixtures/seed.ts'
import { catalogPeople } from './catalog-people.ts'

const user = (name: string, rest: { namespace?: string; annotations?: object; profile?: object; in?: string[] }) =>
  ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: rest.namespace ?? 'default', annotations: rest.annotations },
    spec: { profile: rest.profile },
    relations: (rest.in ?? []).map((targetRef) => ({ type: 'memberOf', targetRef })),
  }) as SeedEntity

const people: SeedEntity[] = [
  user('Ada', {
    annotations: { 'github.com/user-id': 'MDQ6' },
    profile: { displayName: 'Ada Lovelace', email: 'Ada@Acme.org', picture: 'https://acme.org/ada.png' },
    in: ['group:default/red', 'group:ops/admins', 'component:default/club'],
  }),
  user('bob', { annotations: { 'github.com/user-id': 'mdq6' }, profile: { displayName: 'ADA LOVELACE' } }),
  user('ada', { namespace: 'ops' }),
  {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Group',
    metadata: { name: 'ada', namespace: 'default' },
    spec: { type: 'team', children: [], profile: { email: 'ada@acme.org' } },
  },
  ...Array.from({ length: 12 }, (_, index) => user('twin', { namespace: `n${10 + index}` })),
]

describe.each(['sqlite', 'postgres'] as const)('people of the catalog on %s', (database) => {
  let read: ReadPortal
  beforeAll(async () => {
    read = await startReadPortal({ database, entities: people })
  })
  afterAll(() => read?.[Symbol.asyncDispose]())

  test.each<{ why: string; query: PersonQuery; refs: string[] }>([
    { why: 'by ref', query: { ref: 'user:default/ada' }, refs: ['user:default/ada'] },
    { why: 'by ref in any casing', query: { ref: 'User:OPS/Ada' }, refs: ['user:ops/ada'] },
    { why: 'by the ref of what is no user', query: { ref: 'group:default/ada' }, refs: [] },
    { why: 'by what is no ref', query: { ref: 'user:' }, refs: [] },
    { why: 'by a ref that databases refuse', query: { ref: 'user:default/a\0' }, refs: [] },
    { why: 'by name, in every namespace', query: { name: 'ADA' }, refs: ['user:default/ada', 'user:ops/ada'] },
    { why: 'by a name that nobody has', query: { name: 'eve' }, refs: [] },
    { why: 'by email in any casing, users alone', query: { email: 'ADA@acme.org' }, refs: ['user:default/ada'] },
    { why: 'by display name, exactly', query: { displayName: 'Ada Lovelace' }, refs: ['user:default/ada'] },
    { why: 'by display name in another casing', query: { displayName: 'ada lovelace' }, refs: [] },
    {
      why: 'by annotation, exactly',
      query: { annotation: 'github.com/user-id', value: 'mdq6' },
      refs: ['user:default/bob'],
    },
    { why: 'by annotation in another casing', query: { annotation: 'github.com/user-id', value: 'MDq6' }, refs: [] },
    { why: 'by an annotation in another casing', query: { annotation: 'GitHub.com/user-id', value: 'MDQ6' }, refs: [] },
    { why: 'by a value that databases refuse', query: { annotation: 'github.com/user-id', value: '\ud800' }, refs: [] },
  ])('are found $why', async ({ query, refs }) => {
    const found = await catalogPeople(read.db).find(query)
    expect(found.map(({ userEntityRef }) => userEntityRef)).toEqual(refs)
  })

  test('own through themselves and their groups, and bring their profile', async () => {
    expect(await catalogPeople(read.db).find({ ref: 'user:default/ada' })).toEqual<Person[]>([
      {
        userEntityRef: 'user:default/ada',
        ownershipEntityRefs: ['user:default/ada', 'group:default/red', 'group:ops/admins'],
        displayName: 'Ada Lovelace',
        email: 'Ada@Acme.org',
        picture: 'https://acme.org/ada.png',
      },
    ])
    expect(await catalogPeople(read.db).find({ name: 'bob' })).toMatchObject([
      { ownershipEntityRefs: ['user:default/bob'] },
    ])
  })

  test('are ten at most', async () => {
    expect(await catalogPeople(read.db).find({ name: 'twin' })).toHaveLength(10)
  })
})

describe('a guest who is a user of the catalog', () => {
  const file = documents(
    ...['red', 'blue'].map(
      (name) => `apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: ${name} }
spec: { type: team, children: [], members: [${name === 'blue' ? 'ada' : ''}] }
`,
    ),
    `apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ada }
spec: { memberOf: [red] }
`,
    ...['red', 'blue', 'other'].map(
      (owner) => `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: of-${owner} }
spec: { type: service, lifecycle: production, owner: ${owner} }
`,
    ),
  )
  let c: CatalogPortal
  beforeAll(async () => {
    c = await startCatalog(
      { '/all.yaml': file },
      {
        plugins: [auth],
        config: { auth: { providers: { guest: { userEntityRef: 'user:default/ada' } } } },
        policy: {
          decide: async (_request, someone) =>
            someone?.userEntityRef === 'user:default/ada'
              ? {
                  result: 'CONDITIONAL',
                  pluginId: 'catalog',
                  resourceType: 'catalog-entity',
                  conditions: {
                    rule: 'IS_ENTITY_OWNER',
                    resourceType: 'catalog-entity',
                    params: { claims: someone.ownershipEntityRefs },
                  },
                }
              : { result: 'ALLOW' },
        },
      },
    )
    await c.register('/all.yaml')
    await c.served('component:default/of-other')
  })
  afterAll(() => c?.[Symbol.asyncDispose]())

  test('owns what their groups own, whichever end says that they are in them', async () => {
    const reply = await c.portal.fetch('/api/auth/guest/refresh', { as: 'nobody' })
    const { backstageIdentity } = JSON.parse(await reply.text())
    const { token, identity } = backstageIdentity
    expect(identity.ownershipEntityRefs).toEqual(['user:default/ada', 'group:default/blue', 'group:default/red'])
    const as = { headers: { authorization: `Bearer ${token}` } }
    const owned = await c.call('/entities/by-query?filter=kind=component&orderField=metadata.name', as)
    expect(owned.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
      'of-blue',
      'of-red',
    ])
    expect(owned.body.totalItems).toBe(2)
  })
})
