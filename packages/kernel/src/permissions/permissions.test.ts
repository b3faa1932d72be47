import {
  type ConditionalDecision,
  definePlugin,
  type PermissionPolicy,
  type Permissions,
  Type,
} from '@callboard/kernel'
import { basicPermission, type Criteria, get, type PolicyDecision, resourcePermission } from '@callboard/model'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matchesCriteria } from './evaluate.ts'

const read = resourcePermission('thing.read', 'thing', 'read')
const create = basicPermission('thing.create', 'create')
const plain = basicPermission('thing.plain')

const isRed = { rule: 'IS_COLOUR', resourceType: 'thing', params: { colour: 'red' } }
const conditional = (conditions: Criteria, resourceType = 'thing'): PolicyDecision => ({
  result: 'CONDITIONAL',
  pluginId: 'things',
  resourceType,
  conditions,
})

const colours: Record<string, string> = { 'thing:a': 'red', 'thing:b': 'blue' }
let found: () => Permissions['insight']
const things = definePlugin({
  id: 'things',
  permissions: [create],
  setup({ http, permissions }) {
    found = () => permissions.insight
    permissions.register<{ colour: string }>({
      resourceType: 'thing',
      permissions: [read],
      rules: [
        {
          name: 'IS_COLOUR',
          description: 'Has a colour.',
          resourceType: 'thing',
          paramsSchema: Type.Object({ colour: Type.String() }, { additionalProperties: false }),
          apply: (thing, { colour }: { colour: string }) => thing.colour === colour,
        },
      ],
      load: async (refs) => refs.map((ref) => (colours[ref] ? { colour: colours[ref] } : undefined)),
    })
    const reply = Type.Unknown()
    http.serve(get('/make', { summary: 'Needs a permission.', allow: create, reply }), () => 'made')
    http.serve(get('/plain', { summary: 'Needs one without action.', allow: plain, reply }), () => 'plain')
    http.serve(
      get('/see', { summary: 'One thing.', query: { ref: Type.String() }, reply }),
      async ({ credentials, query }) => {
        await permissions.require(credentials, read, query.ref)
        return colours[query.ref] ?? null
      },
    )
  },
})

/** Answers by who asks: the name of the person says what the policy decides. */
const asked: unknown[] = []
const policy: PermissionPolicy = {
  explainDenial: ({ permission }, user) =>
    user?.userEntityRef === 'user:default/told' ? `${permission.name} is for others.` : undefined,
  async decide({ permission }, user) {
    if (user?.userEntityRef === 'user:default/told') return { result: 'DENY' }
    asked.push(user && { userEntityRef: user.userEntityRef, ownershipEntityRefs: user.ownershipEntityRefs })
    if (user?.userEntityRef === 'user:default/denied' || !user) return { result: 'DENY' }
    if (user.userEntityRef === 'user:default/misfit') return conditional(isRed, 'other')
    if (user.userEntityRef === 'user:default/red')
      return permission.type === 'resource' ? conditional(isRed) : { result: 'DENY' }
    if (user.userEntityRef === 'user:default/not-red') return conditional({ not: isRed })
    return { result: 'ALLOW' }
  },
}

let portal: TestPortal
beforeAll(async () => {
  const access = (token: string, restriction: object) => ({
    type: 'static',
    options: { token, subject: token },
    accessRestrictions: [{ plugin: 'things', ...restriction }, { plugin: 'permission' }],
  })
  portal = await startPortal({
    plugins: [things],
    policy,
    config: {
      backend: {
        auth: {
          externalAccess: [
            access('by-name-create', { permission: 'thing.create' }),
            access('by-name-other', { permission: ['thing.read'] }),
            access('by-action-create', { permissionAttribute: { action: ['create', 'read'] } }),
          ],
        },
      },
    },
  })
})
afterAll(() => portal.stop())

