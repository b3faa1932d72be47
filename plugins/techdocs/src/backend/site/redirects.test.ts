import { expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from './fixtures/site-files.ts'
import { openSite } from './open-site.ts'

const open = (map: string, config = '') =>
  openSite(
    siteFiles({
      'mkdocs.yml': `${config}\nplugins:\n  - redirects:\n      redirect_maps:\n        ${map}\n`,
      'docs/index.md': '# Home\n\n[old](guide/old.md)',
      'docs/guide/new.md': '# New\n\n## Part',
    }),
    anyContext,
    plainServices(),
  )

test.each([
  { map: 'guide/old.md: guide/new.md', to: 'guide/new/', url: '../new/' },
  { map: 'guide/old.md: guide/new.md#part', to: 'guide/new/#part', url: '../new/#part' },
  { map: 'guide/old.md: index.md', to: '', url: '../../' },
  {
    map: 'guide/old.md: https://example.org/a?b=1&c="x"',
    to: 'https://example.org/a?b=1&c="x"',
    url: 'https://example.org/a?b=1&amp;c=%22x%22',
  },
])('$map leads to $to', async ({ map, to, url }) => {
  const site = await open(map)
  expect(await site.page('guide/old')).toEqual({ redirect: to })
  const document = await site.document('guide/old/index.html')
  expect(document).toContain(`<meta http-equiv="refresh" content="0; url=${url}">`)
  expect(document).toContain('noindex')
  expect(await site.files()).toContain('guide/old/index.html')
  expect(await site.problems()).toEqual([])
})

test('without directory URLs, the old file leads to the new one', async () => {
  const site = await open('guide/old.md: guide/new.md', 'use_directory_urls: false')
  expect(await site.page('guide/old.html')).toEqual({ redirect: 'guide/new.html' })
  expect(await site.document('guide/old.html')).toContain('url=new.html')
})

test.each([
  { attack: 'to a script', map: 'guide/old.md: javascript:alert(1)' },
  { attack: 'to another protocol', map: 'guide/old.md: "//evil.example"' },
  { attack: 'to a file that is not there', map: 'guide/old.md: gone.md' },
  { attack: 'from outside', map: '../../old.md: guide/new.md' },
  { attack: 'from a page that is there', map: 'guide/new.md: index.md' },
])('a redirect $attack is refused and named', async ({ map }) => {
  const site = await open(map)
  expect(await site.page('guide/old')).toBeUndefined()
  expect(await site.page('guide/new')).toHaveProperty('page')
  expect((await site.problems()).filter(({ code }) => code === 'broken-redirect')).toMatchObject([
    { file: 'mkdocs.yml', line: 5 },
  ])
})
