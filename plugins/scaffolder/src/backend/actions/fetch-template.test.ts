import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { JsonObject } from '@callboard/model'
import { beforeEach, describe, expect, test } from 'vitest'
import { createFileTemplates } from '../expressions/file-templates.ts'
import { createFetcher } from '../files/fetch-source.ts'
import { type Folder, newFolder, readBack, writeFolder } from '../fixtures/folders.ts'
import { runInWorkspace } from '../fixtures/run-in-workspace.ts'
import { fetchTemplateActions } from './fetch-template.ts'

const nothing = () => Promise.reject(new Error('nothing is read from anywhere else here'))
const fetcher = createFetcher({
  urlReader: { readUrl: nothing, readTree: nothing, search: nothing },
  scm: { byUrl: () => undefined, resolveUrl: ({ url }) => url, resolveEditUrl: (url) => url },
  needsToken: false,
})
const templates = createFileTemplates(() => ({ extensions: [], integrationType: () => undefined }))
const [fetchTemplate, fetchTemplateFile] = fetchTemplateActions(fetcher, templates)
if (!fetchTemplate || !fetchTemplateFile) throw new Error('There are two.')

let folder: string
let workspace: string
beforeEach(async () => {
  folder = await newFolder()
  workspace = join(folder, 'workspace')
  await writeFolder(workspace, { '.': undefined })
})

const template = () => ({
  entityRef: 'template:default/service',
  baseUrl: pathToFileURL(join(folder, 'template', 'template.yaml')).href,
  parameters: {},
})

interface Case {
  why: string
  skeleton: Folder
  input?: JsonObject
  /** In the workspace before. */
  before?: Folder
  after: Folder
}

const latin1 = Uint8Array.from([0xff, ...Buffer.from('${{ values.name }}')])
const binary = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, ...Buffer.from('${{ values.name }}')])
const values = { name: 'shop', port: 8080, none: '', folder: 'a/b', tags: ['x', 'y'], raw: '${{ 1 + 1 }}' }

