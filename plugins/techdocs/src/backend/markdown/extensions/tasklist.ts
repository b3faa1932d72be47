import type { Token } from 'markdown-it'
import type { Extension } from '../extension.ts'

/** `pymdownx.tasklist`: `- [ ] open`, `- [x] done`. */
export const tasklist: Extension = ({ md }, settings) => {
  const isCustom = settings.custom_checkbox === true
  const isLocked = settings.clickable_checkbox !== true
  md.core.ruler.after('inline', 'tasklist', ({ tokens, Token: Made }) => {
    const lists: Token[] = []
    for (const [at, token] of tokens.entries()) {
      if (token.type.endsWith('_list_open')) lists.push(token)
      if (token.type.endsWith('_list_close')) lists.pop()
      const line = tokens[at + 2]
      if (token.type !== 'list_item_open' || tokens[at + 1]?.type !== 'paragraph_open' || !line?.children) continue
      const [text] = line.children
      const [box, sign] = /^\[([ xX])\](?= )/.exec(text?.type === 'text' ? text.content : '') ?? []
      if (!text || !box) continue
      text.content = text.content.slice(box.length)
      const control = new Made('own_html', '', 0)
      control.content = checkbox({ isCustom, isLocked, isDone: sign !== ' ' })
      line.children.unshift(control)
      token.attrJoin('class', 'task-list-item')
      const list = lists.at(-1)
      if (list && list.attrGet('class') !== 'task-list') list.attrJoin('class', 'task-list')
    }
  })
}

function checkbox({ isCustom, isLocked, isDone }: { isCustom: boolean; isLocked: boolean; isDone: boolean }): string {
  const input = `<input type="checkbox"${isLocked ? ' disabled' : ''}${isDone ? ' checked' : ''}/>`
  if (!isCustom) return input
  return `<label class="task-list-control">${input}<span class="task-list-indicator"></span></label>`
}
