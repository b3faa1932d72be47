import { execFile } from 'node:child_process'
import { readFile, symlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { definePlugin, type ScmIntegrations, type UrlReader } from '@callboard/kernel'
import { type Action, actions } from '@callboard/plugin-scaffolder'
import { startPortal, type TestPortal } from '@callboard/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Git } from '../../model/git.ts'
import { git as gitToken } from '../../model/git.ts'
import { type Content, fill, folderWith } from '../fixtures/git-for-test.ts'
import { runGitAction } from '../fixtures/run-git-action.ts'
import git from '../index.ts'

let portal: TestPortal
let service: Git
let urls: { host: string; externalUrl: string }
let reading: { urlReader: UrlReader; scm: ScmIntegrations }
let added: Action[]
let kept: string

const scaffolder = definePlugin({
  id: 'scaffolder',
  provide: { actions },
  setup({ lifecycle, actions }) {
    lifecycle.onStart(() => {
      added = [...actions.all()]
    })
  },
})
const user = definePlugin({
  id: 'user',
  use: { git: gitToken },
  setup({ git, urlReader, scm, externalUrl }) {
    service = git
    reading = { urlReader, scm }
    urls = { host: new URL(externalUrl).host, externalUrl }
  },
})

beforeEach(async () => {
  const claims = await folderWith({ 'README.md': '# Claims\n', 'claims/one.yaml': 'name: one\nsize: 1\n' })
  const initial = [{ repository: 'platform/claims', description: 'What teams want', folder: claims }]
  kept = join(await folderWith({}), 'kept')
  const local = { directory: kept, anonymousClone: true, initial }
  portal = await startPortal({ plugins: [scaffolder, git, user], config: { git: { local } } })
})
afterEach(() => portal.stop())

const run = (id: string, input: Record<string, string>, workspace: string, ref?: string) => {
  const action = added.find((one) => one.id === id)
  if (!action) throw new Error(`There is no action ${id}.`)
  return runGitAction(action, { input, workspace, user: { ref } })
}
const publish = async (files: Record<string, Content>, name = 'shop') =>
  run('publish:local', { repoUrl: `${urls.host}?owner=northlight&repo=${name}` }, await folderWith(files))
// biome-ignore lint/suspicious/noExplicitAny: replies of several routes
const get = async (path: string): Promise<any> => (await portal.fetch(`/api/git${path}`)).json()

test('what is published can be cloned by git, with modes and links', async () => {
  const outputs = await publish({ 'run.sh': { program: '#!/bin/sh\n' }, 'a.txt': 'a', link: { link: 'a.txt' } })
  expect(outputs).toEqual({
    remoteUrl: `${urls.externalUrl}/api/git/clone/northlight/shop.git`,
    repoContentsUrl: `${urls.externalUrl}/git/northlight/shop/blob/main`,
    commitHash: expect.stringMatching(/^[0-9a-f]{40}$/),
  })
  const folder = await folderWith({})
  const cli = (...args: string[]) => promisify(execFile)('git', args, { cwd: folder })
  await cli('clone', '--quiet', String(outputs.remoteUrl), 'copy')
  expect((await cli('-C', 'copy', 'ls-tree', '-r', 'HEAD')).stdout.replace(/ blob \S+/g, '')).toBe(
    '100644\ta.txt\n120000\tlink\n100755\trun.sh\n',
  )
  await expect(cli('-C', 'copy', 'push', '--quiet', 'origin', 'HEAD:more')).rejects.toThrow()
})

test('the portal reads it like any other host', async () => {
  const { repoContentsUrl } = await publish({
    'catalog-info.yaml': 'kind: Component',
    'docs/index.md': '# Shop',
    'docs/link.md': { link: 'index.md' },
  })
  const { urlReader, scm } = reading
  const file = scm.resolveUrl({ url: '/catalog-info.yaml', base: String(repoContentsUrl) })
  expect(file).toBe(`${repoContentsUrl}/catalog-info.yaml`)
  expect(scm.resolveUrl({ url: './docs', base: file })).toBe(`${repoContentsUrl}/docs`)
  expect(scm.byUrl(file)).toMatchObject({ type: 'local', host: urls.host })
  expect(scm.byUrl(file)?.repository(file)).toEqual({ owner: 'northlight', name: 'shop' })
  const read = await urlReader.readUrl(file)
  expect((await read.buffer()).toString()).toBe('kind: Component')
  await expect(urlReader.readUrl(file, { etag: read.etag ?? '' })).rejects.toMatchObject({ name: 'NotModifiedError' })
  await expect(urlReader.readUrl(`${repoContentsUrl}/none`)).rejects.toMatchObject({ name: 'NotFoundError' })
  const tree = await urlReader.readTree(`${repoContentsUrl}/docs`)
  expect((await tree.files()).map(({ path }) => path)).toEqual(['index.md', 'link.md'])
  expect(await tree.links()).toEqual([{ path: 'link.md', target: 'index.md' }])
  expect((await urlReader.search(file)).files).toHaveLength(1)
})

test('the git service reaches it by its address', async () => {
  const folder = join(await folderWith({}), 'copy')
  const remote = { url: `${urls.externalUrl}/api/git/clone/platform/claims.git` }
  await service.clone({ remote, folder })
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('# Claims\n')
  await fill(folder, { 'new.txt': 'new' })
  const author = { name: 'Ada', email: 'ada@x' }
  const pushed = await service.commitAndPush({ remote, folder, branch: 'main', author, message: 'New' })
  const { branches } = await get('/repositories/platform/claims')
  expect(branches).toEqual([{ name: 'main', commit: pushed?.commitHash }])
  const other = service.publish({ remote, folder, branch: 'main', author, message: 'Other' })
  await expect(other).rejects.toMatchObject({ code: 'git/branch-moved' })
})

test('a merge request shows its change, and is merged once', async () => {
  const workspace = await folderWith({ 'one.yaml': 'name: one\nsize: 2\n', 'two.yaml': 'name: two\n' })
  const repoUrl = `${urls.host}?owner=platform&repo=claims`
  const input = { repoUrl, title: 'Two claims', branchName: 'two', targetPath: 'claims' }
  const outputs = await run('publish:local:merge-request', input, workspace, 'user:default/ada')
  expect(outputs.mergeRequestUrl).toBe(`${urls.externalUrl}/git/platform/claims/merge-requests/1`)
  // The step runs again after it was cut off.
  expect(await run('publish:local:merge-request', input, workspace)).toEqual(outputs)

  const path = '/repositories/platform/claims'
  const opened = await get(`${path}/merge-requests/1`)
  expect(opened).toMatchObject({ title: 'Two claims', state: 'open', createdBy: 'user:default/ada' })
  const lines = (await changesOf(`${path}/merge-requests/1`)).flat()
  expect(lines).toEqual([' name: one', '-size: 1', '+size: 2', '+name: two'])
  expect(await get(`${path}/content?path=claims`)).toEqual({
    type: 'folder',
    entries: [{ name: 'one.yaml', type: 'file' }],
  })

  const merge = () => portal.fetch(`/api/git${path}/merge-requests/1/merge`, { method: 'POST' })
  const [one, two] = await Promise.all([merge(), merge()])
  expect([one.status, two.status].sort()).toEqual([200, 409])
  expect(await get(`${path}/content?path=claims%2Fone.yaml`)).toEqual({ type: 'file', text: 'name: one\nsize: 2\n' })
  expect((await get(path)).mergeRequests).toMatchObject([
    { number: 1, state: 'merged', mergedBy: 'user:default/guest' },
  ])
  expect((await changesOf(`${path}/merge-requests/1`)).flat()).toEqual(lines)
})

test('a lock that a crash has left behind is taken over', async () => {
  const { commitHash } = await publish({ a: '1' })
  const heads = join(kept, 'northlight/shop.git/refs/heads')
  await fill(heads, { 'more.lock': '' })
  await utimes(join(heads, 'more.lock'), 0, 0)
  const input = { repoUrl: `${urls.host}?owner=northlight&repo=shop`, title: 'More', branchName: 'more' }
  const outputs = await run('publish:local:merge-request', input, await folderWith({ b: '2' }))
  expect(outputs.commitHash).not.toBe(commitHash)
})

test('what both sides changed is not merged', async () => {
  const repoUrl = `${urls.host}?owner=platform&repo=claims`
  for (const size of ['2', '3']) {
    const input = { repoUrl, title: `Size ${size}`, branchName: `size-${size}` }
    await run(
      'publish:local:merge-request',
      input,
      await folderWith({ 'claims/one.yaml': `name: one\nsize: ${size}\n` }),
    )
  }
  const merge = (number: number) =>
    portal.fetch(`/api/git/repositories/platform/claims/merge-requests/${number}/merge`, { method: 'POST' })
  expect((await merge(1)).status).toBe(200)
  const refused = await merge(2)
  expect(refused.status).toBe(409)
  expect(((await refused.json()) as { error: { message: string } }).error.message).toContain('claims/one.yaml')
  expect(await get('/repositories/platform/claims/content?path=claims/one.yaml')).toMatchObject({
    text: 'name: one\nsize: 2\n',
  })
})

test.each([
  { why: 'climbs out of the folder', owner: '..', repo: 'x' },
  { why: 'climbs by its encoding', owner: 'a', repo: '%2e%2e%2fx' },
  { why: 'is hidden', owner: '.git', repo: 'x' },
  { why: 'is a path', owner: 'a', repo: 'b%2Fc' },
])('attack: a repository whose name $why', async ({ owner, repo }) => {
  const repoUrl = `${urls.host}?owner=${owner}&repo=${repo}`
  const published = run('publish:local', { repoUrl }, await folderWith({ a: '1' }))
  await expect(published).rejects.toMatchObject({ code: 'git/bad-local-name' })
  expect(await publish({ a: '1' }, 'good')).toHaveProperty('commitHash')
})

test.each([
  'config',
  'description',
  'hooks/pre-push',
  'merge-requests/1.json',
  'objects/../config',
  '../claims.git/config',
])('attack: a clone that asks for %s', async (file) => {
  const at = (path: string) => portal.fetch(`/api/git/clone/platform/claims.git/${path}`, { as: 'nobody' })
  expect((await at(file.replaceAll('..', '%2e%2e'))).status).toBeGreaterThanOrEqual(400)
  expect((await at('info/refs?service=git-upload-pack')).status).toBe(200)
})

test('attack: a link in the content leads nowhere outside', async () => {
  const workspace = await folderWith({ a: '1' })
  await symlink('/etc', join(workspace, 'etc'))
  await run('publish:local', { repoUrl: `${urls.host}?owner=northlight&repo=links` }, workspace)
  const content = await portal.fetch('/api/git/repositories/northlight/links/content?path=etc/passwd')
  expect(content.status).toBe(404)
  expect(await get('/repositories/northlight/links/content?path=a')).toEqual({ type: 'file', text: '1' })
})

/** The lines of a change, as `+text`. */
async function changesOf(path: string): Promise<string[][]> {
  const signs = { same: ' ', added: '+', removed: '-' }
  // The reply of the route.
  const { changes } = (await get(path)) as {
    changes: { hunks: { lines: { kind: keyof typeof signs; text: string }[] }[] }[]
  }
  return changes.map(({ hunks }) => hunks.flatMap(({ lines }) => lines.map(({ kind, text }) => signs[kind] + text)))
}
