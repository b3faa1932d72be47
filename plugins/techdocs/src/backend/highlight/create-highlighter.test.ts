import { bundledLanguages } from 'shiki/langs'
import { describe, expect, test } from 'vitest'
import { createHighlighter } from './create-highlighter.ts'
import type { CodeOptions } from './highlighter.ts'
import { pygmentsNames } from './languages.ts'

const highlighter = createHighlighter()

/** What stands in `code`, of a block without a frame of numbers. */
const codeOf = async (code: string, language: string | undefined) => {
  const html = await highlighter.block(code, { language })
  return html.slice(html.indexOf('<code>') + 6, html.indexOf('</code>'))
}

const frames: { why: string; code: string; options: CodeOptions; html: string }[] = [
  {
    why: 'without numbers the code stands alone',
    code: 'x = 1',
    options: { language: 'toml' },
    html: '<div class="language-toml highlight"><pre><span></span><code><span class="n">x</span> <span class="p">=</span> <span class="mi">1</span>\n</code></pre></div>\n',
  },
  {
    why: 'numbers stand in a table beside the code',
    code: 'a\nb',
    options: { language: undefined, firstLine: 1 },
    html: '<div class="language-text highlight"><table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre><span></span><span class="normal">1</span>\n<span class="normal">2</span></pre></div></td><td class="code"><div><pre><span></span><code>a\nb\n</code></pre></div></td></tr></table></div>\n',
  },
  {
    why: 'a title stands above, numbers have a start, a step and special ones, lines are marked',
    code: 'a\nb\n\nd\ne\nf\ng',
    options: { language: 'text', title: 'a <b>.py', firstLine: 5, lineStep: 2, lineSpecial: 3, marked: [1, 3, 4] },
    html: '<div class="language-text highlight"><table class="highlighttable"><tr><th colspan="2" class="filename"><span class="filename">a &lt;b&gt;.py</span></th></tr><tr><td class="linenos"><div class="linenodiv"><pre><span></span><span class="normal">  </span>\n<span class="special"> 6</span>\n<span class="normal">  </span>\n<span class="normal"> 8</span>\n<span class="special">  </span>\n<span class="normal">10</span>\n<span class="normal">  </span></pre></div></td><td class="code"><div><pre><span></span><code><span class="hll">a\n</span>b\n<span class="hll">\n</span><span class="hll">d\n</span>e\nf\ng\n</code></pre></div></td></tr></table></div>\n',
  },
  {
    why: 'id, classes and a title also go without numbers, and cannot leave their places',
    code: 'a',
    options: { language: 'text', title: '<i>', id: 'a"><script>', classes: ['cls', '"onclick="'] },
    html: '<div id="a&quot;&gt;&lt;script&gt;" class="language-text cls &quot;onclick=&quot; highlight"><span class="filename">&lt;i&gt;</span><pre><span></span><code>a\n</code></pre></div>\n',
  },
  {
    why: 'empty lines at both ends go, others and blanks stay',
    code: '\n\n  a\r\n\r\nb  \n\n',
    options: { language: undefined },
    html: '<div class="language-text highlight"><pre><span></span><code>  a\n\nb  \n</code></pre></div>\n',
  },
]

test.each(frames)('$why', async ({ code, options, html }) => {
  expect(await highlighter.block(code, options)).toBe(html)
})

