import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { definePlugin } from '@callboard/kernel'
import { basicPermission, get, Type } from '@callboard/model'
import { eventually, startPortal } from '@callboard/testing'
import { testPostgres } from '@callboard/testing/postgres'
import { describe, expect, test } from 'vitest'
import permission from './index.ts'

const ring = basicPermission('bell.ring')
const bell = definePlugin({
  id: 'bell',
  permissions: [ring],
  setup: ({ http }) => http.serve(get('/ring', { summary: 'Ring.', allow: ring, reply: Type.String() }), () => 'ding'),
})
/** What the routes of this test may answer. */
interface Answer {
  state?: string
  roles: unknown[]
}

const root = 'user:default/root'
const everybody = { name: 'ringers', role: { members: ['*'], grants: [{ permission: 'bell.ring' }] } }

async function start(config: Record<string, unknown>) {
  const lines: string[] = []
  const portal = await startPortal({ plugins: [permission, bell], config, onLog: (line) => lines.push(line) })
  const call = async (path: string, as: string, body?: unknown) => {
    const reply = await portal.fetch(`/api/${path}`, {
      as: { token: await portal.tokens.user(as) },
      ...(body !== undefined && {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    // What the routes answer is what these tests are about.
    return { status: reply.status, body: (await reply.json()) as Answer }
  }
  return {
    lines,
    call,
    ring: async (as = 'user:default/ada') => (await call('bell/ring', as)).status,
    [Symbol.asyncDispose]: () => portal.stop(),
  }
}

describe('without a policy in force', () => {
  test('permissions are off: everything is allowed, and yet nobody makes roles for the day they are on', async () => {
    await using portal = await start({ permission: { enabled: false } })
    expect(await portal.ring()).toBe(200)
    const refused = await portal.call('permission/roles', 'user:default/ada', everybody)
    expect(refused).toMatchObject({ status: 403, body: { error: { code: 'permission/administrators-only' } } })
    expect((await portal.call('permission/roles', 'user:default/ada')).status).toBe(403)
  })

  test('permissions are off: administrators prepare roles', async () => {
    await using portal = await start({ permission: { enabled: false, policy: { administrators: [root] } } })
    expect((await portal.call('permission/roles', root, everybody)).status).toBe(201)
    expect((await portal.call('permission/roles', root)).body.state).toBe('off')
  })

  test('permissions are on without a policy: everything is allowed with a warning, and nobody makes roles', async () => {
    await using portal = await start({ permission: { enabled: true } })
    expect(await portal.ring()).toBe(200)
    const isWarned = ({ lines }: { lines: string[] }) =>
      lines.some((line) => line.includes('permissions without a policy'))
    expect(isWarned(portal)).toBe(true)
    await using decided = await start({ permission: { enabled: true, policy: { default: 'allow' } } })
    expect(isWarned(decided)).toBe(false)
    expect((await portal.call('permission/roles', 'user:default/ada', everybody)).status).toBe(403)
  })
})

describe('a mistake closes the portal rather than opening it', () => {
  test.each([
    { why: 'a member that is none', policy: { administrators: ['component:default/x'] } },
    { why: 'a fence around nothing', policy: { fences: [{ name: 'x', members: [root] }] } },
    { why: 'a key that is misspelt', policy: { defualt: 'deny' } },
    { why: 'everybody as an administrator', policy: { administrators: ['*'] } },
  ])('in the config: $why', async ({ policy }) => {
    await using portal = await start({ permission: { enabled: true, policy: { default: 'allow', ...policy } } })
    expect(await portal.ring(root)).toBe(403)
  })

  test('in a file, at the first start: denied until it is mended, but for administrators', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callboard-policy-'))
    const file = join(folder, 'policy.yaml')
    await writeFile(file, 'roles: 7\n')
    {
      await using portal = await start({
        permission: { enabled: true, policy: { files: [file], default: 'allow', administrators: [root] } },
      })
      expect(await portal.ring()).toBe(403)
      const told = await portal.call('permission/roles', root)
      expect(told).toMatchObject({ status: 200, body: { problems: [{ file, line: 1, level: 'error' }] } })
      await writeFile(file, 'roles: []\n')
      await eventually(async () => (await portal.ring()) === 200)
    }
    await rm(folder, { recursive: true, force: true })
  })
})

describe('who would be locked out', () => {
  const admins = (members: string[]) => ({
    members,
    grants: [{ permission: 'policy.entity.*' }, { permission: 'bell.ring' }],
  })

  test('the last role that lets somebody change roles stays', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'callboard-policy-'))
    const file = join(folder, 'policy.csv')
    const line = (action: string) => `p, role:default/first, policy.entity.${action}, ${action}, allow\n`
    const first = `${['read', 'create', 'update', 'delete'].map(line).join('')}g, ${root}, role:default/first\n`
    await writeFile(file, first)
    {
      await using portal = await start({ permission: { enabled: true, rbac: { 'policies-csv-file': file } } })
      const grants = ['read', 'create', 'update', 'delete'].map((action) => ({
        permission: `policy.entity.${action}`,
        action,
      }))
      expect(
        (await portal.call('permission/roles', root, { name: 'second', role: { members: [root], grants } })).status,
      ).toBe(201)
      await writeFile(file, '# nobody\n')
      await eventually(async () => (await portal.call('permission/roles', root)).body.roles.length === 1)
      const against = {
        name: 'against',
        role: { members: [root], grants: [{ permission: 'policy.entity.update', effect: 'deny' }] },
      }
      expect((await portal.call('permission/roles', root, against)).status).toBe(409)
    }
    await rm(folder, { recursive: true, force: true })
  })

  test('administrators of the config may delete every role', async () => {
    await using portal = await start({ permission: { enabled: true, policy: { administrators: [root] } } })
    expect((await portal.call('permission/roles', root, { name: 'all', role: admins([root]) })).status).toBe(201)
    expect(await portal.ring(root)).toBe(200)
  })
})

test('a change on one replica is followed by the other', async () => {
  const database = { client: 'pg', connection: await testPostgres() }
  const config = { backend: { database }, permission: { enabled: true, policy: { administrators: [root] } } }
  await using one = await start(config)
  await using other = await start(config)
  expect(await other.ring()).toBe(403)
  expect((await one.call('permission/roles', root, everybody)).status).toBe(201)
  await eventually(async () => (await other.ring()) === 200)
})
