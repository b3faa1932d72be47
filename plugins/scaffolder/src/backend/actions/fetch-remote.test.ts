import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { errors } from '../../model/index.ts'
import { createFileTemplates } from '../expressions/file-templates.ts'
import { createFetcher } from '../files/fetch-source.ts'
import { newFolder, readBack, writeFolder } from '../fixtures/folders.ts'
import { runInWorkspace } from '../fixtures/run-in-workspace.ts'
import { type SkeletonHost, startSkeletonHost } from '../fixtures/skeleton-host.ts'
import { fetchPlainActions } from './fetch-plain.ts'
import { fetchTemplateActions } from './fetch-template.ts'

let host: SkeletonHost
let workspace: string
beforeAll(async () => {
  host = await startSkeletonHost()
})
afterAll(() => host[Symbol.asyncDispose]())
beforeEach(async () => {
  workspace = await newFolder()
})

function actions(needsToken = false) {
  const fetcher = createFetcher({ ...host, needsToken })
  const templates = createFileTemplates(() => ({ extensions: [], integrationType: () => undefined }))
  const [plain, plainFile] = fetchPlainActions(fetcher)
  const [template, templateFile] = fetchTemplateActions(fetcher, templates)
  if (!plain || !plainFile || !template || !templateFile) throw new Error('There are four.')
  return { plain, plainFile, template, templateFile }
}

test('an archive keeps its modes and links', async () => {
  host.serve([
    { path: 'skeleton/run.sh', content: 'echo ${{ values.name }}', mode: 0o755 },
    { path: 'skeleton/${{ values.name }}.txt', content: 'x' },
    { path: 'skeleton/link', linkTarget: 'run.sh' },
    { path: 'skeleton/docs', linkTarget: './folder' },
    { path: 'skeleton/folder/a', content: 'a' },
    { path: 'other/b', content: 'not fetched' },
  ])
  await runInWorkspace(actions().template, {
    workspace,
    input: { url: `${host.tree}skeleton`, values: { name: 'shop' } },
  })
  expect(await readBack(workspace)).toEqual({
    'run.sh*': 'echo shop',
    'shop.txt': 'x',
    link: '-> run.sh',
    docs: '-> ./folder',
    'folder/a': 'a',
  })
})

test('an archive is downloaded again only when it has changed, or for another token', async () => {
  const { plain } = actions()
  const fetched = async (input = {}) => {
    const before = host.requests.length
    const folder = await newFolder()
    await runInWorkspace(plain, { workspace: folder, input: { url: host.tree, ...input } })
    const downloads = host.requests.slice(before).filter((request) => request.includes('/tarball/')).length
    return [downloads, await readBack(folder)]
  }
  host.serve([{ path: 'a', content: '1' }])
  expect(await fetched()).toEqual([1, { a: '1' }])
  expect(await fetched()).toEqual([0, { a: '1' }])
  expect(await fetched({ token: 'of-a-person' })).toEqual([1, { a: '1' }])
  host.serve([{ path: 'a', content: '2' }])
  expect(await fetched()).toEqual([1, { a: '2' }])
})

test('fetch:plain copies as it is, over what is there', async () => {
  host.serve([
    { path: 'a', content: '${{ values.name }}', mode: 0o755 },
    { path: '${{ x', content: 'y' },
    { path: 'link', linkTarget: 'a' },
  ])
  await writeFolder(workspace, { 'sub/a': 'old', 'sub/kept': 'x' })
  const { log } = await runInWorkspace(actions().plain, { workspace, input: { url: host.tree, targetPath: 'sub' } })
  expect(await readBack(workspace)).toEqual({
    'sub/a*': '${{ values.name }}',
    'sub/${{ x': 'y',
    'sub/link': '-> a',
    'sub/kept': 'x',
  })
  expect(log).toEqual([`info Copied 3 files from ${host.tree} to sub`])
})

test('a file is fetched into new folders', async () => {
  const url = `${host.url}/o/r/blob/main/a.txt`
  await runInWorkspace(actions().plainFile, { workspace, input: { url, targetPath: 'x/y.txt' } })
  await runInWorkspace(actions().templateFile, { workspace, input: { url, targetPath: 'z.txt' } })
  expect(await readBack(workspace)).toEqual({ 'x/y.txt': 'content of a.txt', 'z.txt': 'content of a.txt' })
})

test.each([
  ['./skeleton', 'template.yaml', 'skeleton/a'],
  ['skeleton', 'template.yaml', 'skeleton/a'],
  ['../skeleton', 'templates/template.yaml', 'skeleton/a'],
  ['/skeleton', 'deep/down/template.yaml', 'skeleton/a'],
])('%s counts from the file of the template, %s', async (url, template, path) => {
  host.serve([{ path, content: 'found' }])
  const baseUrl = `${host.url}/o/r/blob/main/${template}`
  await runInWorkspace(actions().plain, {
    workspace,
    input: { url },
    template: { entityRef: 'template:default/t', baseUrl, parameters: {} },
  })
  expect(await readBack(workspace)).toEqual({ a: 'found' })
})

test('a relative address without a template is an error that says so', async () => {
  const run = runInWorkspace(actions().plain, { workspace, input: { url: './skeleton' } })
  await expect(run).rejects.toSatisfy(errors.noBaseUrl.is)
})

test("the token of the input is used instead of the portal's", async () => {
  host.serve([{ path: 'a', content: 'x' }])
  await runInWorkspace(actions().plain, { workspace, input: { url: host.tree } })
  expect(host.lastHeaders.authorization).toBe('Bearer of-the-portal')
  await runInWorkspace(actions().plain, { workspace, input: { url: host.tree, token: 'of-a-person' } })
  expect(host.lastHeaders.authorization).toBe('Bearer of-a-person')
})

test('where tokens of people are demanded, nothing is read without one', async () => {
  host.serve([{ path: 'a', content: 'x' }])
  const before = host.requests.length
  const { plain } = actions(true)
  await expect(runInWorkspace(plain, { workspace, input: { url: host.tree } })).rejects.toSatisfy(
    errors.needsUserToken.is,
  )
  expect(host.requests).toHaveLength(before)
  await runInWorkspace(plain, { workspace, input: { url: host.tree, token: 'of-a-person' } })
  expect(await readBack(workspace)).toEqual({ a: 'x' })
})
