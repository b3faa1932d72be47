import { describe, expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from './fixtures/site-files.ts'
import { openSite } from './open-site.ts'
import type { Site } from './site.ts'

const open = (contents: Record<string, string>, context = anyContext) =>
  openSite(siteFiles(contents), context, plainServices())

async function pageOf(site: Site, path: string) {
  const found = await site.page(path)
  if (!found || !('page' in found)) throw new Error(`There is no page at "${path}".`)
  return found.page
}

const codes = async (site: Site) =>
  (await site.problems()).map(({ code, file, line }) => `${code} ${file}:${line ?? ''}`)

describe('the navigation', () => {
  test('of a site without config follows the files: indexes first, folders last', async () => {
    const site = await open({
      'docs/zebra.md': '# Zebra',
      'docs/index.md': 'Welcome',
      'docs/how-to/README.md': '# How to',
      'docs/how-to/b.md': '---\ntitle: Before\n---\n# Other',
      'docs/how-to/Deep_Dive/x.md': 'no title',
      'docs/.hidden/x.md': '# Hidden',
      'docs/image.png': 'x',
    })
    expect(site.name).toBe('Payments')
    expect(site.nav).toEqual([
      { title: 'Home', path: '' },
      { title: 'Zebra', path: 'zebra/' },
      {
        title: 'How to',
        children: [
          { title: 'How to', path: 'how-to/' },
          { title: 'Before', path: 'how-to/b/' },
          { title: 'Deep Dive', children: [{ title: 'X', path: 'how-to/Deep_Dive/x/' }] },
        ],
      },
    ])
    expect(site.pages).toEqual(['', 'zebra/', 'how-to/', 'how-to/b/', 'how-to/Deep_Dive/x/'])
    expect(await site.problems()).toEqual([])
  })

  test('of a config names pages, sections, and other sites', async () => {
    const site = await open({
      'mkdocs.yml': `site_name: Box
nav:
  - Start: index.md
  - Guide:
    - guide/a.md
    - Second: guide/b.md
  - Elsewhere: https://example.org/
  - gone.md
  - ../../etc/passwd
  - price.pdf
`,
      'docs/index.md': '# Box office',
      'docs/guide/a.md': '---\nicon: star\nstatus: new\n---\n# First',
      'docs/guide/b.md': '# Not this title',
      'docs/loose.md': '# Loose',
      'docs/price.pdf': 'pdf',
    })
    expect(site.nav).toEqual([
      { title: 'Start', path: '' },
      {
        title: 'Guide',
        children: [
          { title: 'First', path: 'guide/a/', icon: 'star', status: 'new' },
          { title: 'Second', path: 'guide/b/' },
        ],
      },
      { title: 'Elsewhere', url: 'https://example.org/' },
    ])
    expect(site.pages).toEqual(['', 'guide/a/', 'guide/b/', 'loose/'])
    expect(await codes(site)).toEqual([
      'not-in-navigation docs/loose.md:',
      'missing-page mkdocs.yml:8',
      'missing-page mkdocs.yml:9',
      'missing-page mkdocs.yml:10',
    ])
    expect(await pageOf(site, 'guide/a')).toMatchObject({
      title: 'First',
      trail: ['Guide'],
      previous: { title: 'Start', path: '' },
      next: { title: 'Second', path: 'guide/b/' },
    })
    expect(await pageOf(site, 'loose/')).toMatchObject({ trail: [], previous: undefined, next: undefined })
  })

  test('leads from sections to their index pages when the theme says so', async () => {
    const site = await open({
      'mkdocs.yml': 'theme: { features: [navigation.indexes] }',
      'docs/index.md': '# Home',
      'docs/guide/index.md': '# About',
      'docs/guide/a.md': '# A',
    })
    expect(site.nav[1]).toEqual({ title: 'Guide', path: 'guide/', children: [{ title: 'A', path: 'guide/a/' }] })
    expect((await pageOf(site, 'guide')).trail).toEqual([])
  })

  test('leaves out what is excluded, and does not ask for what may be missing', async () => {
    const site = await open({
      'mkdocs.yml':
        'exclude_docs: |\n  drafts/\n  !drafts/keep.md\nnot_in_nav: |\n  /loose.md\nnav: [index.md, drafts/keep.md]',
      'docs/index.md': '# Home',
      'docs/loose.md': '# Loose',
      'docs/drafts/a.md': '# A',
      'docs/drafts/keep.md': '# Keep',
    })
    expect(await codes(site)).toEqual([])
    expect(site.pages).toContain('loose/')
    expect(site.pages).not.toContain('drafts/a/')
  })
})

describe('the first page', () => {
  const first: { why: string; files: Record<string, string>; file: string }[] = [
    { why: 'README.md in the docs folder', files: { 'docs/README.md': '# Box' }, file: 'docs/README.md' },
    { why: 'readme.md in the docs folder', files: { 'docs/readme.md': '# Box' }, file: 'docs/readme.md' },
    { why: 'the README of the repository', files: { 'README.md': '# Box', 'docs/a.md': '# A' }, file: 'README.md' },
    { why: 'a README without any docs', files: { 'readme.md': '# Box' }, file: 'readme.md' },
    {
      why: 'index.md before README.md',
      files: { 'docs/index.md': '# Box', 'docs/README.md': '# Other' },
      file: 'docs/index.md',
    },
  ]

  test.each(first)('is $why', async ({ files, file }) => {
    const site = await open(files)
    expect(await site.page('')).toMatchObject({ file, page: { title: 'Box', path: '' } })
  })

  test('of a site without one is where its navigation begins', async () => {
    const site = await open({ 'docs/b.md': '# B', 'docs/a.md': '# A' })
    expect(await site.page('')).toEqual({ redirect: 'a/' })
    expect(await site.page('index.html')).toEqual({ redirect: 'a/' })
  })

  test('is missing where there is nothing, and a notice says so', async () => {
    const site = await open({})
    expect(await site.page('')).toBeUndefined()
    expect(site.notices.map(({ code }) => code)).toEqual(['no-pages'])
  })
})

describe('paths', () => {
  const contents = { 'docs/index.md': '# Home', 'docs/guide/install.md': '# Install', 'docs/guide/index.md': '# Guide' }

  test.each(['guide/install', 'guide/install/', '/guide/install/', 'guide/install/index.html', 'guide/install.html'])(
    'finds a page at %s',
    async (path) => {
      expect(await pageOf(await open(contents), path)).toMatchObject({ path: 'guide/install/', title: 'Install' })
    },
  )

  test.each([
    { path: '', found: '' },
    { path: 'index.html', found: '' },
    { path: 'guide/install.html', found: 'guide/install.html' },
    { path: 'guide/install', found: 'guide/install.html' },
    { path: 'guide/', found: 'guide/index.html' },
  ])('finds a page of a site with plain URLs at "$path"', async ({ path, found }) => {
    const site = await open({ ...contents, 'mkdocs.yml': 'use_directory_urls: false' })
    expect((await pageOf(site, path)).path).toBe(found)
  })

  test.each(['guide/instal', 'guide/install.md', '../guide/install', '__proto__', 'constructor'])(
    'finds nothing at %s',
    async (path) => {
      const site = await open(contents)
      expect(await site.page(path)).toBeUndefined()
      expect(await site.document(path)).toBeUndefined()
      expect(await site.asset(path)).toBeUndefined()
    },
  )
})

test('Markdown extensions that nothing here knows are named with their line', async () => {
  const config = 'markdown_extensions:\n  - toc\n  - somebodys_own: { a: 1 }\n'
  const site = await open({ 'mkdocs.yml': config, 'docs/index.md': '# Home' })
  expect(await codes(site)).toEqual(['unknown-extension mkdocs.yml:3'])
})

test('problems come file by file, from the top', async () => {
  const site = await open({
    'mkdocs.yml': 'hooks: []\nnav: [index.md, gone.md]',
    'docs/index.md': '# Home\n\n![a](b.png)\n\n[c](d.md)',
    'docs/a.md': '[x](y.md)',
  })
  expect(await codes(site)).toEqual([
    'not-in-navigation docs/a.md:',
    'broken-link docs/a.md:1',
    'missing-image docs/index.md:3',
    'broken-link docs/index.md:5',
    'dropped-config mkdocs.yml:1',
    'missing-page mkdocs.yml:2',
  ])
})

test('a change of the renderer is another version of the site', async () => {
  const files = siteFiles({ 'docs/index.md': '# Home' })
  const lenient = await openSite(files, anyContext, plainServices())
  const strict = await openSite(files, anyContext, { ...plainServices(), strict: true })
  expect(lenient.version).not.toBe(strict.version)
  expect((await openSite(files, anyContext, plainServices())).version).toBe(lenient.version)
})
