import { describe, expect, test } from 'vitest'
import { showSource } from '../diagrams/show-drawing.ts'
import { createHighlighter } from '../highlight/create-highlighter.ts'
import { createMarkdown } from '../markdown/create-markdown.ts'
import { extensionsOf } from '../site/config/extensions.ts'
import { createSanitiser } from './create-sanitiser.ts'
import { hostile } from './fixtures/hostile.ts'
import { hostileOptions } from './fixtures/hostile-options.ts'
import { dangersOf } from './fixtures/parsed.mjs'

const sanitiser = createSanitiser(hostileOptions)
const listed = ['keys', 'arithmatex', 'progressbar']
  .map((name) => `pymdownx.${name}`)
  .concat('smarty', 'wikilinks', 'nl2br')
const services = {
  highlighter: createHighlighter(),
  diagrams: {
    draw: async (diagram: Parameters<typeof showSource>[0]) => ({ html: showSource(diagram, 'No server.') }),
  },
}
const wanted = listed.map((name) => [name, {}] as const)
const engines = [false, true].map((useBlocks) =>
  createMarkdown({ extensions: extensionsOf(wanted, { useBlocks }), strict: false }, services),
)

/** What a reader gets of a page, by each of the two dialects. */
async function read(source: string): Promise<string> {
  const page = {
    file: 'index.md',
    meta: {},
    resolve: (address: string) => address,
    readSnippet: () => '<img src=x onerror=alert(1)>\n\n[x](javascript:alert(1))',
  }
  const pages = await Promise.all(engines.map((markdown) => markdown.render(source, page)))
  return pages.map(({ html }) => sanitiser.clean(html)).join('\n')
}

const script = 'javascript:alert(1)'
const image = '<img src=x onerror=alert(1)>'
const quote = '"onmouseover="alert(1)'

