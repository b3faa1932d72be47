import { expect, test } from 'vitest'
import { extensionsOf } from '../site/config/extensions.ts'
import { createMarkdown } from './create-markdown.ts'
import { plainDiagrams, plainHighlighter } from './fixtures/plain-services.ts'

const deep = 3000
const long = 20_000

/** Pages that cost naive parsers seconds, or their stack. Work grows with the page: none takes longer than the page is long. */
const hostile = [
  { why: 'quotes in quotes', text: `${'>'.repeat(deep)} end` },
  { why: 'quotes in quotes over many lines', text: `${'> '.repeat(200)}end\n`.repeat(40) },
  { why: 'lists in lists on one line', text: `${'- '.repeat(deep)}end` },
  {
    why: 'lists in lists',
    text: `${range(400)
      .map((depth) => `${'  '.repeat(depth)}- item`)
      .join('\n')}\nend`,
  },
  {
    why: 'numbers in numbers',
    text: `${range(400)
      .map((depth) => `${'    '.repeat(depth)}1. item`)
      .join('\n')}\nend`,
  },
  {
    why: 'admonitions in admonitions',
    text: `${range(400)
      .map((depth) => `${'    '.repeat(depth)}!!! note`)
      .join('\n')}\nend`,
  },
  {
    why: 'tabs in tabs',
    text: range(300)
      .map((depth) => `${'    '.repeat(depth)}=== "end"`)
      .join('\n'),
  },
  {
    why: 'details in details',
    text: range(300)
      .map((depth) => `${'    '.repeat(depth)}??? note "end"`)
      .join('\n'),
  },
  { why: 'alerts in quotes', text: `${'> '.repeat(deep)}[!NOTE]\n${'> '.repeat(deep)}end` },
  {
    why: 'definitions in definitions',
    text: range(300)
      .map((depth) => `${'    '.repeat(depth)}term\n${'    '.repeat(depth)}:   end`)
      .join('\n'),
  },
  { why: 'opening brackets', text: `${'['.repeat(long)}end` },
  { why: 'pictures that never close', text: `${'!['.repeat(long)}end` },
  { why: 'links that never close', text: `${'[a]('.repeat(long)}end` },
  { why: 'links to links', text: `${'[a](b'.repeat(deep)}${')'.repeat(deep)}end` },
  { why: 'stars', text: `${'*a **b '.repeat(long / 4)}end` },
  { why: 'underscores', text: `${'_a __b '.repeat(long / 4)}end` },
  {
    why: 'stars of all lengths',
    text: `${range(200)
      .map((count) => '*'.repeat(count))
      .join('a')}end`,
  },
  {
    why: 'backticks of all lengths',
    text: `${range(300)
      .map((count) => '`'.repeat(count))
      .join('a')}end`,
  },
  { why: 'tildes, carets and equal signs', text: `${'~a ^b ==c ^^d ~~e '.repeat(deep)}end` },
  { why: 'a run of equal signs', text: `a${'='.repeat(200_000)}end` },
  { why: 'a run of carets', text: `a${'^'.repeat(200_000)}end` },
  { why: 'a run of tildes in a line', text: `a ${'~'.repeat(200_000)}end` },
  { why: 'critic marks that never close, line by line', text: `${'{==\n'.repeat(50_000)}end` },
  { why: 'critic marks that never close', text: `${'{++a {--b {~~c {==d {>>e '.repeat(deep)}end` },
  { why: 'attribute lists that never close', text: `${'*a*{ .b '.repeat(deep)}end` },
  { why: 'an attribute list without an end', text: `*a*{ ${'.b '.repeat(long)}end` },
  { why: 'elements that never close', text: `${'<div>\n'.repeat(deep)}end` },
  {
    why: 'elements in elements with Markdown',
    text: `${'<div markdown>\n'.repeat(deep)}end\n${'</div>\n'.repeat(deep)}`,
  },
  { why: 'fences that never close in HTML', text: `<div>\n${'```a\n'.repeat(deep)}</div>\nend` },
  { why: 'fences in elements in elements', text: `${'<div>\n```a\n\n'.repeat(deep)}end${'\n</div>'.repeat(deep)}` },
  { why: 'tags that never end', text: `${'<div '.repeat(long)}end` },
  { why: 'comments that never end', text: `${'<!--\n\n'.repeat(deep)}end` },
  { why: 'inline tags', text: `a ${'<a href="'.repeat(deep)}end` },
  { why: 'footnotes that never close', text: `${'[^a'.repeat(long)}end` },
  {
    why: 'thousands of footnotes',
    text: `${range(deep)
      .map((id) => `x[^${id}]`)
      .join(' ')}\n\n${range(deep)
      .map((id) => `[^${id}]: end`)
      .join('\n')}`,
  },
  {
    why: 'footnotes in footnotes',
    text: range(200)
      .map((depth) => `${'    '.repeat(depth)}[^${depth}]: end`)
      .join('\n'),
  },
  {
    why: 'thousands of abbreviations',
    text: `${'KEY '.repeat(deep)}end\n\n${range(deep)
      .map((id) => `*[KEY${id}]: x`)
      .join('\n')}`,
  },
  { why: 'a wide table', text: `|${'a|'.repeat(2000)}\n|${'-|'.repeat(2000)}\n|${'end|'.repeat(2000)}` },
  { why: 'a long table', text: `|a|b|\n|-|-|\n${'|end|`|`|\n'.repeat(5000)}` },
  { why: 'rows that are no table', text: `${'| a | b |\n'.repeat(5000)}end` },
  { why: 'a line of a megabyte', text: `${'word '.repeat(200_000)}end` },
  { why: 'a word of a megabyte', text: `${'w'.repeat(1_000_000)}end` },
  { why: 'blanks of a megabyte', text: `a${' '.repeat(1_000_000)}end` },
  { why: 'dots and colons that look like addresses', text: `${'http://a.'.repeat(deep)}end` },
  { why: 'what looks like a mail address', text: `${'a.'.repeat(long)}@${'b.'.repeat(long)} end` },
  { why: 'emoji that are none', text: `${':a'.repeat(long)}: end` },
  { why: 'headings with one name', text: `${'# end\n\n'.repeat(2000)}` },
  { why: 'fences that never close', text: `${'```a\n~~~b\n'.repeat(deep)}end` },
  { why: 'fences in items', text: `${'- ```\n'.repeat(deep)}end` },
  { why: 'macros that never close', text: `${'{{ a '.repeat(long)}end` },
  {
    why: 'references to each other',
    text: `${range(2000)
      .map((id) => `[${id}]: <${id}>`)
      .join('\n')}\n\n${'[a][b]'.repeat(deep)}end`,
  },
  { why: 'characters for control', text: `\0\u0001\u0002\uE000\uFEFF\u2028${'\u202E'.repeat(100)}end` },
]

for (const strict of [false, true]) {
  const markdown = createMarkdown(
    { extensions: extensionsOf([], { useBlocks: false }), strict },
    { highlighter: plainHighlighter, diagrams: plainDiagrams },
  )
  test.each(hostile)(`$why: the text stays, and the page is done (strict: ${strict})`, async ({ text }) => {
    const { html } = await markdown.render(text, {
      file: 'x.md',
      meta: {},
      resolve: (address) => address,
      readSnippet: () => undefined,
    })
    expect(html).toContain('end')
  })
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}
