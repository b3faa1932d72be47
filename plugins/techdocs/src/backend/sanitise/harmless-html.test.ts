import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSanitiser } from './create-sanitiser.ts'
import { normal } from './fixtures/parsed.mjs'

const closed = { allowedIframeHosts: [], additionalAllowedUriProtocols: [] }
const sanitiser = createSanitiser(closed)

/** What MkDocs with techdocs-core writes (spec/techdocs.md 3), and what our renderer adds. */
const written: Record<string, string> = {
  'a heading': '<h2 id="slug">T<a class="headerlink" href="#slug" title="Permanent link">&para;</a></h2>',
  'a table of contents':
    '<div class="toc"><ul><li><a href="#a">A</a><ul><li><a href="#b">B</a></li></ul></li></ul></div>',
  'an admonition': '<div class="admonition note inline end"><p class="admonition-title">Note</p><p>x</p></div>',
  'details that are open': '<details class="tip" open="open"><summary>T</summary><p>x</p></details>',
  tabs: '<div class="tabbed-set tabbed-alternate" data-tabs="1:2"><input checked="checked" id="__tabbed_1_1" name="__tabbed_1" type="radio" /><input id="__tabbed_1_2" name="__tabbed_1" type="radio" /><div class="tabbed-labels"><label for="__tabbed_1_1">A</label><label for="__tabbed_1_2">B</label></div><div class="tabbed-content"><div class="tabbed-block"><p>a</p></div><div class="tabbed-block"><p>b</p></div></div></div>',
  code: '<div id="x" class="language-py cls highlight"><table class="highlighttable"><tr><th colspan="2" class="filename"><span class="filename">a.py</span></th></tr><tr><td class="linenos"><div class="linenodiv"><pre><span></span><span class="normal">1</span></pre></div></td><td class="code"><div><pre><span></span><code><span class="hll"><span class="k">if</span> a &lt; "b":\n</span></code></pre></div></td></tr></table></div>',
  'code in a line': '<p><code class="language-py highlight"><span class="nb">print</span></code></p>',
  footnotes:
    '<p><sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p><div class="footnote"><hr /><ol><li id="fn:1"><p>x&#160;<a class="footnote-backref" href="#fnref:1" title="Jump back to footnote 1 in the text">&#8617;</a></p></li></ol></div>',
  'attributes of an author':
    '<p class="a b" id="c" data-x="1" aria-label="x" role="note" lang="de" dir="rtl" hidden>x</p>',
  definitions: '<dl><dt>T</dt><dd><p>x</p></dd></dl>',
  'a table':
    '<table><thead><tr><th style="text-align: left;">a</th></tr></thead><tbody><tr><td style="text-align: left;">b</td></tr></tbody></table>',
  'an abbreviation': '<p><abbr title="HyperText Markup Language">HTML</abbr></p>',
  tasks:
    '<ul class="task-list"><li class="task-list-item"><label class="task-list-control"><input type="checkbox" disabled checked/><span class="task-list-indicator"></span></label> x</li></ul>',
  'an emoji':
    '<p><img alt="😄" class="emojione" src="https://cdn.example/1f604.svg" title=":smile:" /><span class="emojione" title=":smile:">😄</span></p>',
  links:
    '<p><a href="../other/#x">a</a> <a href="https://a.example/?b=1&amp;c=2">b</a> <a href="mailto:a@b.example">c</a> <a href="/catalog">d</a> <a href="x.zip" download>e</a></p>',
  marks:
    '<p><ins>a</ins><sup>b</sup><del>c</del><sub>d</sub><mark>e</mark><ins class="critic block">f</ins><span class="critic comment">g</span></p>',
  keys: '<p><span class="keys"><kbd class="key-control">Ctrl</kbd><span>+</span><kbd class="key-alt">Alt</kbd></span></p>',
  progress:
    '<div class="progress progress-60plus"><div class="progress-bar" style="width:65.00%"><p class="progress-label">65%</p></div></div>',
  'a formula': '<p><span class="arithmatex">\\(x\\)</span></p><div class="arithmatex">\\[x\\]</div>',
  'a formula in MathML':
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" class="tml-display" style="display:block math;"><semantics><mrow displaystyle="true"><munderover><mo movablelimits="false" lspace="0em">∑</mo><mi mathvariant="normal">i</mi><mi>n</mi></munderover><mspace width="0.1667em"></mspace><mfrac linethickness="0"><mn>1</mn><msqrt><mi>x</mi></msqrt></mfrac><mtable columnalign="left"><mtr><mtd style="padding-left:0em;padding-right:5.9776pt;"><mtext>a</mtext></mtd></mtr></mtable></mrow><annotation encoding="application/x-tex">\\frac{1}{2}</annotation></semantics></math>',
  'a diagram in Mermaid': '<pre class="mermaid"><code>graph TD\n  A --&gt; B</code></pre>',
  'a diagram as a picture':
    '<p><img alt="uml diagram" class="uml" src="data:image/png;base64,iVBORw0KGgo=" title="" /></p>',
  'a diagram as a drawing':
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="113px" height="120px" viewBox="0 0 113 120" preserveAspectRatio="none" version="1.1" style="width:113px;height:120px;background:#FFFFFF;" contentStyleType="text/css" zoomAndPan="magnify"><title>T</title><defs><linearGradient id="g" x1="0" gradientUnits="userSpaceOnUse"><stop offset="0" stop-color="red"></stop></linearGradient><marker id="m" markerWidth="4" refX="2" orient="auto"><path d="M0 0L4 2"></path></marker><filter id="f"><feGaussianBlur in="SourceAlpha" stdDeviation="2"></feGaussianBlur></filter></defs><g transform="translate(1 2)" id="a" class="node"><rect fill="url(#g)" filter="url(#f)" x="1" y="2" rx="2.5" style="stroke:#181818;stroke-width:0.5;"></rect><text text-anchor="middle" font-family="Times,serif" font-size="14.00" textLength="20" lengthAdjust="spacing">x</text><a href="https://a.example/" target="_blank" rel="noopener noreferrer"><path d="M0 0" marker-end="url(#m)" stroke-dasharray="5,2"></path></a></g></svg>',
  'HTML of GitHub':
    '<p align="center"><img src="docs/logo.png" width="200" alt="x"><br><kbd>a</kbd><sub>b</sub></p><picture><source media="(prefers-color-scheme: dark)" srcset="dark.png 1x, dark@2x.png 2x"><img src="light.png" loading="lazy"></picture><details><summary>x</summary>y</details>',
  'a film':
    '<video controls src="x.mp4" poster="x.png" width="320"><track src="x.vtt" kind="captions" srclang="en" label="English"></video>',
  'pictures with sizes':
    '<img src="a.png" srcset="a.png 480w, b.png 960w" sizes="(max-width: 600px) 480px, 960px" alt="">',
  macros: '<p>{{ config.site_name }} {% raw %}</p>',
  'sizes of letters':
    '<p style="font-size: x-large; line-height: 1.5">a <span style="font-size:120%;letter-spacing:-.02em">b</span></p>',
  'other writing': '<p>Grüße, 日本語, “quotes” &amp; ampersands &lt; &gt;</p>',
}

