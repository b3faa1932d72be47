import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from './run-command.ts'

const config = [
  '# mine',
  'app:',
  '  title: Northlight # the theatre',
  'backend:',
  '  listen:',
  '    port: 7010',
  'x: { clientSecret: s3cret-value }',
  '',
].join('\n')

async function callboard(
  args: string[],
  {
    text = config,
    files = {},
    env = {},
  }: { text?: string; files?: Record<string, string>; env?: Record<string, string> } = {},
) {
  const cwd = await mkdtemp(join(tmpdir(), 'callboard-cli-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  for (const [name, content] of Object.entries({ 'app-config.yaml': text, ...files }))
    await writeFile(join(cwd, name), content)
  const lines: string[] = []
  const told: string[] = []
  const code = await runCommand(args, {
    cwd,
    env,
    print: (line) => lines.push(line),
    tell: (line) => told.push(line),
  })
  return { code, out: lines.join('\n'), err: told.join('\n'), cwd }
}

test.each<{ why: string; args: string[]; text?: string; code: number; out?: string; err?: string }>([
  { why: '--version prints it', args: ['--version'], code: 0, out: '0.1.0' },
  { why: '--help lists the commands', args: ['--help'], code: 0, out: 'config explain KEY' },
  { why: 'a command has a help of its own', args: ['config:print', '--help'], code: 0, out: '--with-secrets' },
  { why: 'a typing mistake gets a suggestion', args: ['confg:print'], code: 2, err: 'Did you mean "config:print"?' },
  { why: 'half a command gets a suggestion', args: ['new'], code: 2, err: 'Did you mean "new plugin"?' },
  {
    why: 'an unknown option is refused',
    args: ['config:print', '--frontnd'],
    code: 2,
    err: "Unknown option '--frontnd'.",
  },
  { why: 'print masks secrets', args: ['config:print'], code: 0, out: 'clientSecret: <secret>' },
  { why: 'print shows secrets when asked', args: ['config:print', '--with-secrets'], code: 0, out: 's3cret-value' },
  { why: 'print writes JSON', args: ['config:print', '--format', 'json'], code: 0, out: '"port": 7010' },
  {
    why: 'print knows no other format',
    args: ['config:print', '--format', 'xml'],
    code: 2,
    err: 'yaml or json, not "xml"',
  },
  { why: 'print shows what browsers get', args: ['config', 'print', '--frontend'], code: 0, out: 'title: Northlight' },
  {
    why: 'browsers get no secrets',
    args: ['config:print', '--frontend', '--with-secrets'],
    code: 2,
    err: 'exclude each other',
  },
  { why: 'check accepts a right config', args: ['config:check'], code: 0, out: 'The configuration is right: 0 errors' },
  {
    why: 'a strict check minds keys that nobody reads',
    args: ['config:check', '--strict'],
    code: 1,
    out: 'app-config.yaml:7  x: no installed plugin reads this key',
  },
  {
    why: 'check names file, line and key',
    args: ['config:check'],
    text: 'backend:\n  listen: { port: x }',
    code: 1,
    out: 'app-config.yaml:2  backend.listen.port: expected a number, got "x"',
  },
  {
    why: 'check knows the keys that a plugin adds to the block of another',
    args: ['config:check'],
    text: 'auth:\n  providers:\n    gitlab: { production: { audience: 7 } }',
    code: 1,
    out: 'app-config.yaml:3  auth.providers.gitlab.production.audience: expected a URL, got "7"',
  },
  {
    why: 'explain names file and line',
    args: ['config', 'explain', 'backend.listen.port'],
    code: 0,
    out: 'set by     app-config.yaml:6:5',
  },
  {
    why: 'explain masks secrets',
    args: ['config', 'explain', 'x.clientSecret'],
    code: 0,
    out: 'x.clientSecret = "<secret>"',
  },
  {
    why: 'explain tells the default of an absent key',
    args: ['config', 'explain', 'permission.enabled'],
    code: 0,
    out: 'Nothing sets permission.enabled. Its default is false.',
  },
  {
    why: 'explain fails for a key that nobody knows',
    args: ['config', 'explain', 'no.such.key'],
    code: 1,
    out: 'Nothing sets no.such.key.',
  },
  { why: 'explain wants a key', args: ['config', 'explain'], code: 2, err: 'Name one key' },
  { why: 'docs are a table', args: ['config:docs'], code: 0, out: '| `backend.listen.port` | a number | `7007` |' },
  { why: 'the schema is JSON Schema', args: ['config:schema'], code: 0, out: '"$schema"' },
  {
    why: 'a broken file is named with its line, without a stack',
    args: ['config:print'],
    text: 'a: 1\nb: [',
    code: 1,
    err: 'app-config.yaml:2: this is not valid YAML',
  },
  {
    why: 'a missing file is named',
    args: ['config:print', '--config', 'no.yaml'],
    code: 1,
    err: 'There is no config file no.yaml.',
  },
  {
    why: 'a plugin that cannot be loaded is told',
    args: ['config:check'],
    text: 'plugins: [./nowhere]',
    code: 0,
    out: 'plugin ./nowhere is not checked: There is no package.json in ./nowhere',
  },
  {
    why: 'a plugin that is not installed is told',
    args: ['config:check'],
    text: "plugins: ['@acme/nothing']",
    code: 0,
    out: 'The package @acme/nothing is not installed. Run: npm install @acme/nothing',
  },
  {
    why: 'a bad plugin name is refused',
    args: ['new', 'plugin', 'My_Plugin'],
    code: 2,
    err: '"My_Plugin" cannot be the name of a plugin',
  },
  {
    why: 'a taken plugin name is refused',
    args: ['new', 'plugin', 'catalog'],
    code: 2,
    err: 'belongs to Callboard itself',
  },
])('$why', async ({ args, text, code, out = '', err = '' }) => {
  const result = await callboard(args, text === undefined ? {} : { text })
  expect(result).toMatchObject({ code, out: expect.stringContaining(out), err: expect.stringContaining(err) })
  expect(result.out + result.err).not.toContain('    at ')
})

test('explain lists everything that was overridden', async () => {
  const files = { 'app-config.local.yaml': 'backend: { listen: { port: 7020 } }' }
  const { out } = await callboard(['config', 'explain', 'backend.listen.port'], {
    files,
    env: { APP_CONFIG_backend_listen_port: '7030' },
  })
  expect(out.split('\n').slice(0, 4)).toEqual([
    'backend.listen.port = 7030',
    '  set by     APP_CONFIG_backend_listen_port',
    '  overrides  app-config.local.yaml:1:22  7020',
    '  overrides  app-config.yaml:6:5  7010',
  ])
})

test('a new plugin is added to the config, whose comments stay', async () => {
  const { code, cwd } = await callboard(['new', 'plugin', 'deploy-freeze'])
  expect(code).toBe(0)
  expect(await readFile(join(cwd, 'app-config.yaml'), 'utf8')).toBe(
    `${config}\nplugins:\n  - ./plugins/deploy-freeze\n`,
  )
  expect(await readFile(join(cwd, 'plugins/deploy-freeze/src/backend/index.ts'), 'utf8')).toContain(
    "id: 'deploy-freeze'",
  )
})

test('a folder that exists is left alone', async () => {
  const { cwd } = await callboard(['new', 'plugin', 'one'])
  const told: string[] = []
  const code = await runCommand(['new', 'plugin', 'one'], {
    cwd,
    env: {},
    print: () => {},
    tell: (line) => told.push(line),
  })
  expect([code, told.join()]).toEqual([2, expect.stringContaining('plugins/one exists already')])
})

test('a config with a list of plugins gets one more', async () => {
  const text = 'plugins:\n  # ours\n  - ./plugins/a # first\nz: 1\n'
  const { cwd } = await callboard(['new', 'plugin', 'two'], { text })
  expect(await readFile(join(cwd, 'app-config.yaml'), 'utf8')).toBe(
    'plugins:\n  # ours\n  - ./plugins/a # first\n  - ./plugins/two\nz: 1\n',
  )
})
