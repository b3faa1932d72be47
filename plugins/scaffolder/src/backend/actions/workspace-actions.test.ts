import type { JsonObject } from '@callboard/model'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Action } from '../../model/index.ts'
import { createFileTemplates } from '../expressions/file-templates.ts'
import { type Folder, newFolder, readBack, writeFolder } from '../fixtures/folders.ts'
import { runInWorkspace } from '../fixtures/run-in-workspace.ts'
import { debugActions } from './debug-actions.ts'
import { fsActions } from './fs-actions.ts'
import { workspaceTemplateActions } from './workspace-template.ts'

const templates = createFileTemplates(() => ({ extensions: [], integrationType: () => undefined }))
const byId = new Map<string, Action>(
  [...fsActions(), ...debugActions(), ...workspaceTemplateActions(templates)].map((action) => [action.id, action]),
)
const action = (id: string) => {
  const found = byId.get(id)
  if (!found) throw new Error(`There is no ${id}.`)
  return found
}

let workspace: string
beforeEach(async () => {
  workspace = await newFolder()
})

interface Case {
  why: string
  id: string
  input: JsonObject
  before: Folder
  after: Folder
}

const cases: Case[] = [
  {
    why: 'deletes a file',
    id: 'fs:delete',
    input: { files: ['a', './sub/b'] },
    before: { a: '', 'sub/b': '', 'sub/c': '' },
    after: { 'sub/c': '' },
  },
  {
    why: 'deletes what globs find, dot files too',
    id: 'fs:delete',
    input: { files: ['**/*.bak', '*.{x,y}'] },
    before: { 'a.bak': '', '.a.bak': '', 'b/.c/d.bak': '', 'e.x': '', 'f.y': '', g: '' },
    after: { 'b/.c': undefined, g: '' },
  },
  {
    why: 'deletes a folder with all in it',
    id: 'fs:delete',
    input: { files: ['a/b/'] },
    before: { 'a/b/c/d': '', 'a/e': '' },
    after: { 'a/e': '' },
  },
  {
    why: 'deletes an empty folder',
    id: 'fs:delete',
    input: { files: ['a'] },
    before: { a: undefined, b: '' },
    after: { b: '' },
  },
  {
    why: 'misses nothing that is not there',
    id: 'fs:delete',
    input: { files: ['nope', '*.nope'] },
    before: { a: '' },
    after: { a: '' },
  },
  {
    why: 'deletes a link, not what it leads to',
    id: 'fs:delete',
    input: { files: ['l'] },
    before: { a: '1', l: '-> a' },
    after: { a: '1' },
  },
  {
    why: 'deletes a link that leads out, not what it leads to',
    id: 'fs:delete',
    input: { files: ['l'] },
    before: { l: '-> ../..' },
    after: {},
  },
  {
    why: 'deletes a link to a folder, not the folder',
    id: 'fs:delete',
    input: { files: ['l'] },
    before: { 'a/x': '1', l: '-> a' },
    after: { 'a/x': '1' },
  },
  {
    why: 'renames a file and a folder, into new folders',
    id: 'fs:rename',
    input: {
      files: [
        { from: 'a', to: 'x/y/a' },
        { from: 'b', to: 'c' },
      ],
    },
    before: { 'a*': '1', 'b/d': '2' },
    after: { 'x/y/a*': '1', 'c/d': '2' },
  },
  {
    why: 'renames one after another',
    id: 'fs:rename',
    input: {
      files: [
        { from: 'a', to: 'b' },
        { from: 'b', to: 'c' },
      ],
    },
    before: { a: '1' },
    after: { c: '1' },
  },
  {
    why: 'replaces what is there when asked to',
    id: 'fs:rename',
    input: { files: [{ from: 'a', to: 'b', overwrite: true }] },
    before: { 'a/x': 'new', 'b/y': 'old' },
    after: { 'b/x': 'new' },
  },
  {
    why: 'renames a link, not what it leads to',
    id: 'fs:rename',
    input: { files: [{ from: 'l', to: 'm' }] },
    before: { a: '1', l: '-> a' },
    after: { a: '1', m: '-> a' },
  },
  {
    why: 'keeps what is renamed to itself',
    id: 'fs:rename',
    input: { files: [{ from: 'a', to: './a', overwrite: true }] },
    before: { a: '1' },
    after: { a: '1' },
  },
  {
    why: 'renders a folder into another',
    id: 'workspace:template',
    input: { sourcePath: 'a', targetPath: 'b', values: { name: 'shop' }, copyWithoutTemplating: ['raw'] },
    before: { 'a/${{ values.name }}/x*': '${{ values.name }}', 'a/raw/y': '${{ values.name }}' },
    after: {
      'a/${{ values.name }}/x*': '${{ values.name }}',
      'a/raw/y': '${{ values.name }}',
      'b/shop/x*': 'shop',
      'b/raw/y': '${{ values.name }}',
    },
  },
  {
    why: 'renders a file into another',
    id: 'workspace:template:file',
    input: { sourcePath: 'a', targetPath: 'x/b', values: { name: 'shop' } },
    before: { a: '${{ values.name }}' },
    after: { a: '${{ values.name }}', 'x/b': 'shop' },
  },
  {
    why: 'renders a file in its own place',
    id: 'workspace:template:file',
    input: { sourcePath: 'a', targetPath: 'a', values: { name: 'shop' }, replace: true },
    before: { 'a*': '${{ values.name }}' },
    after: { 'a*': 'shop' },
  },
]

test.each(cases)('$id $why', async ({ id, input, before, after }) => {
  await writeFolder(workspace, before)
  await runInWorkspace(action(id), { workspace, input })
  expect(await readBack(workspace)).toEqual(after)
})