const user = (name: string, ownership?: string[]) => portal.tokens.user(`user:default/${name}`, ownership)
const call = async (path: string, token: string | undefined, body?: unknown) => {
  const as = token === undefined ? 'nobody' : { token }
  const reply = await portal.fetch(`/api/${path}`, {
    as,
    ...(body !== undefined && {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  })
  return { status: reply.status, body: await reply.json() }
}

describe('routes and handlers', () => {
  test.each([
    { why: 'allowed', token: () => user('ada'), path: 'things/make', status: 200 },
    { why: 'denied', token: () => user('denied'), path: 'things/make', status: 403 },
    {
      why: 'a plugin is a service and passes',
      token: () => portal.tokens.plugin('x', 'things'),
      path: 'things/make',
      status: 200,
    },
    {
      why: 'a service limited to this permission',
      token: async () => 'by-name-create',
      path: 'things/make',
      status: 200,
    },
    {
      why: 'a service limited to another permission',
      token: async () => 'by-name-other',
      path: 'things/make',
      status: 403,
    },
    {
      why: 'a service limited to this action',
      token: async () => 'by-action-create',
      path: 'things/make',
      status: 200,
    },
    {
      why: 'a limited action and a permission without one',
      token: async () => 'by-action-create',
      path: 'things/plain',
      status: 403,
    },
    { why: 'conditions that hold', token: () => user('red'), path: 'things/see?ref=thing:a', status: 200 },
    { why: 'conditions that do not', token: () => user('red'), path: 'things/see?ref=thing:b', status: 403 },
    { why: 'conditions on what does not exist', token: () => user('red'), path: 'things/see?ref=thing:c', status: 403 },
    { why: 'not, on what does not exist', token: () => user('not-red'), path: 'things/see?ref=thing:c', status: 403 },
    { why: 'not, where it holds', token: () => user('not-red'), path: 'things/see?ref=thing:b', status: 200 },
    {
      why: 'conditions for a permission about nothing are a mistake of the policy',
      token: () => user('not-red'),
      path: 'things/make',
      status: 500,
    },
    {
      why: 'conditions on another type are one too',
      token: () => user('misfit'),
      path: 'things/see?ref=thing:a',
      status: 500,
    },
  ])('$why: $status', async ({ token, path, status }) => {
    expect((await call(path, await token())).status).toBe(status)
  })

  test('who is refused is told which permission is missing', async () => {
    expect((await call('things/make', await user('denied'))).body).toMatchObject({
      error: { name: 'NotAllowedError', code: 'permission/denied', data: { permission: 'thing.create' } },
    })
  })

  test('the policy sees what the person owned when signing in', async () => {
    await call('things/make', await user('owner', ['user:default/owner', 'group:default/crew']))
    expect(asked.at(-1)).toEqual({
      userEntityRef: 'user:default/owner',
      ownershipEntityRefs: ['user:default/owner', 'group:default/crew'],
    })
  })

  test('without permission.enabled the policy is never asked', async () => {
    await using open = await startPortal({ plugins: [things], policy, config: { permission: { enabled: false } } })
    const token = await open.tokens.user('user:default/denied')
    expect((await open.fetch('/api/things/make', { as: { token } })).status).toBe(200)
  })
})

describe('POST /api/permission/authorize', () => {
  const item = (extra: object) => ({ items: [{ id: '1', ...extra }] })
  test.each([
    {
      why: 'a basic permission',
      token: () => user('ada'),
      body: item({ permission: create }),
      items: [{ id: '1', result: 'ALLOW' }],
    },
    {
      why: 'denied',
      token: () => user('denied'),
      body: item({ permission: create }),
      items: [{ id: '1', result: 'DENY' }],
    },
    {
      why: 'one resource',
      token: () => user('red'),
      body: item({ permission: read, resourceRef: 'thing:a' }),
      items: [{ id: '1', result: 'ALLOW' }],
    },
    {
      why: 'several resources in order',
      token: () => user('red'),
      body: item({ permission: read, resourceRef: ['thing:b', 'thing:a', 'thing:c'] }),
      items: [{ id: '1', result: ['DENY', 'ALLOW', 'DENY'] }],
    },
    {
      why: 'several items keep their ids',
      token: () => user('ada'),
      body: {
        items: [
          { id: 'x', permission: create },
          { id: 'y', permission: read, resourceRef: 'thing:a' },
        ],
      },
      items: [
        { id: 'x', result: 'ALLOW' },
        { id: 'y', result: 'ALLOW' },
      ],
    },
  ])('200 for $why', async ({ token, body, items }) => {
    expect(await call('permission/authorize', await token(), body)).toEqual({ status: 200, body: { items } })
  })

  test('who is denied is told why, where the policy says it', async () => {
    const body = item({ permission: create })
    expect((await call('permission/authorize', await user('told'), body)).body).toEqual({
      items: [{ id: '1', result: 'DENY', reason: 'thing.create is for others.' }],
    })
    const refused = await call('things/make', await user('told'))
    expect(refused.body).toMatchObject({ error: { code: 'permission/denied', hint: 'thing.create is for others.' } })
  })

  test('a plugin that acts for a person gets the conditions', async () => {
    const auth = portal.host.services().authority.forPlugin('things')
    const onBehalfOf = await auth.authenticate(await user('red'))
    const { token } = await auth.pluginToken({ onBehalfOf, targetPluginId: 'permission' })
    expect((await call('permission/authorize', token, item({ permission: read }))).body).toEqual({
      items: [{ id: '1', ...conditional(isRed) }],
    })
  })

  test.each([
    { why: 'a person must name the resource', token: () => user('ada'), body: item({ permission: read }), status: 400 },
    {
      why: 'services have no place here',
      token: () => portal.tokens.plugin('things', 'permission'),
      body: item({ permission: create }),
      status: 403,
    },
    { why: 'nobody', token: async () => undefined, body: item({ permission: create }), status: 401 },
    {
      why: 'an unknown kind of permission',
      token: () => user('ada'),
      body: item({ permission: { ...create, type: 'odd' } }),
      status: 400,
    },
    {
      why: 'an empty list of refs',
      token: () => user('ada'),
      body: item({ permission: read, resourceRef: [] }),
      status: 400,
    },
    {
      why: 'one id for an item that is allowed and one that is not',
      token: () => user('red'),
      body: {
        items: [
          { id: '1', permission: read, resourceRef: 'thing:b' },
          { id: '1', permission: read, resourceRef: 'thing:a' },
        ],
      },
      status: 400,
    },
    {
      why: 'more than 100 kB',
      token: () => user('ada'),
      body: item({ permission: read, resourceRef: ['x'.repeat(110_000)] }),
      status: 413,
    },
  ])('$status: $why', async ({ token, body, status }) => {
    expect((await call('permission/authorize', await token(), body)).status).toBe(status)
  })

  test('its health needs no sign-in', async () => {
    expect(await call('permission/health', undefined)).toEqual({ status: 200, body: { status: 'ok' } })
  })
})

describe('what a plugin tells others', () => {
  const base = 'things/.well-known/backstage/permissions'
  test('permissions and rules', async () => {
    const { body } = await call(`${base}/metadata`, await user('ada'))
    expect(body).toEqual({
      permissions: [create, read],
      rules: [
        {
          name: 'IS_COLOUR',
          description: 'Has a colour.',
          resourceType: 'thing',
          paramsSchema: {
            $schema: 'http://json-schema.org/draft-07/schema#',
            type: 'object',
            required: ['colour'],
            properties: { colour: { type: 'string' } },
            additionalProperties: false,
          },
        },
      ],
    })
  })

  const item = (extra: object) => ({
    items: [{ id: '1', resourceRef: 'thing:a', resourceType: 'thing', conditions: isRed, ...extra }],
  })
  const service = () => portal.tokens.plugin('permission', 'things')
  test.each([
    { why: 'it holds', body: item({}), items: [{ id: '1', result: 'ALLOW' }] },
    { why: 'it does not', body: item({ resourceRef: 'thing:b' }), items: [{ id: '1', result: 'DENY' }] },
    {
      why: 'in order',
      body: item({ resourceRef: ['thing:c', 'thing:a'] }),
      items: [{ id: '1', result: ['DENY', 'ALLOW'] }],
    },
    {
      why: 'a missing thing is denied under not',
      body: item({ resourceRef: 'thing:c', conditions: { not: isRed } }),
      items: [{ id: '1', result: 'DENY' }],
    },
  ])('applies conditions: $why', async ({ body, items }) => {
    expect(await call(`${base}/apply-conditions`, await service(), body)).toEqual({ status: 200, body: { items } })
  })

  test.each([
    { why: 'an unknown type', token: service, body: item({ resourceType: 'other' }), status: 400 },
    { why: 'an unknown rule', token: service, body: item({ conditions: { ...isRed, rule: 'IS_ODD' } }), status: 400 },
    {
      why: 'an unknown rule deep inside',
      token: service,
      body: item({ conditions: { anyOf: [isRed, { not: { ...isRed, rule: 'IS_ODD' } }] } }),
      status: 400,
    },
    {
      why: 'wrong parameters',
      token: service,
      body: item({ conditions: { ...isRed, params: { size: 1 } } }),
      status: 400,
    },
    { why: 'an empty combination', token: service, body: item({ conditions: { allOf: [] } }), status: 400 },
    { why: 'no conditions', token: service, body: item({ conditions: 7 }), status: 400 },
    { why: 'a person', token: () => user('ada'), body: item({}), status: 403 },
    { why: 'nobody', token: async () => undefined, body: item({}), status: 401 },
  ])('refuses $why: $status', async ({ token, body, status }) => {
    expect((await call(`${base}/apply-conditions`, await token(), body)).status).toBe(status)
  })
})

test('what plugins declare is known, and conditions are examined rule by rule', async () => {
  const insight = found()
  expect(insight.permissions()).toEqual([
    { pluginId: 'things', permission: create },
    { pluginId: 'things', permission: read },
  ])
  expect(insight.resourceTypes()).toMatchObject([{ pluginId: 'things', resourceType: 'thing' }])
  const decision = { ...conditional({ allOf: [isRed, { not: isRed }] }) } as ConditionalDecision
  expect(await insight.examine(decision, 'thing:a')).toEqual({
    holds: false,
    rules: [
      { rule: isRed, holds: true },
      { rule: isRed, holds: true },
    ],
  })
  expect(await insight.examine(decision, 'thing:c')).toBeUndefined()
  expect(await insight.load('thing', 'thing:a')).toEqual({ colour: 'red' })
  expect(await insight.load('other', 'thing:a')).toBeUndefined()
})

const rules = new Map([
  [
    'IS',
    {
      name: 'IS',
      description: '',
      resourceType: 't',
      apply: (resource: string, params: Record<string, unknown>) => resource === params.value,
    },
  ],
])
const is = (value: string): Criteria => ({ rule: 'IS', resourceType: 't', params: { value } })
test.each([
  { why: 'a rule', criteria: is('x'), holds: true },
  { why: 'all, when all hold', criteria: { allOf: [is('x'), is('x')] }, holds: true },
  { why: 'all, when one does not', criteria: { allOf: [is('x'), is('y')] }, holds: false },
  { why: 'any, when one holds', criteria: { anyOf: [is('y'), is('x')] }, holds: true },
  { why: 'any, when none does', criteria: { anyOf: [is('y'), is('z')] }, holds: false },
  { why: 'not', criteria: { not: is('y') }, holds: true },
  {
    why: 'combinations of combinations',
    criteria: { not: { anyOf: [is('y'), { allOf: [is('x'), { not: is('x') }] }] } },
    holds: true,
  },
])('criteria: $why', ({ criteria, holds }) => {
  expect(matchesCriteria(criteria, 'x', rules)).toBe(holds)
})
