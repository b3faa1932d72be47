import {
  type AuthorizePermissionRequest,
  AuthorizeResult,
  PermissionClient,
  type QueryPermissionRequest,
} from '@backstage/plugin-permission-common'
import type { Permission } from '@callboard/model'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type CatalogPortal,
  component,
  documents,
  startCatalog,
} from '../../../catalog/src/backend/fixtures/catalog-portal.ts'
import * as catalog from '../../../catalog/src/model/permissions.ts'
import permission from './index.ts'

const entity = (name: string) => `component:default/${name}`

/** The client of the field asks the real catalog, under a real policy (spec/platform.md 9.1 to 9.4). */
describe.each([
  { how: 'one item each', isBatched: false },
  { how: 'batched', isBatched: true },
])('@backstage/plugin-permission-common, $how', ({ isBatched }) => {
  let c: CatalogPortal
  let client: PermissionClient
  const admin = { token: '' }
  beforeAll(async () => {
    c = await startCatalog(
      {
        '/pat.yaml': `apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: { name: pat }\nspec: { memberOf: [press] }\n`,
        '/all.yaml': documents(component('mine', '  labels: { public: "yes" }\n'), component('secret')),
      },
      {
        plugins: [permission],
        config: { permission: { enabled: true, rbac: { admin: { superUsers: [{ name: 'user:default/guest' }] } } } },
      },
    )
    await c.register('/all.yaml')
    await c.served(entity('mine'))
    admin.token = await c.portal.tokens.user()
    const grants = [
      { permission: 'catalog.entity.read', if: { rule: 'HAS_LABEL', params: { label: 'public' } } },
      { permission: 'catalog.location.read' },
    ]
    const made = await c.portal.fetch('/api/permission/roles', {
      method: 'POST',
      body: JSON.stringify({ name: 'readers', role: { members: ['user:default/ada'], grants } }),
      headers: { 'content-type': 'application/json' },
    })
    expect(made.status).toBe(201)
    const on = { 'permission.enabled': true, 'permission.EXPERIMENTAL_enableBatchedRequests': isBatched }
    client = new PermissionClient({
      discovery: { getBaseUrl: async (id) => `${c.portal.url}/api/${id}` },
      // It reads these two keys only.
      config: { getOptionalBoolean: (key: keyof typeof on) => on[key] } as never,
    })
  })
  afterAll(() => c[Symbol.asyncDispose]())

  const ada = async () => ({ token: await c.portal.tokens.user('user:default/ada') })
  // The client's type of permissions is ours with other names.
  const asked = (one: Permission, resourceRef?: string) =>
    ({ permission: one, resourceRef }) as unknown as AuthorizePermissionRequest & QueryPermissionRequest
  const results = (decisions: { result: AuthorizeResult }[]) => decisions.map(({ result }) => result)
  const { ALLOW, DENY, CONDITIONAL } = AuthorizeResult

  test('decides about things and about nothing in particular, in order', async () => {
    const decisions = await client.authorize(
      [
        asked(catalog.catalogEntityRead, entity('mine')),
        asked(catalog.catalogEntityRead, entity('secret')),
        asked(catalog.catalogLocationRead),
        asked(catalog.catalogEntityRead, entity('mine')),
        asked(catalog.catalogLocationDelete),
        asked(catalog.catalogEntityRead, entity('nowhere')),
        asked(catalog.catalogEntityDelete, entity('mine')),
      ],
      await ada(),
    )
    expect(results(decisions)).toEqual([ALLOW, DENY, ALLOW, ALLOW, DENY, DENY, DENY])
    expect(results(await client.authorize([asked(catalog.catalogEntityDelete, entity('secret'))], admin))).toEqual([
      ALLOW,
    ])
  })

  test('gives a plugin that asks for a person the conditions, which hold where they are applied', async () => {
    const auth = c.portal.host.services().authority.forPlugin('catalog')
    const onBehalfOf = await auth.authenticate((await ada()).token)
    const [decision] = await client.authorizeConditional(
      [asked(catalog.catalogEntityRead)],
      await auth.pluginToken({ onBehalfOf, targetPluginId: 'permission' }),
    )
    const conditions = { rule: 'HAS_LABEL', resourceType: 'catalog-entity', params: { label: 'public' } }
    expect(decision).toMatchObject({
      ...{ result: CONDITIONAL, pluginId: 'catalog', resourceType: 'catalog-entity', conditions },
    })
    const token = await c.portal.tokens.plugin('permission', 'catalog')
    const reply = await c.portal.fetch('/api/catalog/.well-known/backstage/permissions/apply-conditions', {
      method: 'POST',
      as: { token },
      body: JSON.stringify({
        items: [
          { id: '1', resourceRef: [entity('secret'), entity('mine')], resourceType: 'catalog-entity', conditions },
        ],
      }),
      headers: { 'content-type': 'application/json' },
    })
    expect(await reply.json()).toEqual({ items: [{ id: '1', result: ['DENY', 'ALLOW'] }] })
  })

  test('the simulator knows by the catalog whoever has not signed in', async () => {
    await c.register('/pat.yaml')
    await c.served('user:default/pat')
    const reply = await c.portal.fetch('/api/permission/simulate', {
      method: 'POST',
      body: JSON.stringify({ userEntityRef: 'pat', permission: 'catalog.entity.read' }),
      headers: { 'content-type': 'application/json' },
    })
    const user = { ownershipEntityRefs: ['user:default/pat', 'group:default/press'], from: 'catalog' }
    expect(await reply.json()).toMatchObject({ user, result: 'DENY' })
  })

  describe('attacks', () => {
    test('conditions are not told to a person who asks without naming the thing', async () => {
      const leak = client.authorizeConditional([asked(catalog.catalogEntityRead)], await ada())
      await expect(leak).rejects.toMatchObject({ statusCode: 400 })
    })

    test('a hidden thing and one that is not there get the same answer, the reason included', async () => {
      const answer = async (ref: string) => {
        const reply = await c.portal.fetch('/api/permission/authorize', {
          method: 'POST',
          as: await ada(),
          body: JSON.stringify({ items: [{ id: '1', permission: catalog.catalogEntityRead, resourceRef: ref }] }),
          headers: { 'content-type': 'application/json' },
        })
        return reply.json()
      }
      expect(await answer(entity('secret'))).toEqual(await answer(entity('nowhere')))
      expect(await answer(entity('mine'))).toEqual({ items: [{ id: '1', result: 'ALLOW' }] })
    })

    test.each([
      { why: 'another action', lie: { ...catalog.catalogEntityDelete, attributes: { action: 'read' as const } } },
      { why: 'no resource type', lie: { type: 'basic', name: 'catalog.entity.delete', attributes: {} } as const },
      { why: 'another resource type', lie: { ...catalog.catalogEntityDelete, resourceType: 'thing' } },
    ])('a permission sent with $why is judged by its declaration', async ({ lie }) => {
      expect(results(await client.authorize([asked(lie, entity('mine'))], await ada()))).toEqual([DENY])
    })

    test('a permission with conditions, sent as one without a thing, is denied', async () => {
      const lie = { type: 'basic', name: 'catalog.entity.read', attributes: {} } as const
      expect(results(await client.authorize([asked(lie)], await ada()))).toEqual([DENY])
    })

    test('a service has no place here', async () => {
      const token = await c.portal.tokens.plugin('catalog', 'permission')
      await expect(client.authorize([asked(catalog.catalogLocationRead)], { token })).rejects.toMatchObject({
        statusCode: 403,
      })
    })
  })
})