test.each<[string, string, JsonObject, object]>([
  [
    'a target that is there',
    'fs:rename',
    { files: [{ from: 'a', to: 'b' }] },
    { message: /"b" could not be written: something/ },
  ],
  ['a source that is not there', 'fs:rename', { files: [{ from: 'nope', to: 'c' }] }, { name: 'NotFoundError' }],
  [
    'a folder into itself',
    'fs:rename',
    { files: [{ from: 'f', to: 'f/g' }] },
    { message: /cannot be moved into itself/ },
  ],
  [
    'something in place of the folder about it',
    'fs:rename',
    { files: [{ from: 'f/x', to: 'f', overwrite: true }] },
    { name: 'InputError' },
  ],
  ['the workspace itself', 'fs:delete', { files: ['./'] }, { name: 'NotAllowedError' }],
  ['the workspace itself', 'fs:rename', { files: [{ from: '.', to: 'c' }] }, { name: 'NotAllowedError' }],
  [
    'over the workspace itself',
    'fs:rename',
    { files: [{ from: 'a', to: 'f/..', overwrite: true }] },
    { name: 'NotAllowedError' },
  ],
  ['a folder that is not there', 'fs:readdir', { paths: ['nope'] }, { name: 'NotFoundError' }],
  [
    'a source that is not there',
    'workspace:template',
    { sourcePath: 'nope', targetPath: 'c' },
    { name: 'NotFoundError' },
  ],
  ['a target in the source', 'workspace:template', { sourcePath: '.', targetPath: 'c' }, { name: 'InputError' }],
  ['more than ten minutes', 'debug:wait', { minutes: 9, seconds: 61 }, { name: 'InputError' }],
])('%s is refused by %s, and nothing is changed', async (_, id, input, error) => {
  const before = { a: '1', b: '2', 'f/x': '3' }
  await writeFolder(workspace, before)
  const expected = 'message' in error ? { message: expect.stringMatching(error.message as RegExp) } : error
  await expect(runInWorkspace(action(id), { workspace, input })).rejects.toMatchObject(expected)
  expect(await readBack(workspace)).toEqual(before)
})

describe('fs:readdir', () => {
  const before = { 'a.txt': '', '.b': '', 'src/c.ts': '', 'src/deep/d.ts': '', empty: undefined, l: '-> src' }
  const names = (listed: unknown) => (listed as { fullPath: string }[]).map(({ fullPath }) => fullPath)

  test.each<[string, JsonObject, string[], string[]]>([
    ['one folder', { paths: ['.'] }, ['.b', 'a.txt'], ['empty', 'src']],
    [
      'with all below',
      { paths: ['./'], recursive: true },
      ['.b', 'a.txt', 'src/c.ts', 'src/deep/d.ts'],
      ['empty', 'src', 'src/deep'],
    ],
    ['many folders', { paths: ['src', 'src/deep'] }, ['src/c.ts', 'src/deep/d.ts'], ['src/deep']],
  ])('lists %s', async (_, input, files, folders) => {
    await writeFolder(workspace, before)
    const { outputs } = await runInWorkspace(action('fs:readdir'), { workspace, input })
    expect(names(outputs.files)).toEqual(files)
    expect(names(outputs.folders)).toEqual(folders)
  })

  test('says name, folder and path', async () => {
    await writeFolder(workspace, before)
    const { outputs } = await runInWorkspace(action('fs:readdir'), { workspace, input: { paths: ['.', 'src'] } })
    expect(outputs.files).toContainEqual({ name: 'a.txt', path: '', fullPath: 'a.txt' })
    expect(outputs.files).toContainEqual({ name: 'c.ts', path: 'src', fullPath: 'src/c.ts' })
  })
})

describe('debug', () => {
  test.each<[string, JsonObject, string[]]>([
    ['its input', {}, ['info {}']],
    ['a message', { message: 'hello' }, ['info {\n  "message": "hello"\n}', 'info hello']],
    [
      'names of files',
      { listWorkspace: true },
      ['info {\n  "listWorkspace": true\n}', 'info Workspace:\n  - .env\n  - a/b.png\n  - a/c.txt\n  - l -> a'],
    ],
    [
      'what is in them',
      { listWorkspace: 'with-contents' },
      [
        'info {\n  "listWorkspace": "with-contents"\n}',
        'info Workspace:\n  - .env:\n\nA=1\n\n  - a/b.png:\n\n(4 bytes)\n\n  - a/c.txt:\n\ntext\n\n  - l -> a',
      ],
    ],
  ])('debug:log writes %s', async (_, input, expected) => {
    await writeFolder(workspace, { '.env': 'A=1', 'a/b.png': Uint8Array.of(0, 1, 2, 3), 'a/c.txt': 'text', l: '-> a' })
    const { log } = await runInWorkspace(action('debug:log'), { workspace, input })
    expect(log).toEqual(expected)
  })

  test('debug:wait waits, and without input does not', async () => {
    const { log } = await runInWorkspace(action('debug:wait'), {
      workspace,
      input: { seconds: 0.001, milliseconds: 1 },
    })
    expect(log).toEqual(['info Waiting for 0.002 seconds'])
    await runInWorkspace(action('debug:wait'), { workspace, input: {} })
  })

  test('debug:wait wakes up when the task is cancelled', async () => {
    const cancelled = new AbortController()
    const run = runInWorkspace(action('debug:wait'), { workspace, input: { minutes: 10 }, signal: cancelled.signal })
    cancelled.abort()
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
  })
})
