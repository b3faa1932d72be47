import type { ArticleWords } from './enhance.ts'

/**
 * Wide tables and long lines scroll within themselves; those that do can be reached and scrolled with the keyboard.
 *
 * @returns Ends the watching.
 */
export function makeScrollable(article: HTMLElement, words: Pick<ArticleWords, 'table' | 'code'>): () => void {
  const watched: HTMLElement[] = []
  for (const table of article.querySelectorAll('table:not(.highlighttable)')) {
    if (table.parentElement?.closest('table')) continue
    const frame = document.createElement('div')
    frame.className = 'td-scroll'
    frame.dataset.name = table.querySelector('caption')?.textContent || words.table
    table.replaceWith(frame)
    frame.append(table)
    watched.push(frame)
  }
  for (const pre of article.querySelectorAll<HTMLElement>('td.code pre, pre:not(.mermaid):has(> code)')) {
    if (pre.closest('td.linenos')) continue
    pre.dataset.name = words.code
    watched.push(pre)
  }
  // A test's DOM has no sizes.
  if (!('ResizeObserver' in globalThis)) return () => {}
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) if (target instanceof HTMLElement) markScrolling(target)
  })
  for (const element of watched) observer.observe(element)
  return () => observer.disconnect()
}

function markScrolling(element: HTMLElement) {
  if (element.scrollWidth > element.clientWidth + 1) {
    element.tabIndex = 0
    element.setAttribute('role', 'group')
    element.setAttribute('aria-label', element.dataset.name ?? '')
  } else {
    element.removeAttribute('tabindex')
    element.removeAttribute('role')
    element.removeAttribute('aria-label')
  }
}
