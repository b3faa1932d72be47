import { expect, test } from 'vitest'
import { createHighlighter } from '../highlight/create-highlighter.ts'
import { createSanitiser } from '../sanitise/create-sanitiser.ts'
import { anyContext, plainServices, siteFiles } from './fixtures/site-files.ts'
import { openSite } from './open-site.ts'

const services = {
  ...plainServices(),
  highlighter: createHighlighter(),
  sanitiser: createSanitiser({ allowedIframeHosts: [], additionalAllowedUriProtocols: [] }),
}
const script = '<script>alert(1)</script>'
const hostile = `"><img src=x onerror=alert(1)>${script}`
const quoted = JSON.stringify(hostile)

const places: { place: string; contents: Record<string, string> }[] = [
  { place: 'the name of the site', contents: { 'mkdocs.yml': `site_name: ${quoted}` } },
  { place: 'the description of the site', contents: { 'mkdocs.yml': `site_description: ${quoted}` } },
  { place: 'the copyright', contents: { 'mkdocs.yml': `copyright: ${quoted}` } },
  { place: 'a title of the navigation', contents: { 'mkdocs.yml': `nav: [{ ${quoted}: index.md }]` } },
  { place: 'a section', contents: { 'mkdocs.yml': `nav: [{ ${quoted}: [index.md] }]` } },
  {
    place: 'a link of the navigation',
    contents: { 'mkdocs.yml': `nav: [index.md, { a: ${JSON.stringify(`https://example.org/${hostile}`)} }]` },
  },
  { place: 'the language', contents: { 'mkdocs.yml': `theme: { language: ${quoted}, direction: ${quoted} }` } },
  {
    place: 'the edit address',
    contents: {
      'mkdocs.yml': `repo_url: https://example.org/${JSON.stringify(hostile).slice(1, -1)}\nedit_uri: ${quoted}`,
    },
  },
  {
    place: 'the title of a page',
    contents: { 'docs/index.md': `---\ntitle: ${quoted}\ndescription: ${quoted}\n---\nText` },
  },
  { place: 'a heading', contents: { 'docs/index.md': `# ${hostile}\n\n## ${hostile} {#x${quoted}}` } },
  { place: 'the body', contents: { 'docs/index.md': hostile } },
  { place: 'a snippet', contents: { 'docs/index.md': '--8<-- "s.md"', 's.md': hostile } },
  { place: 'a name of a file', contents: { [`docs/a${hostile.replaceAll('/', '')}.md`]: 'Text' } },
  {
    place: 'a redirect',
    contents: {
      'mkdocs.yml': `plugins: [{ redirects: { redirect_maps: { old.md: ${JSON.stringify(`https://example.org/${hostile}`)} } } }]`,
    },
  },
]

test.each(places)('what would run in $place does not', async ({ contents }) => {
  const site = await openSite(siteFiles({ 'docs/index.md': '# Home', ...contents }), anyContext, services)
  for (const path of await site.files()) {
    const html = await site.document(path)
    expect(html?.match(/<script|<img[^>]*onerror/i) ?? null).toBeNull()
  }
  for (const path of site.pages) {
    const found = await site.page(path)
    const html = found && 'page' in found ? found.page.html : ''
    expect(html.match(/<script|<[^>]*onerror/i)).toBeNull()
  }
})

test.each([
  { attack: 'a script', url: 'javascript:alert(1)' },
  { attack: 'a script in disguise', url: ' jAvascript:alert(1)' },
  { attack: 'data', url: 'data:text/html,x' },
  { attack: 'a file', url: 'file:///etc/passwd' },
  { attack: 'a host without a protocol', url: '//evil.example/x' },
])('the navigation does not lead to $attack', async ({ url }) => {
  const config = `nav: [index.md, { a: ${JSON.stringify(url)} }, { b: https://example.org/ }]`
  const site = await openSite(siteFiles({ 'mkdocs.yml': config, 'docs/index.md': '# Home' }), anyContext, services)
  expect(site.nav).toEqual([
    { title: 'Home', path: '' },
    { title: 'b', url: 'https://example.org/' },
  ])
  expect((await site.problems()).map(({ code }) => code)).toEqual(['missing-page'])
})

test('code keeps its colours, and links their places, through all parts', async () => {
  const files = siteFiles({ 'docs/index.md': '# Home\n\n[a](a.md)\n\n```ts\nconst x = 1\n```\n', 'docs/a.md': '# A' })
  const found = await (await openSite(files, anyContext, services)).page('')
  const html = found && 'page' in found ? found.page.html : ''
  expect(html).toContain('<div class="language-ts highlight">')
  expect(html).toContain('<span class="kd">const</span>')
  expect(html).toContain('<a href="a/">a</a>')
})
