import type { Token } from 'markdown-it'
import type { Diagrams } from '../diagrams/diagrams.ts'
import type { Highlighter } from '../highlight/highlighter.ts'
import type { Engine } from './engine.ts'
import type { Markdown, MarkdownOptions, MarkdownPage, RenderedMarkdown } from './markdown.ts'
import { type Env, envOf, type PageState, report } from './page-state.ts'
import { assemble } from './snippets.ts'

/** Renders the Markdown of one site. The parser and its extensions are loaded with the first page. */
export function createMarkdown(
  options: MarkdownOptions,
  services: { highlighter: Highlighter; diagrams: Diagrams },
): Markdown {
  let engine: Promise<Engine> | undefined
  const load = () => {
    engine ??= import('./engine.ts').then(({ createEngine }) => createEngine(options, services))
    return engine
  }
  return {
    unknownExtensions: async () => (await load()).unknown,
    render: async (source, page) => render(await load(), source, page),
  }
}

async function render(engine: Engine, source: string, page: MarkdownPage): Promise<RenderedMarkdown> {
  const state: PageState = { page, problems: [], headings: [], title: undefined, lines: [] }
  const env = envOf(state)
  const text = putSnippets(engine, source, { env, state })
  const tokens = engine.md.parse(text, env)
  await Promise.all(engine.later.flatMap((work) => work(tokens, env)))
  const { headings, problems, title } = state
  return { html: renderTokens(engine, tokens, env), title, headings, problems }
}

function putSnippets(engine: Engine, source: string, { env, state }: { env: Env; state: PageState }): string {
  const text = source.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
  state.lines = text.split('\n').map((_, at) => at + 1)
  if (!engine.settingsOf('pymdownx.snippets')) return text
  const { text: whole, lines } = assemble(text, {
    read: (path) => state.page.readSnippet(path),
    missing: (path, line) => report(env, 'missing-snippet', line, `There is no snippet "${path}".`),
  })
  state.lines = lines
  return whole
}

function renderTokens({ md }: Engine, tokens: Token[], env: Env): string {
  return md.renderer.render(tokens, md.options, env)
}
