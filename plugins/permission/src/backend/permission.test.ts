import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AuditRecord, auditSink, definePlugin, Type } from '@callboard/kernel'
import { get, resourcePermission } from '@callboard/model'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { policies } from '../model/code-policies.ts'
import permission from './index.ts'

const read = resourcePermission('thing.read', 'thing', 'read')
const drop = resourcePermission('thing.delete', 'thing', 'delete')
const colours: Record<string, string> = { 'thing:default/a': 'red', 'thing:default/b': 'blue' }

const records: AuditRecord[] = []
/** Things with a colour, a route that asks for them, and an eye on the audit. */
const things = definePlugin({
  id: 'things',
  use: { auditSink, policies },
  setup({ http, permissions, ...use }) {
    use.auditSink.add({ write: (record) => records.push(record) })
    use.policies.add({
      decide: async ({ permission: { name } }, user, next) =>
        user?.userEntityRef === 'user:default/coded' && name === read.name ? { result: 'ALLOW' } : next(),
    })
    permissions.register<{ colour: string }>({
      resourceType: 'thing',
      permissions: [read, drop],
      rules: [
        {
          name: 'IS_COLOUR',
          description: 'It has the colour.',
          resourceType: 'thing',
          paramsSchema: Type.Object({ colour: Type.String() }, { additionalProperties: false }),
          apply: (thing, { colour }: { colour: string }) => thing.colour === colour,
        },
      ],
      load: async (refs) => refs.map((ref) => (colours[ref] ? { colour: colours[ref] } : undefined)),
    })
    http.serve(
      get('/see', { summary: 'One thing.', query: { ref: Type.String() }, reply: Type.Unknown() }),
      async ({ credentials, query }) => {
        await permissions.require(credentials, read, query.ref)
        return colours[query.ref]
      },
    )
  },
})