describe('what the renderer writes stays as it is', () => {
  test.each(Object.entries(written))('%s', (_, html) => {
    const cleaned = sanitiser.clean(html)
    expect(normal(cleaned)).toBe(normal(html))
    expect(sanitiser.clean(cleaned)).toBe(cleaned)
  })
})

/** What real MkDocs wrote for the snippets of the conformance folder. */
const recorded = join(import.meta.dirname, '../markdown/conformance/fixtures')
const files = readdirSync(recorded, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'))

test('what MkDocs writes stays as it is, but for comments, unknown elements, and links into other windows', () => {
  expect(files.length).toBeGreaterThan(200)
  for (const file of files) {
    const html = readFileSync(join(recorded, file), 'utf8')
    const expected = html
      .replace(/<!--.*?-->|<\/?(?:angled|c)>/gs, '')
      .replaceAll(' target="_blank"', ' target="_blank" rel="noopener noreferrer"')
    expect(normal(sanitiser.clean(html)), file).toBe(normal(expected))
  }
})

const mended: { why: string; html: string; cleaned: string }[] = [
  { why: 'open elements are closed', html: '<div><b>x', cleaned: '<div><b>x</b></div>' },
  { why: 'ends without a start go', html: 'a</div></b>b', cleaned: 'ab' },
  { why: 'crossed elements are untangled', html: '<b><i>x</b>y</i>', cleaned: '<b><i>x</i></b>y' },
  { why: 'paragraphs end where the next begins', html: '<p>a<p>b', cleaned: '<p>a</p><p>b</p>' },
  { why: 'text of an unknown element stays', html: '<form>a <x>b</x></form>', cleaned: 'a b' },
  { why: 'comments go', html: 'a<!-- b -->c', cleaned: 'ac' },
  { why: 'null bytes go', html: 'a\0b', cleaned: 'ab' },
  { why: 'a sign that begins nothing is text', html: '1 < 2 && 3 > 2', cleaned: '1 &lt; 2 &amp;&amp; 3 &gt; 2' },
  {
    why: 'of a style the harmless part stays',
    html: '<p style="color: red; position: fixed">x</p>',
    cleaned: '<p style="color: red">x</p>',
  },
  {
    why: 'a link into a new window cannot reach back',
    html: '<a href="https://a.example/" target="docs" rel="edit">x</a>',
    cleaned: '<a href="https://a.example/" target="_blank" rel="edit noopener noreferrer">x</a>',
  },
  {
    why: 'a box cannot be ticked',
    html: '<input type=checkbox checked name=x>',
    cleaned: '<input type="checkbox" checked disabled>',
  },
  { why: 'a bad link loses its address and keeps its text', html: '<a href="javascript:x">y</a>', cleaned: '<a>y</a>' },
]

test.each(mended)('$why', ({ html, cleaned }) => {
  expect(sanitiser.clean(html)).toBe(cleaned)
})

describe('what an operator allows', () => {
  const open = createSanitiser({
    allowedIframeHosts: ['www.video.example', 'local.example:8080'],
    allowedCustomElementTagName: /^backstage-/,
    allowedCustomElementAttributeName: /attribute/g,
    additionalAllowedUriProtocols: ['slack'],
  })

  test.each([
    {
      why: 'a frame of a host, in its sandbox',
      html: '<iframe src="https://www.video.example/embed/1" width="560" height="315" title="x" allowfullscreen></iframe>',
      isFrame: true,
    },
    {
      why: 'a frame of a host with its port',
      html: '<iframe src="http://local.example:8080/"></iframe>',
      isFrame: true,
    },
    { why: 'no frame of another port', html: '<iframe src="http://local.example/"></iframe>', isFrame: false },
    { why: 'no frame of a host below', html: '<iframe src="https://a.www.video.example/"></iframe>', isFrame: false },
  ])('$why', ({ html, isFrame }) => {
    const sandbox = 'sandbox="allow-scripts allow-same-origin allow-popups allow-forms allow-presentation"'
    expect(open.clean(html)).toBe(isFrame ? html.replace('></iframe>', ` ${sandbox}></iframe>`) : '')
    expect(sanitiser.clean(html)).toBe('')
  })

  test('custom elements by pattern, however often it is asked', () => {
    const html = '<backstage-card my-attribute="a" attribute="b" other="b" id="c"><p>x</p></backstage-card>'
    const cleaned = '<backstage-card my-attribute="a" attribute="b" id="c"><p>x</p></backstage-card>'
    for (let round = 0; round < 3; round++) expect(open.clean(html)).toBe(cleaned)
    expect(sanitiser.clean(html)).toBe('<p>x</p>')
    expect(open.clean('<other-card>x</other-card>')).toBe('x')
  })

  test('a protocol of their own', () => {
    const html = '<a href="slack://channel?id=1">x</a>'
    expect(open.clean(html)).toBe(html)
    expect(sanitiser.clean(html)).toBe('<a>x</a>')
  })
})
