import { selectAll, selectOne } from 'css-select'
import { textContent } from 'domutils'
import { parseDocument } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from './fixtures/site-files.ts'
import { openSite } from './open-site.ts'

const contents = {
  'mkdocs.yml': `site_name: Box & Office
site_url: https://docs.example.org/box
copyright: <b>Us</b><script>alert(1)</script>
repo_url: https://git.example.org/box
edit_uri: edit/main/docs
nav:
  - index.md
  - Guide:
    - guide/a.md
    - Deep:
      - guide/b c.md
  - Elsewhere: https://example.org/
theme: { features: [navigation.tabs] }
`,
  'docs/index.md': '# Home\n\n## One\n\n### Two\n\n## Three',
  'docs/guide/a.md': '---\ndescription: About "a"\nhide: [toc]\n---\n# A < B',
  'docs/guide/b c.md': '# C',
  'docs/images/x.svg': '<svg/>',
  'docs/techdocs_metadata.json': '{"not":"ours"}',
}
const open = (more: Record<string, string> = {}) =>
  openSite(siteFiles({ ...contents, ...more }), { ...anyContext, readAtMs: 1_760_000_000_000 }, plainServices())

async function documentOf(path: string) {
  const html = (await (await open()).document(path)) ?? ''
  return { html, root: parseDocument(html) }
}

const hrefsOf = (elements: readonly object[]) =>
  elements.map((element) => ('attribs' in element ? (element.attribs as Record<string, string>).href : undefined))

describe('a document', () => {
  test.each([
    'header.md-header label[for="__drawer"]',
    'input#__drawer.md-toggle',
    'input#__search.md-toggle',
    'div.md-container[data-md-component="container"] > nav.md-tabs',
    'div.md-container > main.md-main[data-md-component="main"] > div.md-main__inner.md-grid',
    'div.md-sidebar.md-sidebar--primary[data-md-component="sidebar"][data-md-type="navigation"] > .md-sidebar__scrollwrap > .md-sidebar__inner > nav.md-nav.md-nav--primary[aria-label="Navigation"][data-md-level="0"]',
    'nav.md-nav--primary > label.md-nav__title',
    'nav.md-nav--primary > ul.md-nav__list > li.md-nav__item.md-nav__item--active.md-nav__item--nested',
    'li.md-nav__item--nested > input.md-nav__toggle.md-toggle#__nav_2',
    'li.md-nav__item--nested > label.md-nav__link[for="__nav_2"]',
    'li.md-nav__item--active > a.md-nav__link--active[href="./"]',
    'li input#__nav_2_2',
    'div.md-sidebar.md-sidebar--secondary[data-md-component="sidebar"][data-md-type="toc"][hidden] nav.md-nav.md-nav--secondary[aria-label="Table of contents"]',
    'div.md-content[data-md-component="content"] > article.md-content__inner.md-typeset',
    'article > a.md-content__button.md-icon[title="Edit this page"][rel="edit"][href="https://git.example.org/box/edit/main/docs/guide/a.md"]:first-child',
    'article > a + h1',
    'footer.md-footer > nav.md-footer__inner.md-grid > a.md-footer__link--prev[href="../../"]',
    'footer.md-footer > nav.md-footer__inner > a.md-footer__link--next[href="../b%20c/"]',
    '.md-footer-meta .md-copyright',
    'link[rel="canonical"][href="https://docs.example.org/box/guide/a/"]',
    'meta[name="description"][content=\'About "a"\']',
  ])('has the hook %s', async (selector) => {
    const { root } = await documentOf('guide/a/index.html')
    expect(selectAll(selector, root)).toHaveLength(1)
  })

  test('escapes titles, and cleans what is HTML', async () => {
    const { html, root } = await documentOf('guide/a/index.html')
    const title = selectOne('title', root)
    expect(title && textContent(title)).toBe('A < B - Box & Office')
    expect(html).toContain('<b>Us</b>')
    expect(html).not.toContain('alert(1)')
  })

  test('lists its headings as deep as they are', async () => {
    const { root } = await documentOf('index.html')
    const links = selectAll('nav.md-nav--secondary > ul > li > a', root)
    expect(links.map((link) => textContent(link))).toEqual(['One', 'Three'])
    const inner = selectAll('nav.md-nav--secondary > ul > li > nav a', root)
    expect(hrefsOf(inner)).toEqual(['#two'])
  })

  test('that says that there is none leads from the root of the site', async () => {
    const { root } = await documentOf('404.html')
    expect(selectAll('link[rel="stylesheet"][href^="/box/assets/stylesheets/main."]', root)).toHaveLength(1)
    expect(selectAll('a.md-nav__link[href="/box/guide/a/"]', root)).toHaveLength(1)
  })

  test('is linked to a style sheet with the name that sanitisers keep', async () => {
    const { root } = await documentOf('guide/b c/index.html')
    const [href = ''] = hrefsOf(selectAll('link[rel="stylesheet"]', root))
    expect(href).toMatch(/^\.\.\/\.\.\/assets\/stylesheets\/main\.[0-9a-f]{8}\.min\.css$/)
    expect(String(await (await open()).asset(href.slice('../../'.length)))).toContain('.md-typeset')
  })
})

describe('other files', () => {
  test('are all named, and each of them is there', async () => {
    const site = await open()
    const files = await site.files()
    expect(files).toEqual([
      '404.html',
      expect.stringMatching(/^assets\/stylesheets\/main\.[0-9a-f]{8}\.min\.css$/),
      'guide/a/index.html',
      'guide/b c/index.html',
      'images/x.svg',
      'index.html',
      'search/search_index.json',
      'sitemap.xml',
      'techdocs_metadata.json',
    ])
    for (const path of files) expect((await site.document(path)) ?? (await site.asset(path))).toBeDefined()
    expect(String(await site.asset('images/x.svg'))).toBe('<svg/>')
  })

  test('techdocs_metadata.json is what storage clients read, whatever the docs bring', async () => {
    const site = await open()
    expect(JSON.parse(String(await site.asset('techdocs_metadata.json')))).toEqual({
      site_name: 'Box & Office',
      site_description: 'None',
      build_timestamp: 1_760_000_000_000,
      files: await site.files(),
      etag: siteFiles(contents).version,
    })
  })

  test('search_index.json holds pages, and what is below their headings', async () => {
    const { config, docs } = JSON.parse(String(await (await open()).asset('search/search_index.json')))
    expect(config).toEqual({
      indexing: 'full',
      lang: ['en'],
      min_search_length: 3,
      prebuild_index: false,
      separator: '[\\s\\-]+',
    })
    expect(docs.slice(0, 2)).toEqual([
      { location: '', text: 'One Two Three', title: 'Home' },
      { location: '#one', text: '', title: 'One' },
    ])
  })

  test('sitemap.xml names the pages where the site has an address', async () => {
    const map = String(await (await open()).asset('sitemap.xml'))
    expect([...map.matchAll(/<loc>(.*)<\/loc>/g)].map(([, url]) => url)).toEqual([
      'https://docs.example.org/box/',
      'https://docs.example.org/box/guide/a/',
      'https://docs.example.org/box/guide/b%20c/',
    ])
    expect(String(await (await open({ 'mkdocs.yml': '' })).asset('sitemap.xml'))).not.toContain('<loc>')
  })

  test.each(['mkdocs.yml', '../mkdocs.yml', 'guide/a.md', 'images', 'toString', '/etc/passwd'])(
    '%s is none of them',
    async (path) => {
      expect(await (await open()).asset(path)).toBeUndefined()
    },
  )
})
