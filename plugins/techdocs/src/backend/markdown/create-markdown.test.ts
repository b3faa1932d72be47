import { expect, test } from 'vitest'
import { createMarkdown } from './create-markdown.ts'
import { plainDiagrams, plainHighlighter } from './fixtures/plain-services.ts'
import { render } from './fixtures/render.ts'

test('a page has its title, and its headings without markup', async () => {
  const page = await render('## Before\n\n# The `code` *page* [x](https://example.com) { #top }\n\n### A &amp; B')
  expect(page.title).toBe('The code page x')
  expect(page.headings).toEqual([
    { id: 'before', title: 'Before', level: 2 },
    { id: 'top', title: 'The code page x', level: 1 },
    { id: 'a-b', title: 'A & B', level: 3 },
  ])
})

test('addresses of links and images are resolved, those in HTML as well, with their line and how they were written', async () => {
  const asked: unknown[] = []
  const { html } = await render(
    'See [other](other.md#x) and\n![p](p.png "T") and https://example.com/auto.\n\n<p><a class="b" href="raw.md">r</a> <img src=\'a&amp;b.png\'></p>\n\n[ref]\n\n[ref]: ../up.md',
    {
      resolve: (address, use, line, written) => {
        asked.push([address, use, line, written])
        return `/site/${address}?"`
      },
    },
  )
  expect(asked).toEqual([
    ['other.md#x', 'link', 1, 'markdown'],
    ['p.png', 'image', 1, 'markdown'],
    ['raw.md', 'link', 4, 'html'],
    ['a&b.png', 'image', 4, 'html'],
    ['../up.md', 'link', 6, 'markdown'],
  ])
  expect(html).toContain('<a href="/site/other.md#x?&quot;">other</a>')
  expect(html).toContain('<a class="b" href="/site/raw.md?&quot;">r</a>')
  expect(html).toContain('<img src="/site/a&amp;b.png?&quot;">')
  expect(html).toContain('<a href="https://example.com/auto">https://example.com/auto</a>')
})

test.each([
  { why: 'four blanks', text: 'x\n\n- a\n    - b', line: 4, says: 'nest by two blanks' },
  { why: 'a list below text', text: 'x\n- a', line: 2, says: 'blank line before it' },
  { why: 'a blank line between bullets', text: '- a\n\n- b', line: 3, says: 'ends the list' },
  { why: 'a number with a parenthesis', text: '1) a', line: 1, says: '"1)"' },
  { why: 'a table below text', text: 'x\n|a|\n|-|\n|1|', line: 2, says: 'table' },
  { why: 'a backslash at the end of a line', text: 'a\\\nb', line: 1, says: 'backslash' },
  { why: 'a heading without a blank', text: 'x\n\n#heading', line: 3, says: 'heading' },
  { why: 'Markdown in HTML', text: '<div>\n\n*a*\n\n</div>', line: 3, says: 'HTML' },
])(
  'MkDocs would show $why differently: the owner is told the line, and strict pages are not',
  async ({ text, ...told }) => {
    const lenient = await render(text)
    expect(lenient.problems).toEqual([
      {
        code: 'renders-differently',
        file: 'guide/page.md',
        line: told.line,
        message: expect.stringContaining(told.says),
      },
    ])
    expect((await render(text, { strict: true })).problems).toEqual([])
  },
)

test('what both show alike is told to nobody', async () => {
  const { problems } = await render(
    '# A\n\n- a\n  - b\n  - c\n\n  text\n\n1. x\n\n2. y\n\n| a |\n|---|\n| 1 |\n\n<div markdown>\n\n*a*\n\n</div>\n\n\\#no heading',
  )
  expect(problems).toEqual([])
})

test.each([
  { text: 'Version {{ config.version }}.', shown: '{{ config.version }}' },
  { text: '{% include "x.md" %}', shown: '{% include' },
])('a macro stays visible, and the owner is told: $text', async ({ text, shown }) => {
  const { html, problems } = await render(`# T\n\n${text}`)
  expect(html).toContain(shown)
  expect(problems).toEqual([expect.objectContaining({ code: 'macro', line: 3 })])
})

test('what looks like a macro in code is nobody’s business', async () => {
  expect((await render('`{{ a }}`\n\n```\n{% b %}\n```')).problems).toEqual([])
})

test('an extension that nothing here knows is named, and the page is rendered', async () => {
  const markdown = createMarkdown(
    {
      extensions: new Map([
        ['my.own', {}],
        ['markdown.extensions.toc', {}],
        ['pymdownx.tilde', {}],
      ]),
      strict: false,
    },
    { highlighter: plainHighlighter, diagrams: plainDiagrams },
  )
  expect(await markdown.unknownExtensions()).toEqual(['my.own'])
})