const red = { rule: 'IS_COLOUR', params: { colour: 'red' } }
const policyFile = `roles:
  - role: viewers
    members: [group:default/press]
    grants:
      - permission: thing.read
        if: { rule: IS_COLOUR, params: { colour: red } }
  - role: librarians
    members: [user:default/lib]
    grants:
      - permission: policy.entity.*
      - permission: thing.read
`

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  let folder: string
  let file: string
  let portal: TestPortal
  const lines: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callboard-policy-'))
    file = join(folder, 'policy.yaml')
    await writeFile(file, policyFile)
    portal = await startPortal({
      plugins: [permission, things],
      database,
      config: {
        permission: { enabled: true, policy: { files: [file], administrators: ['user:default/root'] } },
      },
      onLog: (line) => lines.push(line),
    })
  })
  afterAll(async () => {
    await portal.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function send(method: string, path: string, { as = 'root', body }: { as?: string; body?: unknown } = {}) {
    const groups = as === 'pat' ? ['group:default/press'] : []
    const token = await portal.tokens.user(`user:default/${as}`, [`user:default/${as}`, ...groups])
    const reply = await portal.fetch(`/api/${path}`, {
      method,
      as: { token },
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await reply.text()
    return { status: reply.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const role = (members: string[], grants: object[]) => ({ members, grants })
  const create = (name: string, members: string[], grants: object[], as?: string) =>
    send('POST', 'permission/roles', { body: { name, role: role(members, grants) }, ...(as && { as }) })
  const see = (ref: string, as: string) => send('GET', `things/see?ref=thing:default/${ref}`, { as })

  test('a file decides, and who is denied is told why', async () => {
    expect((await see('a', 'pat')).status).toBe(200)
    expect(await see('b', 'pat')).toMatchObject({
      status: 403,
      body: { error: { hint: 'Your roles grant thing.read only for some: where IS_COLOUR (colour: red).' } },
    })
    expect(await see('a', 'sam')).toMatchObject({
      status: 403,
      body: { error: { hint: 'You have no role that grants thing.read. Ask an administrator for one.' } },
    })
  })

  test('a role in the database decides at once, is changed, and goes', async () => {
    const made = await create('readers', ['user:default/sam'], [{ permission: 'thing.read' }])
    expect(made).toMatchObject({
      status: 201,
      body: { ref: 'role:default/readers', database: { version: 1, updatedBy: 'user:default/root' } },
    })
    expect((await see('b', 'sam')).status).toBe(200)
    const path = 'permission/roles/default/readers'
    const change = (version: number) =>
      send('PUT', path, {
        body: { role: role(['user:default/sam'], [{ permission: 'thing.read', if: red }]), version },
      })
    expect(await change(1)).toMatchObject({ status: 200, body: { database: { version: 2 } } })
    expect((await see('b', 'sam')).status).toBe(403)
    expect(await change(1)).toMatchObject({ status: 409, body: { error: { code: 'permission/role-changed' } } })
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await see('a', 'sam')).status).toBe(403)
    expect((await send('GET', path)).status).toBe(404)
  })

  test('every change is on record with what was before and after', async () => {
    records.length = 0
    await create('recorded', ['user:default/sam'], [{ permission: 'thing.read' }])
    await send('DELETE', 'permission/roles/default/recorded')
    const document = role(['user:default/sam'], [{ permission: 'thing.read' }])
    const by = { actorId: 'user:default/root', target: 'role:default/recorded', outcome: 'succeeded' }
    expect(records).toMatchObject([
      { ...by, eventId: 'role-create', meta: { before: null, after: document } },
      { ...by, eventId: 'role-delete', meta: { before: document, after: null } },
    ])
  })

  test('what files say of a role stays, and is told apart', async () => {
    const path = 'permission/roles/default/viewers'
    const changed = await send('PUT', path, { body: { role: role(['user:default/sam'], []) } })
    expect(changed.body).toMatchObject({
      members: [
        { ref: 'group:default/press', source: { type: 'file', line: 3 } },
        { ref: 'user:default/sam', source: { type: 'database' } },
      ],
      grants: [{ permission: 'thing.read', source: { type: 'file', line: 5 } }],
    })
    expect((await see('a', 'sam')).status).toBe(200)
    expect((await send('DELETE', path)).status).toBe(204)
    expect((await send('DELETE', path)).body.error.code).toBe('permission/role-in-file')
    expect((await see('a', 'pat')).status).toBe(200)
  })

  test('a file is followed; a mistake in it keeps its last good version, and says where', async () => {
    records.length = 0
    await writeFile(file, policyFile.replace('thing.read', 'thing.delete'))
    await eventually(async () => (await see('a', 'pat')).status === 403)
    await writeFile(file, policyFile.replace('role: viewers', 'role: [viewers]'))
    await eventually(async () => (await send('GET', 'permission/roles')).body.problems[0]?.line === 2)
    expect(lines.some((line) => line.includes('policy file not taken') && line.includes('policy.yaml:2'))).toBe(true)
    expect((await see('a', 'pat')).status).toBe(403)
    await writeFile(file, policyFile)
    await eventually(async () => (await see('a', 'pat')).status === 200)
    expect((await send('GET', 'permission/roles')).body.problems).toEqual([])
    const changes = records.filter(({ eventId }) => eventId === 'policy-file-change')
    expect(changes).toMatchObject([
      { target: file, meta: { before: [{ grants: [{ permission: 'thing.read' }] }, {}] } },
      { target: file, meta: { after: [{ grants: [{ permission: 'thing.read' }] }, {}] } },
    ])
  })

  test('a policy in code is asked before the roles', async () => {
    expect((await see('b', 'coded')).status).toBe(200)
    expect((await see('b', 'sam')).status).toBe(403)
  })

  describe('attacks on roles', () => {
    beforeAll(() => create('drop', ['user:default/chief'], [{ permission: 'thing.delete' }]))

    test.each([
      {
        why: 'who may change roles cannot make a role that grants more than they have',
        attack: () => create('evil', ['user:default/lib'], [{ permission: 'thing.delete' }], 'lib'),
        code: 'permission/escalation',
      },
      {
        why: 'who may change roles cannot grant themselves everything',
        attack: () => create('evil', ['user:default/lib'], [{ permission: '*' }], 'lib'),
        code: 'permission/escalation',
      },
      {
        why: 'who may change roles cannot join a role that grants more',
        attack: () =>
          send('PUT', 'permission/roles/default/drop', {
            as: 'lib',
            body: { role: role(['user:default/chief', 'user:default/lib'], [{ permission: 'thing.delete' }]) },
          }),
        code: 'permission/escalation',
      },
      {
        why: 'who has no role cannot make one',
        attack: () => create('evil', ['user:default/sam'], [{ permission: '*' }], 'sam'),
        code: 'permission/denied',
      },
      {
        why: 'who has no role cannot read roles',
        attack: () => send('GET', 'permission/roles', { as: 'sam' }),
        code: 'permission/denied',
      },
      {
        why: 'who has no role cannot ask what others may do',
        attack: () =>
          send('POST', 'permission/simulate', {
            as: 'sam',
            body: { userEntityRef: 'user:default/root', permission: 'thing.read' },
          }),
        code: 'permission/denied',
      },
      {
        why: 'a role of a file cannot be made anew to take its place',
        attack: () => create('viewers', ['user:default/sam'], [{ permission: '*' }]),
        code: 'permission/role-exists',
      },
      ...['__proto__', 'a\nb', 'a/b/c', '', 'user:default/x', 'x'.repeat(80), '../x', 'a b', 'ａ'].map((name) => ({
        why: `a role is not called ${JSON.stringify(name)}`,
        attack: () => create(name, [], []),
        code: 'permission/wrong-role',
      })),
      ...['component:default/x', 'user:default/a\nb', 'user:default/a,group:default/b', 'role:default/x', 'user:'].map(
        (member) => ({
          why: `${JSON.stringify(member)} is no member`,
          attack: () => create('odd', [member], []),
          code: 'permission/wrong-role',
        }),
      ),
      {
        why: 'a condition cannot name a rule that is none',
        attack: () => create('odd', [], [{ permission: 'thing.read', if: { rule: '__proto__' } }]),
        code: 'permission/wrong-role',
      },
      {
        why: 'a condition cannot nest without end',
        attack: () =>
          create(
            'odd',
            [],
            [{ permission: 'thing.read', if: Array.from({ length: 40 }).reduce((not) => ({ not }), red) }],
          ),
        code: 'permission/wrong-role',
      },
      {
        why: 'the name of a permission cannot hold a line break',
        attack: () => create('odd', [], [{ permission: 'thing.read\np, x' }]),
        code: 'http/invalid-request',
      },
      {
        why: 'a grant cannot bring its own source along',
        attack: () => create('odd', [], [{ permission: 'thing.read', source: { type: 'file' } }]),
        code: 'http/invalid-request',
      },
    ])('$why', async ({ attack, code }) => {
      const before = await send('GET', 'permission/roles')
      expect((await attack()).body.error.code).toBe(code)
      expect((await send('GET', 'permission/roles')).body.roles).toEqual(before.body.roles)
    })

    test('who may change roles gives what they have', async () => {
      expect((await create('fine', ['user:default/sam'], [{ permission: 'thing.read' }], 'lib')).status).toBe(201)
      expect((await see('b', 'sam')).status).toBe(200)
      expect((await send('DELETE', 'permission/roles/default/fine', { as: 'lib' })).status).toBe(204)
    })

    test('an attempt to get more is on record as denied', async () => {
      records.length = 0
      await create('evil', ['user:default/lib'], [{ permission: '*' }], 'lib')
      expect(records).toMatchObject([
        { eventId: 'role-create', outcome: 'denied', actorId: 'user:default/lib', target: 'role:default/evil' },
      ])
    })

    test('who is named an administrator by the config keeps the roles, whatever denies it', async () => {
      await create('against-root', ['*'], [{ permission: '*', effect: 'deny' }])
      expect((await send('GET', 'permission/roles')).status).toBe(200)
      expect((await send('GET', 'permission/roles', { as: 'lib' })).status).toBe(403)
      expect((await send('DELETE', 'permission/roles/default/against-root')).status).toBe(204)
    })
  })

  describe('the simulator', () => {
    const ask = (body: object) => send('POST', 'permission/simulate', { body }).then((reply) => reply.body)
    const pat = { userEntityRef: 'user:default/pat', ownershipEntityRefs: ['group:default/press'] }
    test.each([
      {
        why: 'without a thing it tells the conditions',
        body: { ...pat, permission: 'thing.read' },
        says: { result: 'CONDITIONAL', roles: ['role:default/viewers'], user: { from: 'given' } },
      },
      {
        why: 'a thing that meets them',
        body: { ...pat, permission: 'thing.read', resourceRef: 'thing:default/a' },
        says: { result: 'ALLOW', resource: { state: 'meets', rules: [{ rule: 'IS_COLOUR', holds: true }] } },
      },
      {
        why: 'a thing that does not',
        body: { ...pat, permission: 'thing.read', resourceRef: 'thing:default/b' },
        says: { result: 'DENY', resource: { state: 'fails', rules: [{ rule: 'IS_COLOUR', holds: false }] } },
      },
      {
        why: 'a thing that is not there',
        body: { ...pat, permission: 'thing.read', resourceRef: 'thing:default/c' },
        says: { result: 'DENY', resource: { state: 'missing' } },
      },
      {
        why: 'nothing fits',
        body: { ...pat, permission: 'thing.delete' },
        says: {
          result: 'DENY',
          reason: 'None of the roles viewers grants thing.delete, and the default is deny.',
        },
      },
      {
        why: 'an administrator of the config',
        body: { userEntityRef: 'user:default/root', permission: 'policy.entity.update' },
        says: { result: 'ALLOW', user: { from: 'sign-in' } },
      },
    ])('$why', async ({ body, says }) => {
      expect(await ask(body)).toMatchObject(says)
    })

    test('knows the groups of who has signed in, and the line of what decides', async () => {
      await see('a', 'pat')
      const reply = await ask({ userEntityRef: 'user:default/pat', permission: 'thing.read' })
      expect(reply.user.ownershipEntityRefs).toContain('group:default/press')
      expect(reply.matches).toMatchObject([
        { role: 'role:default/viewers', outcome: 'decides', grant: { source: { line: 5 } } },
      ])
    })

    test('refuses a permission that nobody declares', async () => {
      expect((await ask({ ...pat, permission: 'thing.odd' })).error.code).toBe('permission/unknown-permission')
    })
  })

  test('lists what grants are made of', async () => {
    const { body } = await send('GET', 'permission/permissions')
    expect(body.permissions).toContainEqual({
      pluginId: 'things',
      name: 'thing.read',
      action: 'read',
      resourceType: 'thing',
    })
    expect(body.permissions).toContainEqual({ pluginId: 'permission', name: 'policy.entity.read', action: 'read' })
    expect(body.resourceTypes).toMatchObject([
      { pluginId: 'things', resourceType: 'thing', rules: [{ name: 'IS_COLOUR' }] },
    ])
  })
})
