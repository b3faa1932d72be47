import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { localStore } from './local-store.ts'
import { publishedSite } from './published-site.ts'

// The site in fixtures/site was built by real MkDocs with Material and techdocs-core: fixtures/record.sh.
const recorded = join(import.meta.dirname, 'fixtures/site')
/** Only says that it was asked: what cleans is tested where it is. */
const sanitiser = { clean: (html: string) => `cleaned ${html.replaceAll(/<script.*?<\/script>/gs, '')}` }
const prefix = 'default/component/recorded'
let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-published-'))
  await cp(recorded, join(folder, prefix), { recursive: true })
})
afterEach(() => rm(folder, { recursive: true }))

async function open() {
  const site = await publishedSite(localStore(folder), prefix, { sanitiser })
  if (!site) throw new Error('There is no site.')
  return site
}
async function pageOf(path: string) {
  const found = await (await open()).page(path)
  if (!found || 'redirect' in found) throw new Error(`No page: ${JSON.stringify(found)}`)
  return found.page
}

test('a site of MkDocs has its name, description and navigation', async () => {
  const { name, description, nav, pages, origin, language, direction } = await open()
  expect({ name, description, origin, language, direction }).toEqual({
    ...{ name: 'Recorded', description: 'A site that real MkDocs has built.', origin: 'published' },
    ...{ language: 'en', direction: 'ltr' },
  })
  expect(nav).toEqual([
    { title: 'Home', path: '' },
    {
      title: 'Guide',
      children: [
        { title: 'Install', path: 'guide/install/' },
        { title: 'Alone', path: 'guide/alone/' },
      ],
    },
    { title: 'Elsewhere', url: 'https://example.com/other' },
  ])
  expect(pages.slice(0, 3)).toEqual(['', 'guide/install/', 'guide/alone/'])
})

test.each(['guide/install', 'guide/install/', '/guide/install/', 'guide/install/index.html'])(
  'a page is found at %j, with what stands around it',
  async (path) => {
    const { html, ...page } = await pageOf(path)
    expect(page).toEqual({
      path: 'guide/install/',
      title: 'Install',
      headings: [
        { id: 'install', title: 'Install', level: 1 },
        { id: 'on-linux', title: 'On Linux', level: 2 },
        { id: 'on-macos', title: 'On macOS', level: 2 },
      ],
      trail: ['Guide'],
      previous: { title: 'Home', path: '' },
      next: { title: 'Alone', path: 'guide/alone/' },
      editUrl: 'https://github.com/acme/recorded/edit/main/docs/guide/install.md',
      hide: [],
      notices: [],
    })
    expect(html).toMatch(/^cleaned\s+<h1 id="install">/)
    expect(html).toContain('<div class="admonition note">')
    expect(html).not.toContain('md-content__button')
  },
)

test('what people wrote is cleaned', async () => {
  expect((await pageOf('guide/alone/')).html).not.toContain('<script>')
})

test('redirects lead on, also to other hosts', async () => {
  const site = await open()
  expect(await site.page('old/')).toEqual({ redirect: 'guide/install/' })
  expect(await site.page('away')).toEqual({ redirect: 'https://example.com/gone' })
})

test('what is not there is not there, and nothing outside is', async () => {
  const site = await open()
  await writeFile(join(folder, 'secret.html'), 'secret')
  for (const path of ['none', '../../../secret.html', 'guide/../../../../secret.html', 'guide\\..\\x']) {
    expect(await site.page(path)).toBeUndefined()
    expect(await site.document(path)).toBeUndefined()
    expect(await site.asset(path)).toBeUndefined()
  }
  expect(await publishedSite(localStore(folder), 'default/component/none', { sanitiser })).toBeUndefined()
})

test('documents and other files are given as they were published', async () => {
  const site = await open()
  expect(await site.document('')).toBe(await readFile(join(recorded, 'index.html'), 'utf8'))
  expect(await site.asset('guide/img/plan.svg')).toEqual(await readFile(join(recorded, 'guide/img/plan.svg')))
  expect(await site.files()).toContain('guide/alone/index.html')
})

test('search gets each heading once, without the signs of MkDocs', async () => {
  const sections = await Array.fromAsync((await open()).sections())
  expect(sections).toContainEqual({
    path: 'guide/install/#on-linux',
    title: 'On Linux',
    pageTitle: 'Install',
    text: expect.stringContaining('apt-get install recorded'),
  })
  expect(sections.filter(({ path }) => path.startsWith('guide/install/')).map(({ path }) => path)).toEqual([
    'guide/install/#install',
    'guide/install/#on-linux',
    'guide/install/#on-macos',
  ])
  expect(JSON.stringify(sections)).not.toMatch(/¶/)
})

test.each(['', '{', 'null', '[]', '{"files": null}', '{"files": {"a": 1}}', '{"files": [1]}'])(
  'metadata that says %j leaves the pages readable',
  async (text) => {
    await writeFile(join(folder, prefix, 'techdocs_metadata.json'), text)
    expect((await pageOf('')).title).toBe('Welcome')
  },
)

test.each([
  ['opening signs', '<'.repeat(500_000)],
  ['blanks', ' '.repeat(500_000)],
])('an index with half a million %s is read', async (_, run) => {
  const docs = [{ location: 'a/', title: 'A', text: `before ${run} after` }]
  await writeFile(join(folder, prefix, 'search/search_index.json'), JSON.stringify({ docs }))
  const [section] = await Array.fromAsync((await open()).sections())
  expect(section?.text).toMatch(/^before .*after$/)
})

test.each([
  ['elements in elements', `<article class="md-content__inner">${'<div>'.repeat(100_000)}inside`],
  [
    'a meta of blanks',
    `<meta http-equiv="refresh" content="${' '.repeat(500_000)}x"><article class="md-content__inner">inside</article>`,
  ],
])('a page that is %s is read', async (_, html) => {
  await writeFile(join(folder, prefix, 'guide/alone/index.html'), html)
  expect((await pageOf('guide/alone/')).html).toContain('inside')
})
