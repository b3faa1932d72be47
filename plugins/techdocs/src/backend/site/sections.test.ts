import { expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from './fixtures/site-files.ts'
import { openSite } from './open-site.ts'
import { sectionsOf } from './sections.ts'

const page = { path: 'guide/', title: 'The guide' }
const texts = (html: string) => sectionsOf(html, page).map(({ path, title, text }) => [path, title, text])

test('a page is taken apart at its headings', () => {
  const html =
    '<h1 id="guide">Guide<a class="headerlink" href="#guide">¶</a></h1><p>One <b>bold</b>ly</p><ul><li>a</li><li>b</li></ul>' +
    '<h2 id="part">A <code>part</code><a class="headerlink" href="#part">¶</a></h2><p>Two</p><h3 id="deep">Deep</h3>'
  expect(texts(html)).toEqual([
    ['guide/', 'The guide', 'One boldly a b'],
    ['guide/#part', 'A part', 'Two'],
    ['guide/#deep', 'Deep', ''],
  ])
})

test.each([
  {
    why: 'line numbers, with the code itself',
    html: '<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre><span class="normal">1</span></pre></div></td><td class="code"><pre><code><span class="k">let</span> x</code></pre></td></tr></table>',
    text: 'let x',
  },
  { why: 'scripts and styles', html: '<script>alert(1)</script><style>p{}</style><p>x</p>', text: 'x' },
  { why: 'tables of contents', html: '<div class="toc"><ul><li><a href="#a">A</a></li></ul></div><p>x</p>', text: 'x' },
  { why: 'ways back from footnotes', html: '<p>note<a class="footnote-backref" href="#f">↩</a></p>', text: 'note' },
  { why: 'the source of formulas', html: '<math><mi>x</mi><annotation>\\x</annotation></math>', text: 'x' },
])('text leaves out $why', ({ html, text }) => {
  expect(texts(html)).toEqual([['guide/', 'The guide', text]])
})

test('a heading that nothing can lead to belongs to the text', () => {
  expect(texts('<h1>T</h1>x<h2>No id</h2>y')).toEqual([['guide/', 'The guide', 'x No id y']])
})

test('a site gives the sections of its pages, without those that ask to be left out', async () => {
  const files = siteFiles({
    'docs/index.md': '# Home\n\nWelcome\n\n## Next *steps*\n\n```js\nlet x\n```',
    'docs/a.md': '---\nsearch:\n  exclude: true\n---\n# Hidden',
  })
  const site = await openSite(files, anyContext, plainServices())
  expect(await Array.fromAsync(site.sections())).toEqual([
    { path: '', title: 'Home', pageTitle: 'Home', text: 'Welcome' },
    { path: '#next-steps', title: 'Next steps', pageTitle: 'Home', text: 'let x' },
  ])
})
