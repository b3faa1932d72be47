import { expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from '../fixtures/site-files.ts'
import { openSite } from '../open-site.ts'

const pages = {
  'mkdocs.yml': 'plugins: [awesome-pages]',
  'docs/index.md': '# Home',
  'docs/a.md': '# A',
  'docs/b.md': '# B',
  'docs/guide/x.md': '# X',
  'docs/guide/y.md': '# Y',
}
const open = (files: Record<string, string>) => openSite(siteFiles({ ...pages, ...files }), anyContext, plainServices())

test.each([
  {
    why: 'named entries come first, the others where the dots are',
    file: 'docs/.pages',
    text: 'nav:\n  - b.md\n  - ...\n  - Last: a.md',
    titles: ['B', 'Home', 'Guide', 'Last'],
  },
  {
    why: 'what is not named is left out without dots',
    file: 'docs/.pages',
    text: 'nav: [guide, index.md, Elsewhere: https://example.org/]',
    titles: ['Guide', 'Home', 'Elsewhere'],
  },
  {
    why: 'the order may be turned round',
    file: 'docs/.pages',
    text: 'order: desc',
    titles: ['Guide', 'B', 'A', 'Home'],
  },
  {
    why: 'a folder has a title',
    file: 'docs/guide/.pages',
    text: 'title: The guide',
    titles: ['Home', 'A', 'B', 'The guide'],
  },
  { why: 'a folder may be hidden', file: 'docs/guide/.pages', text: 'hide: true', titles: ['Home', 'A', 'B'] },
  {
    why: 'entries may be put into a section',
    file: 'docs/.pages',
    text: 'nav: [index.md, { Letters: [a.md, b.md] }]',
    titles: ['Home', 'Letters'],
  },
])('with .pages, $why', async ({ file, text, titles }) => {
  const site = await open({ [file]: text })
  expect(site.nav.map(({ title }) => title)).toEqual(titles)
  expect(await site.problems()).toEqual([])
})

test('what .pages names in vain, and what it says in vain, is named', async () => {
  const site = await open({
    'docs/.pages': 'collapse: true\nnav:\n  - gone.md\n  - ../../etc/passwd\n  - ...',
    'docs/guide/.pages': '[',
  })
  expect((await site.problems()).map(({ code, file, line }) => `${code} ${file}:${line}`)).toEqual([
    'dropped-config docs/.pages:1',
    'missing-page docs/.pages:3',
    'missing-page docs/.pages:4',
    'broken-config docs/guide/.pages:1',
  ])
  expect(site.nav).toHaveLength(4)
})

test('without the plugin, .pages is not read', async () => {
  const site = await open({ 'mkdocs.yml': '', 'docs/.pages': 'order: desc' })
  expect(site.nav[0]).toEqual({ title: 'Home', path: '' })
})