const cases: Case[] = [
  {
    why: 'contents and names are rendered',
    skeleton: { 'src/${{ values.name }}.ts': 'export const port = ${{ values.port }}\n' },
    after: { 'src/shop.ts': 'export const port = 8080\n' },
  },
  {
    why: 'what has no templates is copied byte for byte',
    skeleton: { a: 'a\r\nb {{ values.name }} } #} %}\n\n', b: '' },
    after: { a: 'a\r\nb {{ values.name }} } #} %}\n\n', b: '' },
  },
  {
    why: 'dot files and dot folders belong to it',
    skeleton: { '.github/ci.yml': 'x', '.env': '' },
    after: { '.github/ci.yml': 'x', '.env': '' },
  },
  {
    why: 'empty folders are made',
    skeleton: { 'logs/${{ values.name }}': undefined },
    after: { 'logs/shop': undefined },
  },
  {
    why: 'the executable bit stays',
    skeleton: { 'run.sh*': 'echo ${{ values.name }}' },
    after: { 'run.sh*': 'echo shop' },
  },
  { why: 'a link stays a link', skeleton: { a: 'x', 'b/c': '-> ../a' }, after: { a: 'x', 'b/c': '-> ../a' } },
  { why: 'a link to a folder stays a link', skeleton: { 'a/x': '1', b: '-> a' }, after: { 'a/x': '1', b: '-> a' } },
  { why: 'a link to nothing stays a link', skeleton: { b: '-> later' }, after: { b: '-> later' } },
  {
    why: 'where a link leads is not rendered',
    skeleton: { b: '-> ${{ values.name }}' },
    after: { b: '-> ${{ values.name }}' },
  },
  { why: 'the name of a link is rendered', skeleton: { '${{ values.name }}': '-> x' }, after: { shop: '-> x' } },
  { why: 'a binary file is copied', skeleton: { 'logo.png': binary }, after: { 'logo.png': binary } },
  {
    why: 'the name of a binary file is rendered',
    skeleton: { '${{ values.name }}.png': binary },
    after: { 'shop.png': binary },
  },
  { why: 'what is not UTF-8 is copied', skeleton: { 'a.txt': latin1 }, after: { 'a.txt': latin1 } },
  { why: 'a name may render to a path', skeleton: { '${{ values.folder }}/c': 'x' }, after: { 'a/b/c': 'x' } },
  {
    why: 'a name that renders to nothing is left out',
    skeleton: { '${{ values.none }}': 'x', b: 'y' },
    after: { b: 'y' },
  },
  {
    why: 'a name that renders to nothing in a folder is left out',
    skeleton: { 'a/{% if values.none %}b.txt{% endif %}': 'x', 'a/c': 'y' },
    after: { 'a/c': 'y' },
  },
  {
    why: 'a folder that renders to nothing takes all in it along',
    skeleton: { '{% if values.none %}docs{% endif %}/a/b.md': 'x', 'c/${{ values.none }}/d': 'y', e: 'z' },
    after: { c: undefined, e: 'z' },
  },
  {
    why: 'what is already there stays',
    skeleton: { a: 'new', b: 'new' },
    before: { a: 'old' },
    after: { a: 'old', b: 'new' },
  },
  {
    why: 'with replace it gives way',
    skeleton: { 'a*': 'new', l: 'x' },
    input: { replace: true },
    before: { a: 'old', l: '-> a' },
    after: { 'a*': 'new', l: 'x' },
  },
  {
    why: 'folders that are there already are filled up',
    skeleton: { 'src/new': 'x' },
    before: { 'src/old': 'y' },
    after: { 'src/new': 'x', 'src/old': 'y' },
  },
  {
    why: 'targetPath is a folder of the workspace',
    skeleton: { a: '${{ values.name }}' },
    input: { targetPath: './services/shop/' },
    after: { 'services/shop/a': 'shop' },
  },
  {
    why: 'of two names that become one the first stays',
    skeleton: { '1${{ values.none }}': 'first', '1{{ values.none }}{# #}': 'other', '1{# x #}': 'second' },
    after: { '1': 'first', '1{{ values.none }}': 'other' },
  },
  {
    why: 'of two names that become one the last stays with replace',
    skeleton: { 'a${{ values.none }}': 'first', 'a{# x #}': 'second' },
    input: { replace: true },
    after: { a: 'second' },
  },
  {
    why: 'copyWithoutTemplating copies contents and renders names',
    skeleton: { 'static/${{ values.name }}.js': '${{ values.name }}', 'main.js': '${{ values.name }}' },
    input: { copyWithoutTemplating: ['static/**'] },
    after: { 'static/shop.js': '${{ values.name }}', 'main.js': 'shop' },
  },
  {
    why: 'copyWithoutTemplating takes a folder for all in it',
    skeleton: { '.github/workflows/ci.yml': '${{ secrets.x }}', '.github/a': '${{ values.name }}' },
    input: { copyWithoutTemplating: ['.github/workflows'] },
    after: { '.github/workflows/ci.yml': '${{ secrets.x }}', '.github/a': 'shop' },
  },
  {
    why: 'copyWithoutTemplating finds dot files by a star',
    skeleton: { '.a.js': '${{', 'b.js': '${{' },
    input: { copyWithoutTemplating: ['*.js'] },
    after: { '.a.js': '${{', 'b.js': '${{' },
  },
  {
    why: 'copyWithoutTemplating is matched against names as they are in the skeleton',
    skeleton: { 'shop/a': '${{ values.name }}', '${{ values.name }}2/a': '${{ values.name }}' },
    input: { copyWithoutTemplating: ['shop2/**'] },
    after: { 'shop/a': 'shop', 'shop2/a': 'shop' },
  },
  {
    why: 'copyWithoutRender has no effect',
    skeleton: { a: '${{ values.name }}' },
    input: { copyWithoutRender: ['a'] },
    after: { a: 'shop' },
  },
  {
    why: 'templateFileExtension renders only its files, and takes it off',
    skeleton: { 'a.txt.njk': '${{ values.name }}', 'b.txt': '${{ values.name }}', '${{ values.name }}.md': 'x' },
    input: { templateFileExtension: true },
    after: { 'a.txt': 'shop', 'b.txt': '${{ values.name }}', 'shop.md': 'x' },
  },
  {
    why: 'templateFileExtension may lack its dot',
    skeleton: { 'a.j2': '${{ values.name }}', 'b.njk': '${{ values.name }}' },
    input: { templateFileExtension: 'j2' },
    after: { a: 'shop', 'b.njk': '${{ values.name }}' },
  },
  {
    why: 'templateFileExtension leaves a file that is called like it',
    skeleton: { 'x/.njk': '${{ values.name }}' },
    input: { templateFileExtension: '.njk' },
    after: { 'x/.njk': '${{ values.name }}' },
  },
  {
    why: 'cookiecutterCompat has its own delimiters and its own values',
    skeleton: { '{{cookiecutter.name}}/a': '{{ cookiecutter.tags | jsonify }} ${{ cookiecutter.port }}' },
    input: { cookiecutterCompat: true },
    after: { 'shop/a': '["x","y"] $8080' },
  },
  {
    why: 'blocks keep the white space about them',
    skeleton: { a: 'x\n  {% if true %}\ny\n  {% endif %}\nz' },
    after: { a: 'x\n  \ny\n  \nz' },
  },
  {
    why: 'trimBlocks and lstripBlocks take it away',
    skeleton: { a: 'x\n  {% if true %}\ny\n  {% endif %}\nz' },
    input: { trimBlocks: true, lstripBlocks: true },
    after: { a: 'x\ny\nz' },
  },
  {
    why: 'a value is inserted as it is',
    skeleton: { a: 'x ${{ values.raw }}', '${{ values.name }}': 'y' },
    after: { a: 'x ${{ 1 + 1 }}', shop: 'y' },
  },
  {
    why: 'the context of the task is not seen',
    skeleton: { a: '[${{ parameters.x }}${{ secrets.x }}${{ user.ref }}${{ steps.x }}]' },
    after: { a: '[]' },
  },
  {
    why: 'a byte order mark stays',
    skeleton: { a: '\ufeff${{ values.name }}' },
    after: { a: '\ufeffshop' },
  },
  { why: 'a skeleton without files is no failure', skeleton: { '.': undefined }, after: {} },
]

