import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { access, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { JsonObject } from '@callboard/model'
import { tarGz } from '@callboard/testing/servers'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../model/index.ts'
import { createFileTemplates } from '../expressions/file-templates.ts'
import { type Folder, newFolder, readBack, writeFolder } from '../fixtures/folders.ts'
import { runInWorkspace } from '../fixtures/run-in-workspace.ts'
import { type SkeletonHost, startSkeletonHost } from '../fixtures/skeleton-host.ts'
import { coreActions } from './core-actions.ts'

let host: SkeletonHost
let actions: Map<string, Action>
beforeAll(async () => {
  host = await startSkeletonHost()
  const templates = createFileTemplates(() => ({ extensions: [], integrationType: () => undefined }))
  actions = new Map(coreActions({ ...host, templates, needsToken: false }).map((action) => [action.id, action]))
})
afterAll(() => host[Symbol.asyncDispose]())

/** Holds `template/`, `workspace/` and `outside/`, in which nothing may ever change. */
let folder: string
let workspace: string
beforeEach(async () => {
  folder = await newFolder()
  workspace = join(folder, 'workspace')
  await writeFolder(folder, { 'outside/secret': 'secret', workspace: undefined, 'template/skeleton': undefined })
})

const run = (id: string, input: JsonObject, baseUrl = pathToFileURL(join(folder, 'template/template.yaml')).href) => {
  const action = actions.get(id)
  if (!action) throw new Error(`There is no ${id}.`)
  return runInWorkspace(action, {
    workspace,
    input,
    template: { entityRef: 'template:default/t', baseUrl, parameters: {} },
  })
}

const outsideIsUntouched = async () => expect(await readBack(join(folder, 'outside'))).toEqual({ secret: 'secret' })

describe('a skeleton', () => {
  const refusals: [attack: string, skeleton: Folder, values: JsonObject, error: object][] = [
    ['whose name leads out', { '${{ values.n }}': 'x' }, { n: '../evil' }, { name: 'NotAllowedError' }],
    [
      'whose name leads out further down',
      { 'a/b/${{ values.n }}': 'x' },
      { n: '../../../outside/secret' },
      { name: 'NotAllowedError' },
    ],
    ['whose folder is called ..', { '${{ values.n }}/x': 'x' }, { n: '..' }, { name: 'NotAllowedError' }],
    [
      'whose name leads in and out',
      { '${{ values.n }}': 'x' },
      { n: 'a/../../outside/x' },
      { name: 'NotAllowedError' },
    ],
    [
      'whose link is called after something outside',
      { '${{ values.n }}': '-> x' },
      { n: '../outside/l' },
      { name: 'NotAllowedError' },
    ],
    ['with a NUL byte in a name', { '${{ values.n }}/x': 'x' }, { n: 'a\0b' }, { name: 'NotAllowedError' }],
    [
      'with a name without end',
      { '${{ values.n }}': 'x' },
      { n: 'a'.repeat(300) },
      { message: /its name is too long/ },
    ],
    [
      'with a path without end',
      { '${{ values.n }}': 'x' },
      { n: `${'a/'.repeat(3000)}b` },
      { message: /its name is too long/ },
    ],
    [
      'that backtracks for ever',
      { a: `\${{ "${'a'.repeat(60)}!" | replace(r/(a+)+$/, "") }}` },
      {},
      { message: /took too long/ },
    ],
    [
      'that backtracks for ever in a name',
      { '${{ values.n | replace(r§(a+)+$§, "") }}': 'x' },
      { n: `${'a'.repeat(60)}!` },
      { name: 'InputError' },
    ],
    [
      'that loops for ever',
      { a: '{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}' },
      {},
      { name: 'InputError' },
    ],
    [
      'that laughs a billion times',
      { a: `{% set a = "lol" %}${'{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}'.repeat(12)}\${{ a | upper }}` },
      {},
      { name: 'InputError' },
    ],
    [
      'with a huge template',
      { a: `\${{ values.n }}${'x'.repeat(5_000_000)}` },
      { n: 1 },
      { message: /"a" could not be rendered/ },
    ],
    [
      'that reaches for a constructor',
      { a: '${{ values.constructor }}' },
      {},
      { message: /"a" could not be rendered/ },
    ],
    [
      'that includes the server’s files',
      { a: '{% include "/etc/passwd" %}' },
      {},
      { message: /"a" could not be rendered/ },
    ],
    [
      'that nests blocks without end',
      { a: `${'{% if 1 %}'.repeat(2000)}${'{% endif %}'.repeat(2000)}` },
      {},
      { name: 'InputError' },
    ],
  ]
  test.each(refusals)('%s fails the step', async (_, skeleton, values, error) => {
    await writeFolder(join(folder, 'template/skeleton'), skeleton)
    const expected = 'message' in error ? { message: expect.stringMatching(error.message as RegExp) } : error
    await expect(run('fetch:template', { url: './skeleton', values })).rejects.toMatchObject(expected)
    await outsideIsUntouched()
    expect((await readBack(folder)).evil).toBeUndefined()
  })

  const harmless: [attack: string, skeleton: Folder, values: JsonObject, after: Folder][] = [
    ['whose name is absolute', { '${{ values.n }}': 'x', b: 'y' }, { n: '/etc/evil' }, { b: 'y' }],
    ['whose name is a device', { '${{ values.n }}': 'x', b: 'y' }, { n: '/dev/sda' }, { b: 'y' }],
    ['whose name only looks like a way out', { '${{ values.n }}': 'x' }, { n: '．．／evil' }, { '．．／evil': 'x' }],
    ['whose name has a way out for Windows', { '${{ values.n }}': 'x' }, { n: '..\\evil' }, { '..\\evil': 'x' }],
    ['whose name is encoded', { '${{ values.n }}': 'x' }, { n: '..%2fevil' }, { '..%2fevil': 'x' }],
    ['whose name holds a template', { '${{ values.n }}': 'x' }, { n: '${{ 1 + 1 }}' }, { '${{ 1 + 1 }}': 'x' }],
    [
      'whose values hold a template',
      { a: '${{ values.n }}' },
      { n: '${{ values.m }}{% if %}', m: 'x' },
      { a: '${{ values.m }}{% if %}' },
    ],
    ['with a link out', { l: '-> ../outside/secret', b: 'y' }, {}, { b: 'y' }],
    ['with an absolute link', { l: '-> /etc/passwd', b: 'y' }, {}, { b: 'y' }],
    ['with a link to a folder outside, and files of its name', { 'l*': '-> ../outside', b: 'y' }, {}, { b: 'y' }],
    [
      'with a link that gets out by way of another',
      { 'a/b/c/x': '-> ../../..', y: '-> a/b/c/x/../../outside' },
      {},
      { 'a/b/c/x': '-> ../../..' },
    ],
    ['with links in a circle', { x: '-> y', y: '-> x', b: '1' }, {}, { b: '1' }],
  ]
  test.each(harmless)('%s does no harm', async (_, skeleton, values, after) => {
    for (const [name, content] of Object.entries(skeleton)) {
      await writeFolder(join(folder, 'template/skeleton'), { [name.replace('l*', 'l')]: content })
    }
    await run('fetch:template', { url: './skeleton', values })
    expect(await readBack(workspace)).toEqual(after)
    await outsideIsUntouched()
  })

  test('whose values are called like prototypes pollutes nothing', async () => {
    await writeFolder(join(folder, 'template/skeleton'), { a: '[${{ values.x }}${{ values.polluted }}]' })
    const values = JSON.parse('{"x": 1, "__proto__": {"polluted": 2}, "constructor": 3}')
    await run('fetch:template', { url: './skeleton', values })
    expect(await readBack(workspace)).toEqual({ a: '[1]' })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test.each([
    ['expands braces without end', '{a,b}'.repeat(40)],
    ['backtracks for ever', `${'*a'.repeat(40)}b`],
    ['walks folders without end', '**/'.repeat(60)],
  ])('whose glob %s is copied or refused in time', async (_, glob) => {
    await writeFolder(join(folder, 'template/skeleton'), { [`${'a'.repeat(120)}/${'a'.repeat(120)}`]: 'x' })
    const done = run('fetch:template', { url: './skeleton', copyWithoutTemplating: [glob] })
    expect(
      await done.then(
        () => 'copied',
        (error) => error.message,
      ),
    ).toMatch(/^copied$|longer than/)
  })

  test('with a socket in it is rendered without it', async () => {
    await writeFolder(workspace, { 'a/x': '${{ values.n }}' })
    const server = createServer().listen(join(workspace, 'a/s'))
    await once(server, 'listening')
    await run('workspace:template', { sourcePath: 'a', targetPath: 'b', values: { n: 1 } })
    server.close()
    expect(await readBack(join(workspace, 'b'))).toEqual({ x: '1' })
  })
})

describe('an earlier step that left a link', () => {
  test.each<[attack: string, id: string, input: JsonObject]>([
    ['under the target', 'fetch:template', { url: './skeleton', targetPath: 'out' }],
    ['under a folder of the target', 'fetch:template', { url: './skeleton' }],
    ['under a folder of the target, and replaces', 'fetch:plain', { url: './skeleton' }],
    ['under the target of a file', 'fetch:plain:file', { url: './skeleton/out/new', targetPath: 'out/new' }],
    [
      'under the target of a rendered file',
      'fetch:template:file',
      { url: './skeleton/out/new', targetPath: 'out/x/new' },
    ],
    ['under the source', 'workspace:template', { sourcePath: 'out', targetPath: 'b' }],
    ['under the source of a file', 'workspace:template:file', { sourcePath: 'out/secret', targetPath: 'b' }],
    [
      'under the target of what is in the workspace',
      'workspace:template:file',
      { sourcePath: 'in', targetPath: 'out/new' },
    ],
    ['under what is deleted', 'fs:delete', { files: ['out/secret'] }],
    ['under what a glob deletes', 'fs:delete', { files: ['out/*'] }],
    ['under what is renamed', 'fs:rename', { files: [{ from: 'out/secret', to: 'b' }] }],
    ['under where it is renamed to', 'fs:rename', { files: [{ from: 'in', to: 'out/new' }] }],
    ['under what is listed', 'fs:readdir', { paths: ['out'] }],
  ])('%s does not get %s out of the workspace', async (_, id, input) => {
    await writeFolder(join(folder, 'template/skeleton'), { 'out/new': 'x' })
    await writeFolder(workspace, { in: 'y' })
    await symlink('../outside', join(workspace, 'out'))
    await expect(run(id, input)).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(await readBack(workspace)).toEqual({ in: 'y', out: '-> ../outside' })
    await outsideIsUntouched()
  })

  test.each<[string, string, JsonObject, Folder]>([
    ['replaces the link', 'fetch:template', { url: './skeleton', replace: true }, { secret: 'new' }],
    ['replaces the link', 'fetch:plain', { url: './skeleton' }, { secret: 'new' }],
    ['keeps the link', 'fetch:template', { url: './skeleton' }, { secret: '-> ../outside/secret' }],
  ])('in place of a file: it %s and writes nothing through it (%s)', async (_, id, input, after) => {
    await writeFolder(join(folder, 'template/skeleton'), { secret: 'new' })
    await symlink('../outside/secret', join(workspace, 'secret'))
    await run(id, input)
    expect(await readBack(workspace)).toEqual(after)
    await outsideIsUntouched()
  })

  test('to something outside that is not there yet makes nothing there', async () => {
    await writeFolder(join(folder, 'template/skeleton'), { new: 'x' })
    await symlink('../outside/new', join(workspace, 'new'))
    await run('fetch:template', { url: './skeleton' })
    await outsideIsUntouched()
  })

  test('out of the workspace does not show what is there', async () => {
    await symlink('../outside/secret', join(workspace, 'l'))
    const { log } = await run('debug:log', { listWorkspace: 'with-contents' })
    expect(log.at(-1)).toBe('info Workspace:\n  - l -> ../outside/secret')
  })
})

test.each<[attack: string, id: string, input: JsonObject]>([
  ['a target above', 'fetch:plain', { url: './skeleton', targetPath: '../outside' }],
  ['an absolute target', 'fetch:template', { url: './skeleton', targetPath: '/tmp' }],
  ['the folder above', 'fetch:plain:file', { url: './skeleton/a', targetPath: '..' }],
  ['the workspace itself', 'fetch:template:file', { url: './skeleton/a', targetPath: '.' }],
  ['a NUL byte', 'fetch:plain:file', { url: './skeleton/a', targetPath: 'a\0b' }],
  ['a file above', 'fetch:plain:file', { url: './skeleton/a', targetPath: '../outside/secret' }],
  ['a source above', 'workspace:template', { sourcePath: '../outside', targetPath: 'b' }],
  ['a source file above', 'workspace:template:file', { sourcePath: '../outside/secret', targetPath: 'b' }],
  ['globs above', 'fs:delete', { files: ['../outside/*'] }],
  ['globs that go up and down', 'fs:delete', { files: ['a/../../outside/**'] }],
  ['absolute globs', 'fs:delete', { files: ['/tmp/*'] }],
  ['renaming from above', 'fs:rename', { files: [{ from: '../outside/secret', to: 'b' }] }],
  ['renaming to above', 'fs:rename', { files: [{ from: 'skeleton', to: '../outside/x' }] }],
  ['renaming the folder above', 'fs:rename', { files: [{ from: '..', to: 'x' }] }],
  ['listing above', 'fs:readdir', { paths: ['..'] }],
  ['a template from beside the template’s folder', 'fetch:template', { url: '../outside' }],
  ['a template from the root', 'fetch:template', { url: '/etc' }],
  ['a file from beside the template’s folder', 'fetch:plain:file', { url: '../outside/secret', targetPath: 'b' }],
  ['a folder behind a link of the template', 'fetch:plain', { url: './out' }],
  ['a file behind a link of the template', 'fetch:template:file', { url: './out/secret', targetPath: 'b' }],
])('%s is refused by %s', async (_, id, input) => {
  await writeFolder(folder, { 'template/skeleton/a': 'x', 'template/out': '-> ../outside', 'workspace/skeleton': 'y' })
  await expect(run(id, input)).rejects.toMatchObject({ name: 'NotAllowedError' })
  expect(await readBack(workspace)).toEqual({ skeleton: 'y' })
  await outsideIsUntouched()
})

test('a template in a folder whose name needs encoding is found', async () => {
  await writeFolder(folder, { 'a b%20c/skeleton/x': 'y' })
  await run('fetch:plain', { url: './skeleton' }, pathToFileURL(join(folder, 'a b%20c', 'template.yaml')).href)
  expect(await readBack(workspace)).toEqual({ x: 'y' })
})

describe('an archive', () => {
  test('with entries that lead out writes the others', async () => {
    host.serve([
      { path: '../../evil', content: 'x' },
      { path: 'a\\..\\..\\evil', content: 'x' },
      { path: 'ok', content: 'ok' },
      { path: 'l', linkTarget: '../../../../etc/passwd' },
      { path: 'passwd', linkTarget: '/etc/passwd' },
    ])
    const { log } = await run('fetch:plain', { url: host.tree })
    expect(await readBack(workspace)).toEqual({ ok: 'ok' })
    expect(log).toContain('warn The link passwd leads out of the workspace and was left out.')
    await expect(access(join(folder, 'evil'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  test('with a file behind a link that leads out writes nothing there', async () => {
    host.serve([
      { path: 'l', linkTarget: '../outside' },
      { path: 'l/secret', content: 'x' },
    ])
    await expect(run('fetch:plain', { url: host.tree })).rejects.toMatchObject({ name: 'InputError' })
    await outsideIsUntouched()
  })

  test.each<[attack: string, archive: () => Buffer, error: object]>([
    [
      'that unpacks into a huge file',
      () => tarGz([{ path: 'r/a', content: Buffer.alloc(5_000_000) }]),
      { name: 'PayloadTooLargeError' },
    ],
    [
      'that unpacks into many files',
      () => tarGz(Array.from({ length: 100 }, (_, i) => ({ path: `r/${i}`, content: Buffer.alloc(50_000) }))),
      { name: 'PayloadTooLargeError' },
    ],
    [
      'that is cut off',
      () => tarGz([{ path: 'r/a', content: randomBytes(5_000) }]).subarray(0, 3_000),
      { message: /cannot be unpacked/ },
    ],
    ['that is none', () => Buffer.from('<html>'), { message: /cannot be unpacked/ }],
  ])('%s fails the step before anything is written', async (_, archive, error) => {
    host.serve(archive())
    const expected = 'message' in error ? { message: expect.stringMatching(error.message as RegExp) } : error
    await expect(run('fetch:plain', { url: host.tree })).rejects.toMatchObject(expected)
    expect(await readBack(workspace)).toEqual({})
  })
})

describe('an address', () => {
  const addresses = [
    ['of the metadata service', 'http://169.254.169.254/latest/meta-data/iam'],
    ['of the metadata service as a number', 'http://2852039166/latest'],
    ['of the metadata service in IPv6', 'http://[::ffff:169.254.169.254]/latest'],
    ['of this machine', 'http://localhost:7007/api'],
    ['of this machine in hexadecimal', 'http://0x7f.1/'],
    ['of this machine in IPv6', 'http://[::1]/'],
    ['of a host that nobody named', 'https://evil.example/x'],
    ['of a host that only begins like a named one', 'https://github.com.evil.example/o/r/tree/main'],
    ['of a file', 'file:///etc/passwd'],
    ['of data', 'data:text/plain,x'],
    ['of another protocol', 'gopher://127.0.0.1:70/_x'],
  ] as const

  test.each(
    addresses.flatMap(([what, url]) =>
      (
        [
          ['fetch:plain', { url }],
          ['fetch:template:file', { url, targetPath: 'a' }],
          ['http:request', { url, method: 'GET' }],
        ] as const
      ).map(([id, input]) => [what, id, input] as const),
    ),
  )('%s is refused by %s', async (_, id, input) => {
    await expect(run(id, input)).rejects.toMatchObject({ name: 'NotAllowedError' })
    expect(await readBack(workspace)).toEqual({})
  })

  test('that carries credentials is refused', async () => {
    const url = host.url.replace('//', '//user:secret@')
    await expect(run('http:request', { url: `${url}/plain`, method: 'GET' })).rejects.toMatchObject({
      name: 'InputError',
      message: expect.not.stringContaining('secret'),
    })
  })
})