const languages: { language: string; code: string; tokens: string[] }[] = [
  { language: 'py', code: 'def f(a):  # c\n  return None', tokens: ['k:def', 'nf:f', 'c1:# c', 'k:return', 'kc:None'] },
  { language: 'python3', code: '@dec\nclass A(B):\n  x = 1.5', tokens: ['nd:@dec', 'nc:A', 'mf:1.5'] },
  { language: 'ts', code: 'const a: string = `x${b}`', tokens: ['kd:const', 'kt:string', 'sb:`x', 'si:${', 'n:b'] },
  { language: 'JavaScript', code: "function f() { return 'x' }", tokens: ['kd:function', 'nf:f', "s1:'x'"] },
  { language: 'yaml', code: 'a: true # c\nb: "x"', tokens: ['nt:a', 'p::', 'kc:true', 'c1:# c', 's2:"x"'] },
  { language: 'json', code: '{"a": [1, null]}', tokens: ['nt:"a"', 'm:1', 'kc:null'] },
  { language: 'bash', code: 'echo "$HOME"', tokens: ['nb:echo', 'nv:$HOME'] },
  { language: 'diff', code: '-a\n+b', tokens: ['gd:-a', 'gi:+b'] },
  { language: 'html', code: '<a href="x">&amp;</a>', tokens: ['nt:a', 'na:href', 's2:"x"', 'ni:&amp;amp;'] },
  { language: 'sql', code: "SELECT 'x' -- c", tokens: ['k:SELECT', "s1:'x'", 'c1:-- c'] },
  { language: 'golang', code: 'func f() int { return 1 }', tokens: ['nf:f', 'kt:int', 'k:return', 'mi:1'] },
  { language: 'console', code: '$ ls\nfile', tokens: ['gp:$', 'go:file'] },
]

test.each(languages)('$language gets the classes of Pygments', async ({ language, code, tokens }) => {
  const html = await codeOf(code, language)
  for (const token of tokens) {
    const [className, text] = [token.slice(0, token.indexOf(':')), token.slice(token.indexOf(':') + 1)]
    expect(html).toContain(`<span class="${className}">${text}</span>`)
  }
  expect(
    html.replace(/<[^>]+>/g, '').replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: '<', gt: '>', amp: '&' })[name as 'lt']),
  ).toBe(`${code}\n`)
})

test('the class keeps the language as written', async () => {
  expect(await highlighter.block('x', { language: 'PYTHON' })).toContain('class="language-PYTHON highlight"')
})

test('code in a line of text is an element without lines', async () => {
  expect(await highlighter.inline('print(1)', 'py')).toBe(
    '<code class="language-py highlight"><span class="nb">print</span><span class="p">(</span><span class="mi">1</span><span class="p">)</span></code>',
  )
  expect(await highlighter.inline('<b>', 'no-such')).toBe('<code class="language-text highlight">&lt;b&gt;</code>')
})

test('each name of Pygments that we translate is needed and leads to a grammar', () => {
  const grammars = Object.keys(bundledLanguages)
  for (const [name, grammar] of Object.entries(pygmentsNames)) {
    expect(grammars).not.toContain(name)
    expect(grammars).toContain(grammar)
  }
})

describe('hostile code', () => {
  test.each(['__proto__', 'constructor', 'hasOwnProperty', '../../x', '"><script>'])(
    'the language %s is text',
    async (language) => {
      expect(await highlighter.block('a', { language })).toContain('class="language-text highlight"')
    },
  )

  test('a grammar that never ends is given up, and others go on', async () => {
    const hostile = `x = ${'0'.repeat(900)}`
    const [stopped, next] = await Promise.all([codeOf(hostile, 'kdl'), codeOf('a = 1', 'toml')])
    expect(stopped).toBe(`${hostile}\n`)
    expect(next).toContain('<span class="mi">1</span>')
  })

  test('a block of a megabyte stays without colours', async () => {
    const code = 'x = 1\n'.repeat(170_000)
    expect(await codeOf(code, 'py')).toBe(code)
  })

  test('a line of 50,000 signs stays without colours, those around it have theirs', async () => {
    const line = '('.repeat(50_000)
    const html = await codeOf(`x = 1\n${line}\ny = 2`, 'py')
    expect(html).toContain(`\n${line}\n`)
    expect(html).toContain('<span class="mi">2</span>')
  })

  test('nothing in code becomes an element', async () => {
    const code = '</code></pre><script>alert(1)</script>'
    for (const language of ['text', 'js', 'html', 'md', 'no-such']) {
      expect((await codeOf(code, language)).match(/<(?!\/?span\b)/g)).toBeNull()
    }
  })
})