test.each([
  { why: 'a fence', text: '```plantuml format="svg"\nA -> B\n```', kind: 'plantuml', options: { format: 'svg' } },
  {
    why: 'its own marks',
    text: '::uml:: format="png" alt="x"\nA -> B\n::end-uml::',
    kind: 'plantuml',
    options: { format: 'png', alt: 'x' },
  },
  { why: 'Graphviz', text: '{% dot a.svg\nA -> B\n%}', kind: 'graphviz', type: 'dot', options: { format: 'svg' } },
  {
    why: 'Graphviz in a fence',
    text: '```graphviz neato a.png\nA -> B\n```',
    kind: 'graphviz',
    type: 'neato',
    options: { format: 'png' },
  },
  { why: 'Kroki', text: '- item\n\n  ```kroki-d2\n  A -> B\n  ```', kind: 'kroki', type: 'd2', options: {} },
])('a diagram is drawn: $why', async ({ why: _, text, ...diagram }) => {
  const { html } = await render(text)
  const drawn = JSON.parse(/data-diagram='([^']*)'/.exec(html)?.[1] ?? '')
  expect(drawn).toEqual({ ...diagram, source: expect.stringMatching(/^A -> B\n?$/) })
})

test('a diagram that cannot be drawn is told with its line', async () => {
  const markdown = createMarkdown(
    { extensions: new Map(), strict: false },
    {
      highlighter: plainHighlighter,
      diagrams: { draw: async () => ({ html: '<pre>A</pre>', problem: 'No server.' }) },
    },
  )
  const page = { file: 'x.md', meta: {}, resolve: (address: string) => address, readSnippet: () => undefined }
  const { html, problems } = await markdown.render('# T\n\n```plantuml\nA\n```', page)
  expect(html).toContain('<pre>A</pre>')
  expect(problems).toEqual([{ code: 'diagram', file: 'x.md', line: 3, message: 'No server.' }])
})

test.each([
  { why: 'drawn as MathML', settings: { generic: true }, has: /<span class="arithmatex"><math.*<\/math><\/span>/ },
  {
    why: 'left as text when the site wraps it itself',
    settings: { tex_inline_wrap: ['[', ']'] },
    has: /<span class="arithmatex">\[x&lt;y\]<\/span>/,
  },
])('a formula is $why', async ({ settings, has }) => {
  const { html } = await render('$x<y$', { extensions: [['pymdownx.arithmatex', settings]] })
  expect(html).toMatch(has)
})

test('a formula that cannot be read stays visible, and the owner is told', async () => {
  const { html, problems } = await render('A\n\n$\\frac{<b>$', { extensions: [['pymdownx.arithmatex', {}]] })
  expect(html).toContain('<code>\\frac{&lt;b></code>')
  expect(problems).toEqual([expect.objectContaining({ code: 'math' })])
})

test('an emoji is a character; an icon stays as it is written, and the owner is told', async () => {
  const { html, problems } = await render(':smile: :material-check:', {
    extensions: [['pymdownx.emoji', { emoji_index: 'material.extensions.emoji.twemoji' }]],
  })
  expect(html).toContain('<span class="twemoji" title=":smile:">😄</span> :material-check:')
  expect(problems).toEqual([expect.objectContaining({ code: 'unknown-icon' })])
})

test('lines are counted in the file, not in what snippets made of it', async () => {
  const { problems, html } = await render('--8<-- "long.md"\n\n{{ mine }}', {
    readSnippet: () => 'a\n\nb\n\n{{ theirs }}',
  })
  expect(html).toContain('theirs')
  expect(problems.map(({ line, message }) => [line, message.slice(0, 10)])).toEqual([
    [undefined, '{{ theirs '],
    [3, '{{ mine }}'],
  ])
})

test('names that every object has are no emoji, key or extension', async () => {
  const { html } = await render(':constructor: :toString: ++constructor++', { extensions: [['pymdownx.keys', {}]] })
  expect(html).toContain(
    ':constructor: :toString: <span class="keys"><kbd class="key-constructor">Constructor</kbd></span>',
  )
  const markdown = createMarkdown(
    { extensions: new Map([['constructor', {}]]), strict: false },
    { highlighter: plainHighlighter, diagrams: plainDiagrams },
  )
  expect(await markdown.unknownExtensions()).toEqual(['constructor'])
})

test.each([
  { name: ':slight_smile:', shown: '🙂', why: 'one of EmojiOne' },
  { name: ':+1:', shown: '👍', why: 'a sign' },
  { name: ':thumbsup_tone3:', shown: '👍🏽', why: 'a colour of skin' },
  { name: ':flag_de:', shown: '🇩🇪', why: 'a flag' },
])('$name is $why', async ({ name, shown }) => {
  expect((await render(name)).html).toContain(`<span class="emojione" title="${name}">${shown}</span>`)
})
