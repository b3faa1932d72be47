import { describe, expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from '../fixtures/site-files.ts'
import { openSite } from '../open-site.ts'
import type { Site } from '../site.ts'

async function pageOf(site: Site, path: string) {
  const found = await site.page(path)
  if (!found || !('page' in found)) throw new Error(`There is no page at "${path}".`)
  return found.page
}

/** Services that count how often a page was rendered to its end. */
function countingServices() {
  const services = plainServices()
  const rendered: string[] = []
  const clean = (html: string) => {
    rendered.push(html)
    return html
  }
  return { ...services, sanitiser: { clean }, rendered }
}

const openWith = (contents: Record<string, string>, services = plainServices()) =>
  openSite(siteFiles(contents), anyContext, services)

describe('front matter', () => {
  test.each([
    {
      why: 'the title of the navigation',
      config: 'nav: [{Nav: a.md}]',
      source: '---\ntitle: Meta\n---\n# Head',
      title: 'Nav',
    },
    { why: 'the title of the front matter', source: '---\ntitle: 1.10\n---\n# Head', title: '1.10' },
    {
      why: 'the first heading without its marks',
      source: 'Intro\n\n# The *fine* `code` [link](x.md) & snake_case {#id .x} #',
      title: 'The fine code link & snake_case',
    },
    { why: 'an underlined heading', source: 'Under\nlined\n=====', title: 'lined' },
    { why: 'the name of the file', source: '```\n# no heading\n```\n<!-- # nor this -->\n## Two', title: 'A' },
  ])('$why is the title', async ({ config = '', source, title }) => {
    const site = await openWith({ 'mkdocs.yml': config, 'docs/a.md': source })
    expect(await pageOf(site, 'a')).toMatchObject({ title })
    expect(site.nav[0]).toMatchObject({ title })
  })

  test('hides parts of the page, and is not shown', async () => {
    const site = await openWith({ 'docs/a.md': '---\r\nhide: [toc, footer, evil]\r\n---\r\n# A\r\n' })
    const page = await pageOf(site, 'a')
    expect(page.hide).toEqual(['toc', 'footer'])
    expect(page.html).not.toContain('hide')
  })

  test('that is broken stays visible, and is a problem with its line', async () => {
    const site = await openWith({ 'docs/a.md': '---\ntitle: [x\n---\n# A' })
    const page = await pageOf(site, 'a')
    expect(page).toMatchObject({
      title: 'A',
      html: expect.stringContaining('title: [x'),
      notices: [{ code: 'broken-front-matter' }],
    })
    expect(await site.problems()).toMatchObject([
      { code: 'broken-front-matter', file: 'docs/a.md', line: expect.any(Number) },
    ])
  })

  test('is only what looks like it: rules around text stay', async () => {
    const page = await pageOf(await openWith({ 'docs/a.md': '---\nJust text\n---\nmore' }), 'a')
    expect(page.html).toContain('Just text')
  })
})

test('a page without a heading of its own begins with its title, escaped', async () => {
  const site = await openWith({ 'mkdocs.yml': 'nav: [{"<b>": a.md}]', 'docs/a.md': 'Text' })
  expect((await pageOf(site, 'a')).html).toMatch(/^<h1>&lt;b&gt;<\/h1>\n<p>Text<\/p>/)
})

describe('snippets', () => {
  test('are read from the folder of the config, and in each other', async () => {
    const site = await openWith({
      'docs/a.md': '# A\n\n--8<-- "shared/one.md"\n',
      'shared/one.md': 'One\n\n--8<-- "shared/two.md"\n',
      'shared/two.md': 'Two',
    })
    expect((await pageOf(site, 'a')).html).toMatch(/One.*Two/s)
    expect(await site.problems()).toEqual([])
  })

  test.each(['/etc/passwd', '../secret.md', 'docs/../../secret.md', 'shared\\one.md', 'shared/gone.md'])(
    '%s is not read, and named with its line',
    async (path) => {
      const site = await openWith({ 'docs/a.md': `---\ntitle: A\n---\n# A\n\n--8<-- "${path}"\n` })
      expect(await site.problems()).toMatchObject([{ code: 'missing-snippet', file: 'docs/a.md', line: 6 }])
    },
  )

  test('that name themselves come to an end', async () => {
    const site = await openWith({
      'docs/a.md': '--8<-- "s.md"',
      's.md': 'Loop\n\n--8<-- "t.md"',
      't.md': '--8<-- "s.md"',
    })
    expect((await pageOf(site, 'a')).html).toContain('Loop')
  })
})

describe('what was rendered is kept', () => {
  const contents = { 'docs/a.md': '# A\n\n[b](b.md)\n\n--8<-- "s.md"', 'docs/b.md': '# B', 's.md': 'Snippet' }

  test('while page, links, and snippets say the same', async () => {
    const services = countingServices()
    const first = await pageOf(await openWith(contents, services), 'a')
    const changed = { ...contents, 'docs/b.md': '# Other', 'docs/c.md': '# C' }
    expect(await pageOf(await openWith(changed, services), 'a')).toMatchObject({ html: first.html })
    expect(services.rendered).toHaveLength(1)
  })

  const changes: { why: string; change: Record<string, string>; without?: string; html: string }[] = [
    { why: 'the page', change: { 'docs/a.md': '# New' }, html: 'New' },
    { why: 'a snippet', change: { 's.md': 'Changed' }, html: 'Changed' },
    { why: 'what a link leads to', change: {}, without: 'docs/b.md', html: '<a href="b.md">' },
    {
      why: 'an extension',
      change: { 'mkdocs.yml': 'markdown_extensions: [{ toc: { permalink: false } }]' },
      html: '<h1 id="a">A</h1>',
    },
  ]

  test.each(changes)('and rendered again when $why changes', async ({ change, without, html }) => {
    const services = countingServices()
    await pageOf(await openWith(contents, services), 'a')
    const rest = Object.entries({ ...contents, ...change }).filter(([path]) => path !== without)
    expect((await pageOf(await openWith(Object.fromEntries(rest), services), 'a')).html).toContain(html)
    expect(services.rendered).toHaveLength(2)
  })
})

test.each([
  { why: 'is asked again when its server could not be asked', isTemporary: true, times: 2 },
  { why: 'stays as it is shown when no server would draw it', isTemporary: false, times: 1 },
])('a page with a diagram $why', async ({ isTemporary, times }) => {
  const services = countingServices()
  const diagrams = { draw: async () => ({ html: '<pre>a</pre>', problem: 'Not drawn.', isTemporary }) }
  const contents = {
    'mkdocs.yml': 'markdown_extensions: [plantuml_markdown]',
    'docs/index.md': '```plantuml\na -> b\n```',
  }
  const site = await openWith(contents, { ...services, diagrams })
  await pageOf(site, '')
  await pageOf(site, '')
  expect(services.rendered).toHaveLength(times)
})