/** Each construct that takes text of the author, with text that would leave it. */
const constructs: Record<string, string> = {
  'the address of a link': `[x](${script})`,
  'the address of a link in brackets': `[x](<${script}>)`,
  'the address of a link, spelled by entities': '[x](&#106;avascript&colon;alert(1))',
  'the address of a link, in capitals after a control character': '[x](\u0001JaVaScRiPt:alert(1))',
  'the address of a link with data': '[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  'the title of a link': `[x](https://a.example '${quote}')`,
  'the text of a link': `[${image}](https://a.example)`,
  'a link to a reference': `[x][1]\n\n[1]: ${script} '${quote}'`,
  'a link to a reference by its name': `[${quote}]\n\n[${quote}]: ${script}`,
  'an address between brackets': `<${script}>`,
  'a bare address': `https://a.example/${quote} www.a.example/"onclick=alert(1)`,
  'a mail address': '<a"onclick=alert(1)@a.example> mailto:x"onclick=alert(1)@a.example',
  'the address of a picture': `![x](${script})`,
  'the address of a picture with a document': '![x](data:text/html,<script>alert(1)</script>)',
  'the words for a picture': `![${quote}](x.png)`,
  'the title of a picture': `![x](x.png '${quote}')`,
  'a heading': `# ${image} {: onclick="alert(1)" }`,
  'the id of a heading': `## x {: #a"onclick="alert(1) }`,
  'the list of contents': `[TOC]\n\n# ${image}\n\n## [x](${script})`,
  'attributes of a paragraph': 'x\n{: onclick="alert(1)" style="position:fixed" srcdoc="<script>alert(1)</script>" }',
  'attributes of a link': `[x](https://a.example){: href="${script}" onclick="alert(1)" target="_top" ping="https://evil.example" }`,
  'attributes of a picture': `![x](x.png){: src="${script}" onerror="alert(1)" srcset="${script}" }`,
  'attributes of emphasis': '*x*{: onclick=alert(1) contenteditable autofocus }',
  'an admonition': `!!! note "${image}"\n    [x](${script})`,
  'the kind of an admonition': `!!! note"onclick=alert(1) x\n    ${image}`,
  'what folds': `??? tip "${image}"\n    ${image}`,
  tabs: `=== "${image}"\n\n    ${image}\n\n=== "${quote}"\n\n    x`,
  'a block of an admonition': `/// note | ${image}\n    attrs: {onclick: "alert(1)", id: '${quote}'}\n${image}\n///`,
  'a block of a tab': `/// tab | ${image}\nx\n///`,
  'an alert of GitHub': `> [!NOTE] ${image}\n> [x](${script})`,
  'an alert of GitLab': `>>> [!tip] ${image}\n${image}\n>>>`,
  'a quote': `> ${image}`,
  'a list': `- ${image}\n- [x](${script})\n    1. ${image}`,
  'a task': `- [ ] ${image}\n- [x] [x](${script})`,
  'a definition': `${image}\n:   ${image}`,
  'a table': `| ${image} | b |\n| --- | :-: |\n| [x](${script}) | \`${image}\` |`,
  'a footnote': `x[^1] y[^a"onclick=alert(1)]\n\n[^1]: ${image} [x](${script})\n\n[^a"onclick=alert(1)]: y`,
  'an abbreviation': `*[HTML]: ${quote}>${image}\n\nHTML`,
  'a fence': `\`\`\`js\n</code></pre>${image}\n\`\`\``,
  'the language of a fence': `\`\`\`js"onclick="alert(1)\n${image}\n\`\`\``,
  'the title of a fence': `\`\`\`py title="${image}" linenums="1${quote}" hl_lines="1${quote}"\nx\n\`\`\``,
  'the id and classes of a fence': `\`\`\`{ .py .a"onclick=alert(1) #b"onclick=alert(1) onclick="alert(1)" }\nx\n\`\`\``,
  'an indented block': `    </code></pre>${image}`,
  'code in a line': `\`${image}\` \`\`</code>${image}\`\``,
  'coloured code in a line': `\`#!html ${image}\` \`:::"onclick=alert(1) x\``,
  'a diagram of Mermaid': `\`\`\`mermaid\ngraph TD\n  A["${image}"] --> B\n  click A "${script}"\n\`\`\``,
  'a diagram of PlantUML': `\`\`\`plantuml alt="${image}" classes="x\\"onclick=alert(1)"\n@startuml\n${image}\n@enduml\n\`\`\``,
  'a diagram between marks': `::uml:: format="svg_inline" title="${image}"\n${image}\n::end-uml::`,
  'a diagram of Graphviz': `{% dot a"onclick=alert(1).svg\ndigraph { a [label="${image}" URL="${script}"] }\n%}`,
  'a formula': `\\(${image} \\href{${script}}{x} \\url{${script}}\\)`,
  'a formula of its own': `$$\n\\href{${script}}{x} \\includegraphics{${script}} \\htmlData{onclick=alert(1)}{x}\n$$`,
  'a formula with HTML': `$\\text{${image}} \\class{x"onclick="alert(1)}{y} \\style{position:fixed;inset:0}{z}$`,
  'an emoji': `:smile"onclick=alert(1): :smile:{: onclick=alert(1) }`,
  keys: `++ctrl+"${image}"++ ++a"onclick=alert(1)++`,
  progress: `[=65% "${image}"]{: onclick=alert(1) style="width:9999px;position:fixed" }`,
  'insertions and the like': `^^${image}^^ ~~${image}~~ ==${image}== H~${image}~ x^${image}^`,
  'marks of an editor': `{++${image}++} {--${image}--} {~~${image}~>${image}~~} {==${image}==} {>>${image}<<}`,
  symbols: `(c)${image} --> ${image} 1/2`,
  'a link of a wiki': `[[${script}]] [[${image}]] [["onclick=alert(1)]]`,
  'a snippet': '--8<-- "x.md"',
  'a snippet in a fence': '```js\n--8<-- "x.md"\n```',
  'Markdown in HTML': `<div markdown onclick="alert(1)">\n\n[x](${script}) ${image}\n\n</div>`,
  'Markdown in a script': `<script markdown>\n\nalert(1)\n\n</script>`,
  'Markdown in a style': `<style markdown="1">\n\n*{position:fixed}\n\n</style>`,
  'Markdown in a link in HTML': `<a href="${script}" markdown="span">**x**</a>`,
  'a comment': `<!-- ${image} --> <!-- --!>${image} -->`,
  'a macro': `{{ "${image}" }} {% raw %}${image}{% endraw %}`,
  'an escape': `\\<img src=x onerror=alert(1)> \\${image} &lt;script&gt;`,
  'a line that breaks': `${image}  \n${image}\\\n${image}`,
  'a heading with a line below': `${image}\n=====`,
  'HTML that is broken by Markdown': `<a title="\n\n${image}">x</a> <a href="*${script}*">x</a>`,
  'HTML around a fence': `<div onclick="\n\`\`\`\nalert(1)\n\`\`\`\n">`,
  'a link in an unclosed element': `<a href='[x](${script})'>`,
}

describe('no construct of Markdown lets anything through', () => {
  test.each(Object.entries(constructs))('%s', async (_, source) => {
    const html = await read(`before\n\n${source}\n\nafter`)
    expect(dangersOf(html)).toEqual([])
    expect(html).toContain('before')
  })
})

describe('HTML in Markdown is cleaned as HTML is', () => {
  const places: Record<string, (html: string) => string> = {
    'as a block': (html) => html,
    'in a line': (html) => `x ${html} y`,
    'in a list': (html) => `- ${html}`,
    'in an admonition': (html) => `!!! note\n\n    ${html}`,
    'in a table': (html) => `| a |\n| - |\n| ${html} |`,
  }

  test.each(Object.entries(places))('%s', async (_, put) => {
    const found = await Promise.all(Object.values(hostile).map(async (html) => dangersOf(await read(put(html)))))
    expect(found.flat()).toEqual([])
  })
})

test('what is none of it stays', async () => {
  const html = await read('# Title\n\n[x](../a.md) ![y](b.png) `c`\n\n!!! note\n    *d*')
  expect(html).toContain('<a href="../a.md">x</a>')
  expect(html).toContain('<em>d</em>')
})
