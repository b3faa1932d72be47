import { definePlugin } from '@callboard/kernel'
import catalog from '@callboard/plugin-catalog/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import scim from './index.ts'

const token = 'a-token-of-the-identity-provider'
const readOnly = 'a-token-that-may-only-read'
const foreign = 'a-token-for-the-catalog-only'
const externalAccess = [
  { type: 'static', options: { token, subject: 'entra' }, accessRestrictions: [{ plugin: 'scim' }] },
  {
    ...{ type: 'static', options: { token: readOnly, subject: 'reader' } },
    accessRestrictions: [{ plugin: 'scim', permissionAttribute: { action: ['read'] } }],
  },
  { type: 'static', options: { token: foreign, subject: 'other' }, accessRestrictions: [{ plugin: 'catalog' }] },
]

/** A reply; its body as far as tests look at single parts of it. */
interface Reply {
  status: number
  headers: Headers
  body: {
    id: string
    active: boolean
    members: unknown[]
    groups: unknown[]
    schemas: string[]
    meta: { version: string }
    totalResults: number
    Resources: { id: string; userName: string; members?: unknown[] }[]
  }
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  let portal: TestPortal
  const deactivated: unknown[] = []
  const listener = definePlugin({
    id: 'listener',
    setup({ events }) {
      events.subscribe(['auth.user-deactivated'], ({ payload }) => void deactivated.push(payload))
    },
  })
  beforeAll(async () => {
    portal = await startPortal({
      plugins: [catalog, scim, listener],
      database,
      config: { scim: { enabled: true }, backend: { auth: { externalAccess } } },
      policy: { decide: async () => ({ result: 'ALLOW' }) },
    })
  })
  afterAll(() => portal.stop())

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const reply = await portal.fetch(`/api/scim/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await reply.text()
    return { status: reply.status, headers: reply.headers, body: text && JSON.parse(text) }
  }
  const createUser = (userName: string, more: object = {}) =>
    send('POST', '/Users', { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName, ...more })
  const createGroup = (displayName: string, members: string[] = []) =>
    send('POST', '/Groups', { displayName, members: members.map((value) => ({ value })) })
  const patch = (path: string, op: string, target: string | undefined, value?: unknown) =>
    send('PATCH', path, { Operations: [{ op, path: target, value }] })
  async function entity(kind: string, name: string) {
    const reply = await portal.fetch(`/api/catalog/entities/by-name/${kind}/default/${name}`)
    // The shape of spec/catalog.md.
    return reply.status === 200
      ? ((await reply.json()) as { metadata: object; spec: object; relations: { type: string; targetRef: string }[] })
      : undefined
  }

  test('a person is created, read, and in the catalog', async () => {
    const created = await createUser('Ada@Acme.com', {
      externalId: 'ext-1',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      title: 'Countess',
      emails: [{ value: 'ada@acme.com', type: 'work', primary: true }],
      password: 'never-kept',
    })
    expect(created.status).toBe(201)
    expect(created.headers.get('content-type')).toContain('application/scim+json')
    expect(created.headers.get('location')).toBe(`${portal.url}/api/scim/v2/Users/${created.body.id}`)
    expect(created.body).toMatchObject({
      ...{ userName: 'Ada@Acme.com', active: true, externalId: 'ext-1', groups: [] },
      meta: { resourceType: 'User', version: 'W/"1"', location: created.headers.get('location') },
    })
    expect(JSON.stringify(created.body)).not.toContain('never-kept')
    expect(await send('GET', `/Users/${created.body.id}`)).toMatchObject({ status: 200, body: created.body })
    await eventually(async () =>
      expect(await entity('user', 'ada_acme.com')).toMatchObject({
        metadata: { description: 'Countess', annotations: { 'scim/id': created.body.id, 'scim/external-id': 'ext-1' } },
        spec: { profile: { displayName: 'Ada Lovelace', email: 'ada@acme.com' } },
      }),
    )
  })

  test('a group with members is in the catalog, and follows its changes', async () => {
    const [one, two] = [await createUser('one'), await createUser('two')]
    const group = await createGroup('Night Shift', [one.body.id])
    expect(group.status).toBe(201)
    const members = async () =>
      (await entity('group', 'night_shift'))?.relations
        .filter(({ type }) => type === 'hasMember')
        .map(({ targetRef }) => targetRef)
    await eventually(async () => expect(await members()).toEqual(['user:default/one']))
    const path = `/Groups/${group.body.id}`
    await patch(path, 'Add', 'members', [{ value: two.body.id }])
    await eventually(async () => expect(await members()).toEqual(['user:default/one', 'user:default/two']))
    expect((await send('GET', `/Users/${two.body.id}`)).body.groups).toMatchObject([
      { value: group.body.id, display: 'Night Shift' },
    ])
    await patch(path, 'Remove', 'members', [{ value: one.body.id }])
    await eventually(async () => expect(await members()).toEqual(['user:default/two']))
    await send('PUT', path, { displayName: 'Day Shift', members: [{ value: one.body.id }] })
    await eventually(async () => expect(await entity('group', 'day_shift')).toBeDefined())
    expect(await entity('group', 'night_shift')).toBeUndefined()
    expect((await send('GET', `${path}?excludedAttributes=members`)).body.members).toBeUndefined()
    expect((await send('DELETE', path)).status).toBe(204)
    await eventually(async () => expect(await entity('group', 'day_shift')).toBeUndefined())
    expect((await send('GET', path)).status).toBe(404)
  })

  test('a group in a group is its child', async () => {
    const child = await createGroup('Inner')
    await createGroup('Outer', [child.body.id])
    await eventually(async () =>
      expect((await entity('group', 'outer'))?.relations).toContainEqual({
        type: 'parentOf',
        targetRef: 'group:default/inner',
      }),
    )
  })

  test.each([
    {
      why: 'deactivated as Entra ID does it',
      name: 'leaver-1',
      how: (path: string) => patch(path, 'Replace', 'active', 'False'),
    },
    {
      why: 'deactivated as Okta does it',
      name: 'leaver-2',
      how: (path: string) => patch(path, 'replace', undefined, { active: false }),
    },
    { why: 'deleted', name: 'leaver-3', how: (path: string) => send('DELETE', path) },
    { why: 'renamed', name: 'leaver-4', how: (path: string) => patch(path, 'replace', 'userName', 'somebody-new') },
  ])('somebody who is $why leaves the catalog and the groups, and loses sessions and tokens', async ({ name, how }) => {
    const user = await createUser(name)
    const group = await createGroup(`group of ${name}`, [user.body.id])
    const groupName = `group_of_${name}`
    await eventually(async () => expect((await entity('group', groupName))?.relations).toHaveLength(1))
    await how(`/Users/${user.body.id}`)
    await eventually(async () => expect(await entity('user', name)).toBeUndefined())
    await eventually(async () =>
      expect((await entity('group', groupName))?.relations).not.toContainEqual({
        type: 'hasMember',
        targetRef: `user:default/${name}`,
      }),
    )
    await eventually(() => expect(deactivated).toContainEqual({ userEntityRef: `user:default/${name}` }))
    await send('DELETE', `/Groups/${group.body.id}`)
  })

  test('somebody deactivated comes back only when told so', async () => {
    const user = await createUser('returner', { active: false })
    const path = `/Users/${user.body.id}`
    await send('PUT', path, { userName: 'returner', title: 'Changed' })
    expect((await send('GET', path)).body.active).toBe(false)
    expect(await entity('user', 'returner')).toBeUndefined()
    await patch(path, 'replace', 'active', true)
    await eventually(async () => expect(await entity('user', 'returner')).toBeDefined())
  })

  describe('lists', () => {
    beforeAll(async () => {
      for (let i = 1; i <= 5; i++) {
        const emails = [{ value: `Page${i}@Acme.com`, type: 'work' }]
        await createUser(`Page-${i}`, { externalId: `page-ext-${i}`, emails, active: i % 2 === 1 })
      }
      await createGroup('Page group')
    })
    test.each([
      { filter: 'userName eq "page-3"', found: ['Page-3'] },
      { filter: 'USERNAME EQ "PAGE-3"', found: ['Page-3'] },
      { filter: 'externalId eq "page-ext-2"', found: ['Page-2'] },
      { filter: 'externalId eq "PAGE-EXT-2"', found: [] },
      { filter: 'emails[type eq "work"].value eq "page4@acme.com"', found: ['Page-4'] },
      { filter: 'emails.value eq "page4@acme.com"', found: ['Page-4'] },
      { filter: 'urn:ietf:params:scim:schemas:core:2.0:User:userName eq "page-1"', found: ['Page-1'] },
      { filter: 'userName eq "page-1" and active eq true', found: ['Page-1'] },
      { filter: 'userName eq "page-2" and active eq true', found: [] },
      { filter: 'userName eq "x\\" or \\"1\\"=\\"1"', found: [] },
      { filter: "userName eq \"x' or '1'='1\"", found: [] },
    ])('$filter', async ({ filter, found }) => {
      const { status, body } = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`)
      expect(status).toBe(200)
      expect(body.totalResults).toBe(found.length)
      expect(body.Resources.map(({ userName }) => userName)).toEqual(found)
    })
    test.each([
      'userName co "a"',
      'userName eq',
      'nothing eq "a"',
      'constructor eq "a"',
      'userName eq "a" or active eq true',
      'password eq "x"',
    ])('refused: %s', async (filter) => {
      const { status, body } = await send('GET', `/Users?filter=${encodeURIComponent(filter)}`)
      expect({ status, body }).toMatchObject({
        status: 400,
        body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '400', scimType: 'invalidFilter' },
      })
    })
    test('groups by name, without their members where nobody wants them', async () => {
      const query = `filter=${encodeURIComponent('displayName eq "page GROUP"')}&excludedAttributes=members`
      const { body } = await send('GET', `/Groups?${query}`)
      expect(body.Resources).toMatchObject([{ displayName: 'Page group' }])
      expect(body.Resources[0]?.members).toBeUndefined()
    })
    test('pages begin with 1 and know the total', async () => {
      const all = (await send('GET', '/Users?count=500')).body
      const ids = all.Resources.map(({ id }) => id)
      const page = (await send('GET', '/Users?startIndex=2&count=2')).body
      expect(page).toMatchObject({ totalResults: ids.length, startIndex: 2, itemsPerPage: 2 })
      expect(page.Resources.map(({ id }) => id)).toEqual(ids.slice(1, 3))
      expect((await send('GET', '/Users?count=0')).body).toMatchObject({ totalResults: ids.length, Resources: [] })
      expect((await send('GET', '/Users?attributes=userName&count=1')).body.Resources[0]).toEqual({
        ...{
          id: expect.any(String),
          schemas: expect.any(Array),
          meta: expect.any(Object),
          userName: expect.any(String),
        },
      })
    })
  })

  test.each([
    { why: 'no userName', path: '/Users', body: { displayName: 'x' }, scimType: 'invalidValue' },
    { why: 'no displayName', path: '/Groups', body: {}, scimType: 'invalidValue' },
    { why: 'no JSON', path: '/Users', body: '{', scimType: 'invalidSyntax' },
    { why: 'a list', path: '/Users', body: [], scimType: 'invalidSyntax' },
    {
      why: 'a member that is nobody',
      path: '/Groups',
      body: { displayName: 'ghosts', members: [{ value: 'nobody' }] },
      scimType: 'invalidValue',
    },
  ])('refused: $why', async ({ path, body, scimType }) => {
    expect(await send('POST', path, body)).toMatchObject({ status: 400, body: { status: '400', scimType } })
    expect(
      (await send('GET', `/Groups?filter=${encodeURIComponent('displayName eq "ghosts"')}`)).body.totalResults,
    ).toBe(0)
  })

  test.each(['victim', 'VICTIM', 'victim@', '-victim-'])(
    'refused: somebody else called "%s" becomes the victim',
    async (userName) => {
      await createUser('victim')
      expect(await createUser(userName)).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } })
      const other = await createUser(`other-${userName.length}-${userName === 'VICTIM'}`)
      expect((await patch(`/Users/${other.body.id}`, 'replace', 'userName', userName)).status).toBe(409)
    },
  )

  test('versions: a change of what somebody else has changed since is refused', async () => {
    const { body } = await createUser('versioned')
    const path = `/Users/${body.id}`
    const change = (version: string) =>
      send('PUT', path, { userName: 'versioned', title: version }, { 'if-match': version })
    expect((await change('W/"1"')).body.meta.version).toBe('W/"2"')
    expect(await change('W/"1"')).toMatchObject({ status: 412, body: { status: '412' } })
  })

  test('changes of one group at the same time are all kept', async () => {
    const users = await Promise.all(Array.from({ length: 5 }, (_, i) => createUser(`parallel-${i}`)))
    const group = await createGroup('Parallel')
    const path = `/Groups/${group.body.id}`
    await Promise.all(users.map(({ body }) => patch(path, 'Add', 'members', [{ value: body.id }])))
    expect((await send('GET', path)).body.members).toHaveLength(5)
  })

  test.each([
    { attack: 'a caller without a token', authorization: '', status: 401 },
    { attack: 'a forged token', authorization: 'Bearer forged-forged-forged', status: 401 },
    { attack: 'a token for another plugin', authorization: `Bearer ${foreign}`, status: 403 },
    { attack: 'a token that may only read', authorization: `Bearer ${readOnly}`, status: 403 },
  ])('refused: $attack provisions somebody', async ({ authorization, status }) => {
    expect((await createUser('intruder', {})).status).toBe(201)
    const reply = await portal.fetch('/api/scim/v2/Users', {
      method: 'POST',
      as: 'nobody',
      headers: { ...(authorization && { authorization }) },
      body: JSON.stringify({ userName: 'attacker' }),
    })
    expect(reply.status).toBe(status)
    const { body } = await send('GET', `/Users?filter=${encodeURIComponent('userName eq "intruder"')}`)
    await send('DELETE', `/Users/${body.Resources[0]?.id}`)
    expect(await entity('user', 'attacker')).toBeUndefined()
  })

  test('refused: a signed-in person provisions somebody', async () => {
    const reply = await portal.fetch('/api/scim/v2/Users', {
      method: 'POST',
      body: JSON.stringify({ userName: 'friend' }),
    })
    expect(reply.status).toBe(403)
  })

  test('a token that may only read reads', async () => {
    expect((await send('GET', '/Users', undefined, { authorization: `Bearer ${readOnly}` })).status).toBe(200)
  })

  test.each(['ServiceProviderConfig', 'ResourceTypes', 'Schemas'])('%s is there', async (path) => {
    const { status, body } = await send('GET', `/${path}`)
    expect(status).toBe(200)
    expect(body.schemas).toHaveLength(1)
  })
})

test('nothing answers unless it is switched on', async () => {
  await using portal = await startPortal({
    plugins: [catalog, scim],
    config: { backend: { auth: { externalAccess } } },
  })
  expect((await portal.fetch('/api/scim/v2/Users', { as: { token } })).status).toBe(404)
})
