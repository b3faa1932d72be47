import { copyText } from './copy-text.ts'
import type { ArticleWords } from './enhance.ts'

type Words = Pick<ArticleWords, 'copy' | 'copied' | 'copyFailed' | 'announce'>

/** Every block of code gets a button that copies it, without its line numbers. */
export function addCopyButtons(article: HTMLElement, words: Words): void {
  for (const code of article.querySelectorAll('pre > code')) {
    // Diagrams are drawn; what they were made from is shown only when that fails.
    if (code.closest('.mermaid')) continue
    const block = code.closest<HTMLElement>('.highlight') ?? wrapped(code)
    if (block.querySelector(':scope > .td-copy')) continue
    // The table only puts numbers beside lines.
    block.querySelector('table.highlighttable')?.setAttribute('role', 'presentation')
    block.querySelector('td.linenos')?.setAttribute('aria-hidden', 'true')
    block.append(copyButton(code, words))
  }
}

function wrapped(code: Element): HTMLElement {
  const frame = document.createElement('div')
  frame.className = 'td-code'
  const pre = code.parentElement ?? code
  pre.replaceWith(frame)
  frame.append(pre)
  return frame
}

function copyButton(code: Element, { copy, copied, copyFailed, announce }: Words): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'td-copy'
  button.title = copy
  button.setAttribute('aria-label', copy)
  button.addEventListener('click', () => {
    copyText(code.textContent).then(
      () => {
        button.dataset.done = ''
        setTimeout(() => delete button.dataset.done, 2_000)
        announce(copied)
      },
      () => announce(copyFailed),
    )
  })
  return button
}
