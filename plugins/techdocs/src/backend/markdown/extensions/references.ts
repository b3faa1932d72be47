import type { MarkdownIt, StateCore, Token } from 'markdown-it'
import { pageState, report, writtenLine } from '../page-state.ts'

/** Turns addresses of links and images into those of the site, also in HTML; and tells of macros, which nobody runs here. */
export function references(md: MarkdownIt): void {
  md.core.ruler.push('references', (state) => {
    for (const token of state.tokens) {
      if (token.type === 'html_block') token.content = inHtml(state, token, token.map?.[0])
      const line = token.map?.[0]
      if (token.type === 'inline' && macro.test(token.content)) reportMacro(state, token, line)
      for (const child of token.children ?? []) {
        if (child.type === 'link_open' && child.info !== 'wiki') resolve(state, child, { name: 'href', line })
        if (child.type === 'image') resolve(state, child, { name: 'src', line })
        if (child.type === 'html_inline') child.content = inHtml(state, child, line)
      }
    }
  })
}

function resolve(
  state: StateCore,
  token: Token,
  { name, line }: { name: 'href' | 'src'; line: number | undefined },
): void {
  const address = token.attrGet(name)
  if (address === null || token.info === 'auto') return
  const use = name === 'href' ? 'link' : 'image'
  token.attrSet(name, pageState(state.env).page.resolve(String(address), use, writtenLine(state.env, line), 'markdown'))
}

const tag = /<(a|img)(?=\s)[^<>]*>/gi
const attributes = {
  a: /(\shref\s*=\s*)(?:"([^"]*)"|'([^']*)')/i,
  img: /(\ssrc\s*=\s*)(?:"([^"]*)"|'([^']*)')/i,
}

function inHtml(state: StateCore, { content }: Token, line: number | undefined): string {
  const { unescapeAll, escapeHtml } = state.md.utils
  return content.replace(tag, (html: string, name: string) =>
    html.replace(
      attributes[name.toLowerCase() as 'a' | 'img'],
      (_, before: string, double?: string, single?: string) => {
        const address = unescapeAll((double ?? single ?? '').replaceAll('\\', '\\\\'))
        const use = name.toLowerCase() === 'a' ? 'link' : 'image'
        const resolved = pageState(state.env).page.resolve(String(address), use, writtenLine(state.env, line), 'html')
        return `${before}"${escapeHtml(resolved)}"`
      },
    ),
  )
}

const macro = /\{\{[^{}\n]{1,200}\}\}|\{%[^{}\n]{1,200}%\}/

function reportMacro(state: StateCore, token: Token, line: number | undefined): void {
  const shown = token.children?.some((child) => child.type === 'text' && macro.test(child.content))
  const [found] = macro.exec(token.content) ?? []
  if (shown && found) report(state.env, 'macro', line, `${found} is shown as it is written: macros are not run here.`)
}