describe('fetch:template', () => {
  test.each(cases)('$why', async ({ skeleton, input, before = {}, after }) => {
    await writeFolder(join(folder, 'template', 'skeleton'), skeleton)
    await writeFolder(workspace, before)
    await runInWorkspace(fetchTemplate, {
      workspace,
      template: template(),
      input: { url: './skeleton', values, ...input },
    })
    expect(await readBack(workspace)).toEqual(after)
  })

  test('says what became of the files', async () => {
    await writeFolder(join(folder, 'template', 'skeleton'), {
      a: '1',
      b: '2',
      '${{ values.none }}': '3',
      l: '-> ../../x',
    })
    await writeFolder(workspace, { a: '0' })
    const { log } = await runInWorkspace(fetchTemplate, {
      workspace,
      template: template(),
      input: { url: 'skeleton', values, copyWithoutRender: ['*'] },
    })
    expect(log).toEqual([
      'warn The input copyWithoutRender has no effect: everything is rendered. Use copyWithoutTemplating instead.',
      'warn The link l leads out of the workspace and was left out.',
      'info Wrote 1 files to ./, left 1 out whose names render to nothing, kept 1 that were there already',
    ])
  })

  test.each([
    ['copyWithoutTemplating', { copyWithoutTemplating: ['a'] }],
    ['cookiecutterCompat', { cookiecutterCompat: true }],
  ])('templateFileExtension cannot be used with %s', async (_, input) => {
    await writeFolder(join(folder, 'template', 'skeleton'), { a: 'x' })
    const run = runInWorkspace(fetchTemplate, {
      workspace,
      template: template(),
      input: { url: './skeleton', templateFileExtension: true, ...input },
    })
    await expect(run).rejects.toMatchObject({ name: 'InputError' })
    expect(await readBack(workspace)).toEqual({})
  })

  test.each([
    ['is not there', './nope'],
    ['is a file', './skeleton/a'],
  ])('a skeleton that %s is an error without paths of the server', async (_, url) => {
    await writeFolder(join(folder, 'template', 'skeleton'), { a: 'x' })
    const run = runInWorkspace(fetchTemplate, { workspace, template: template(), input: { url } })
    await expect(run).rejects.toMatchObject({ name: 'NotFoundError', message: `There is no folder "${url}".` })
  })

  test.each([
    ['in a file', { 'a/b.txt': 'x ${{ values.name | nosuch }}' }, /"a\/b.txt" could not be rendered.*nosuch/],
    ['in a name', { '${{ values.name | nosuch }}': 'x' }, /could not be rendered.*nosuch/],
    ['a comment that never ends', { 'a.svelte': '{#if x}' }, /"a.svelte" could not be rendered/],
  ])('a mistake %s fails the step', async (_, skeleton, message) => {
    await writeFolder(join(folder, 'template', 'skeleton'), skeleton)
    const run = runInWorkspace(fetchTemplate, { workspace, template: template(), input: { url: './skeleton', values } })
    await expect(run).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(message) })
  })
})

describe('fetch:template:file', () => {
  const run = (input: JsonObject) =>
    runInWorkspace(fetchTemplateFile, {
      workspace,
      template: template(),
      input: { url: './a.njk', targetPath: './x/y/a', values, ...input },
    })

  test.each<[string, string, JsonObject, Folder, Folder]>([
    ['is rendered into new folders', 'I am ${{ values.name }}', {}, {}, { 'x/y/a': 'I am shop' }],
    ['stays what is there', 'new', {}, { 'x/y/a': 'old' }, { 'x/y/a': 'old' }],
    ['replaces it when asked to', 'new', { replace: true }, { 'x/y/a': 'old' }, { 'x/y/a': 'new' }],
    ['as for cookiecutter', '{{ cookiecutter.name }}', { cookiecutterCompat: true }, {}, { 'x/y/a': 'shop' }],
    [
      'trims blocks',
      ' {% if true %}\nx\n {% endif %}\n',
      { trimBlocks: true, lstripBlocks: true },
      {},
      { 'x/y/a': 'x\n' },
    ],
  ])('%s', async (_, source, input, before, after) => {
    await writeFolder(join(folder, 'template'), { 'a.njk': source })
    await writeFolder(workspace, before)
    await run(input)
    expect(await readBack(workspace)).toEqual(after)
  })
})
