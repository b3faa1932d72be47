import { copyText } from './copy-text.ts'
import type { ArticleWords } from './enhance.ts'

/** The sign behind a heading leads to it, and puts its address on the clipboard. */
export function addHeadingLinks(
  article: HTMLElement,
  { linkTo, linkCopied, copyFailed, announce }: Pick<ArticleWords, 'linkTo' | 'linkCopied' | 'copyFailed' | 'announce'>,
): void {
  for (const heading of article.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const link = heading.querySelector<HTMLAnchorElement>('a.headerlink')
    if (!link) continue
    link.remove()
    const title = heading.textContent.trim()
    heading.append(link)
    // Its name is not part of the heading's.
    heading.setAttribute('aria-label', title)
    link.setAttribute('aria-label', linkTo(title))
    link.title = linkTo(title)
    link.addEventListener('click', () => {
      copyText(link.href).then(
        () => announce(linkCopied),
        () => announce(copyFailed),
      )
    })
  }
}
