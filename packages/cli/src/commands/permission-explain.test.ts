import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import permission from '@callboard/plugin-permission/backend'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../run-command.ts'

const root = 'user:default/root'
let portal: TestPortal
let cwd: string
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'callboard-cli-'))
  await writeFile(join(cwd, 'app-config.yaml'), 'app: { title: Northlight }\n')
  portal = await startPortal({
    plugins: [permission],
    config: { permission: { enabled: true, policy: { administrators: [root] } } },
  })
})
afterAll(async () => {
  await portal.stop()
  await rm(cwd, { recursive: true, force: true })
})

async function explain(args: string[], token: string | undefined) {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommand(['permission', 'explain', ...args], {
    cwd,
    env: token === undefined ? {} : { CALLBOARD_TOKEN: token },
    print: (line) => out.push(line),
    tell: (line) => err.push(line),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

test.each([
  {
    why: 'yes',
    args: ['--user', root, '--permission', 'policy.entity.update'],
    code: 0,
    out: 'Yes. Administrators whom the config names always may.',
  },
  {
    why: 'no, with the groups that are given',
    args: ['--user', 'ada', '--permission', 'policy.entity.update', '--group', 'press'],
    code: 1,
    out: 'No. The person has no role, and the default is deny.\n  counts as  user:default/ada, group:default/press',
  },
  {
    why: 'a permission that nobody declares',
    args: ['--user', 'ada', '--permission', 'x'],
    code: 1,
    err: 'No plugin of this portal',
  },
  { why: 'no permission', args: ['--user', 'ada'], code: 2, err: 'Say who (--user) and what (--permission).' },
])('$why', async ({ args, code, out = '', err = '' }) => {
  const told = await explain([...args, '--url', portal.url], await portal.tokens.user(root))
  expect(told.code).toBe(code)
  expect(told.out).toContain(out)
  expect(told.err).toContain(err)
})

const question = ['--user', 'ada', '--permission', 'policy.entity.read']
test('who may not read roles is refused', async () => {
  const told = await explain([...question, '--url', portal.url], await portal.tokens.user('user:default/ada'))
  expect(told).toMatchObject({ code: 1, out: '' })
  expect(told.err).toContain('You do not have the permission policy.entity.read here.')
})

test('without a token it says where one goes', async () => {
  expect((await explain([...question, '--url', portal.url], undefined)).err).toContain('CALLBOARD_TOKEN')
})

test('without an address it says so', async () => {
  expect((await explain(question, 'x')).err).toContain('--url http://localhost:7007')
})
