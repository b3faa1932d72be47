import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { eventually } from '@callboard/testing'
import { startGitlabServer } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import type { DocsPage, DocsSite } from '../../model/site.ts'
import { type DocsPortal, docsAt, documented, startDocs } from '../fixtures/docs-portal.ts'

const shop = 'component:default/shop'
const at = '/sites/default/component/shop'
const shelf = { 'docs/index.md': '# Shop', 'docs/guide/install.md': '# Install' }
const start = (annotations: Record<string, string> = {}) =>
  startDocs({ shelf, entities: { [shop]: documented(shop, { ...docsAt('shelf:a'), ...annotations }) } })
const json = async ({ get }: DocsPortal, path: string) => {
  const reply = await get(path)
  return {
    status: reply.status,
    body: (await reply.json()) as Partial<DocsSite> & Partial<{ page: DocsPage; error: Refusal }>,
  }
}
type Refusal = { code: string; message: string; hint?: string }

test('a site for the reader', async () => {
  await using docs = await start()
  expect(await json(docs, at)).toMatchObject({
    status: 200,
    body: {
      entityRef: shop,
      name: 'shop',
      origin: 'native',
      versions: [],
      notices: [],
      nav: [{ path: 'guide/install' }, { path: '' }],
    },
  })
})

test.each([
  { why: 'the first page', query: '', body: { page: { html: '# Shop' } } },
  { why: 'another page', query: '?path=guide/install', body: { page: { html: '# Install' } } },
  { why: 'a page that has gone elsewhere', query: '?path=old', body: { redirect: '' } },
  { why: 'no page', query: '?path=nowhere', body: { error: { code: 'techdocs/page-not-found' } } },
])('reading $why', async ({ query, body }) => {
  await using docs = await start()
  expect((await json(docs, `${at}/page${query}`)).body).toMatchObject(body)
})

test('problems are found when somebody asks, and counted for the next reader', async () => {
  await using docs = await start()
  expect((await json(docs, `${at}/problems`)).body).toEqual([
    { code: 'broken-link', file: 'docs/index.md', line: 3, message: 'nowhere.md is not there.' },
  ])
  expect((await json(docs, at)).body.problemCount).toBe(1)
})

test('the count of problems is found out beside the reading', async () => {
  await using docs = await start()
  expect((await json(docs, at)).body.problemCount).toBe(0)
  await eventually(async () => (await json(docs, at)).body.problemCount === 1)
})

test('readers are told that the source is away, and since when', async () => {
  await using docs = await start()
  await docs.get(at)
  docs.shelf.failure = 'The host is away.'
  docs.clock.advance(60_000)
  const since = docs.clock.now()
  await docs.get(at)
  const { body } = await eventually(async () => {
    const reply = await json(docs, at)
    return reply.body.notices?.length === 1 && reply
  })
  expect(body.notices).toEqual([{ code: 'source-unreadable', message: expect.stringContaining(since) }])
  expect(body.notices?.[0]?.message).toContain('The host is away.')
  expect((await json(docs, `${at}/page`)).status).toBe(200)
})

test('docs that were never read say why', async () => {
  await using docs = await start()
  docs.shelf.failure = 'Nothing was found at a.'
  docs.shelf.files.set('docs/index.md', '')
  const other = 'component:default/other'
  await writeFile(join(docs.folder, 'catalog-info.yaml'), documented(other, docsAt('shelf:b')))
  const reply = await eventually(async () => {
    const found = await json(docs, '/sites/default/component/other')
    return found.status === 503 && found
  })
  expect(reply.body.error).toMatchObject({ code: 'techdocs/source-unreadable', hint: expect.any(String) })
  expect(reply.body.error?.message).toContain('Nothing was found at a.')
})

test('pages of a local repository tell who wrote them and when, and nobody’s address', async () => {
  await using docs = await startDocs({
    entities: { [shop]: documented(shop, docsAt('dir:.')) },
    files: { 'docs/index.md': '# One', 'docs/new.md': '# New' },
  })
  const git = (name: string, date: string, ...args: string[]) =>
    promisify(execFile)('git', ['-c', `user.name=${name}`, '-c', `user.email=${name}@secret.test`, ...args], {
      cwd: docs.folder,
      env: { PATH: process.env.PATH, HOME: '/nonexistent', GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    })
  await git('x', '', 'init', '--quiet')
  await git('x', '', 'add', 'docs/index.md')
  await git('Ada', '2026-01-01T10:00:00+02:00', 'commit', '--quiet', '-m', 'One')
  await writeFile(join(docs.folder, 'docs/index.md'), '# Two')
  await git('Bo', '2026-02-01T10:00:00Z', 'commit', '--quiet', '-a', '-m', 'Two')
  docs.clock.advance(1_000)
  const { body } = await json(docs, `${at}/page`)
  expect(body.page?.history).toEqual({
    updatedAt: '2026-02-01T10:00:00.000Z',
    contributors: [{ name: 'Bo' }, { name: 'Ada' }],
  })
  expect(JSON.stringify(body)).not.toContain('secret.test')
  expect((await json(docs, `${at}/page?path=new`)).body.page?.history).toBeUndefined()
})

test('docs of a host are read from its branches and tags, and follow its pushes', async () => {
  await using server = await startGitlabServer()
  server.repo('acme/shop', { 'docs/index.md': '# Main', 'src/a.ts': 'code' })
  await server.push('acme/shop', { branch: 'v1', files: { 'docs/index.md': '# Version one' } })
  const target = `${server.url}/acme/shop/-/tree/main/`
  await using docs = await startDocs({
    integrations: { gitlab: [server.integration] },
    entities: {
      [shop]: documented(shop, { ...docsAt(`url:${target}`), 'callboard.dev/techdocs-versions': 'v1, missing' }),
    },
  })
  const html = async (query = '') => (await json(docs, `${at}/page${query}`)).body.page?.html
  expect(await html()).toBe('# Main')
  expect(await html('?version=v1')).toBe('# Version one')
  expect((await json(docs, at)).body).toMatchObject({ versions: ['v1', 'missing'], sourceUrl: target })
  expect((await json(docs, `${at}?version=missing`)).status).toBe(503)
  expect((await json(docs, `${at}?version=other`)).body.error?.code).toBe('techdocs/version-not-found')

  await server.push('acme/shop', { files: { 'docs/index.md': '# Pushed' } })
  expect(await html()).toBe('# Main')
  const url = `${server.url}/acme/shop/-/blob/main/docs/index.md`
  const told = [url, url.replace('/blob/', '/tree/')].map((one) => ({ type: 'location.updated', url: one }))
  await docs.core.events.publish({ topic: 'catalog.scm-changed', payload: { events: told } })
  await eventually(async () => (await html()) === '# Pushed')
})
