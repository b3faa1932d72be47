import { describe, expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from '../fixtures/site-files.ts'
import { openSite } from '../open-site.ts'

const contents = {
  'docs/index.md': '# Home',
  'docs/guide/index.md': '# Guide\n\n## Parts',
  'docs/guide/install now.md': '# Install',
  'docs/guide/images/plan.png': 'png',
  'docs/files/price list.pdf': 'pdf',
  'README.md': '# Not part of the site',
}

/** The addresses in a page, and what is wrong with them. */
async function linksOf(markdown: string, { file = 'docs/guide/page.md', config = '' } = {}) {
  const files = siteFiles({ ...contents, 'mkdocs.yml': config, [file]: markdown })
  const site = await openSite(files, anyContext, plainServices())
  const path = site.pages.find((page) => page.includes('page') || page.includes('other')) ?? ''
  const found = await site.page(path)
  const html = found && 'page' in found ? found.page.html : ''
  const problems = (await site.problems()).filter(
    (problem) => problem.file === file && problem.code !== 'not-in-navigation',
  )
  return {
    hrefs: [...html.replace(/<a class="headerlink"[^>]*>/g, '').matchAll(/(?:href|src)="([^"]*)"/g)].map(
      ([, href]) => href,
    ),
    problems: problems.map(({ code, line }) => `${code}:${line}`),
  }
}

describe('links in a page at guide/page/', () => {
  test.each([
    { written: '../index.md', href: '../../' },
    { written: 'index.md#parts', href: '../#parts' },
    { written: './index.md?plain=1#parts', href: '../?plain=1#parts' },
    { written: 'install%20now.md', href: '../install%20now/' },
    { written: 'page.md', href: './' },
    { written: '../files/price%20list.pdf', href: '../../files/price%20list.pdf' },
    { written: 'https://example.org/a.md', href: 'https://example.org/a.md' },
    { written: '//example.org/a.md', href: '//example.org/a.md' },
    { written: 'mailto:box@example.org', href: 'mailto:box@example.org' },
    { written: '#heading', href: '#heading' },
  ])('$written becomes $href, as in MkDocs', async ({ written, href }) => {
    expect(await linksOf(`# Heading\n\n[x](${written})`)).toEqual({ hrefs: [href], problems: [] })
  })

  test.each([
    { why: 'a path that holds in the repository', written: '../../docs/index.md', href: '../../' },
    { why: 'an absolute path among the docs', written: '/guide/index.md', href: '../' },
    { why: 'an absolute path in the repository', written: '/docs/guide/index.md', href: '../' },
    { why: 'a folder with an index', written: '../guide', href: '../' },
    { why: 'an address that leads there from the page', written: '../install%20now/', href: '../install%20now/' },
  ])('$why leads to its page', async ({ written, href }) => {
    expect(await linksOf(`# Heading\n\n[x](${written})`)).toEqual({ hrefs: [href], problems: [] })
  })

  test.each([
    { why: 'a file that is not there', written: 'gone.md', problem: 'broken-link:4' },
    { why: 'a file outside of the site', written: '../../../secret.md', problem: 'broken-link:4' },
    { why: 'a README that is not shown', written: '../../README.md', problem: 'broken-link:4' },
    { why: 'a folder that is not there', written: 'gone/', problem: 'broken-link:4' },
    { why: 'a heading that is not there', written: 'index.md#gone', problem: 'broken-anchor:4' },
    { why: 'a heading that is not on the page', written: '#gone', problem: 'broken-anchor:4' },
    { why: 'an ill-formed address', written: 'gone%zz.md', problem: 'broken-link:4' },
  ])('$why is a problem with its line', async ({ written, problem }) => {
    expect((await linksOf(`---\ntitle: X\n---\n[x](${written})`)).problems).toEqual([problem])
  })

  test('images have addresses and problems of their own', async () => {
    expect(await linksOf('![a](images/plan.png)\n\n![b](images/gone.png)')).toEqual({
      hrefs: ['../images/plan.png', 'images/gone.png'],
      problems: ['missing-image:3'],
    })
  })
})

test.each([
  { why: 'from the file, as on GitHub', tag: '<img src="images/plan.png">', href: '../images/plan.png' },
  { why: 'from the page, as in MkDocs', tag: '<img src="../images/plan.png">', href: '../images/plan.png' },
])('an address in a tag may lead $why', async ({ tag, href }) => {
  expect(await linksOf(tag)).toEqual({ hrefs: [href], problems: [] })
})

test('links in the first page start at the root', async () => {
  expect((await linksOf('[x](guide/index.md) ![y](guide/images/plan.png)', { file: 'docs/other.md' })).hrefs).toEqual([
    '../guide/',
    '../guide/images/plan.png',
  ])
})

test('without directory URLs, links lead to files', async () => {
  const config = 'use_directory_urls: false'
  expect(await linksOf('[x](../index.md) [y](install%20now.md#top)', { config })).toMatchObject({
    hrefs: ['../index.html', 'install%20now.html#top'],
  })
})

test('the README of a repository that is the first page keeps its links', async () => {
  const files = siteFiles({
    'README.md': '# Box\n\n[x](docs/a.md) [y](./docs/b/c.png)',
    'docs/a.md': '# A',
    'docs/b/c.png': '',
  })
  const site = await openSite(files, anyContext, plainServices())
  expect(await site.page('')).toMatchObject({
    page: { html: expect.stringContaining('<a href="a/">x</a> <a href="b/c.png">') },
  })
  expect(await site.problems()).toEqual([])
})
