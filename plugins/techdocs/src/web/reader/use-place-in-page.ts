import { useArrival, useLocation } from '@callboard/web'
import { useEffect, useLayoutEffect, useRef } from 'react'

/** Where people were in the pages they come back to, by entry of the browser's history. */
const positions = new Map<string, number>()

/**
 * Puts the person where they belong when another page, or another part of it, is shown: at the anchor, where they were before
 * they went on, or at the top, with the focus on the heading.
 *
 * @param article - The page's content once it is shown.
 */
export function usePlaceInPage(article: HTMLElement | undefined, stands: 'alone' | 'inside'): void {
  const { key, pathname, hash } = useLocation()
  const last = useRef<{ pathname: string; key: string }>(undefined)
  const hasArrived = useRef(false)
  const current = useRef(key)

  useArrival(() => {
    hasArrived.current = true
  })

  useLayoutEffect(() => {
    // Nothing to go to yet: with another address, the page before is still here once.
    if (!article?.isConnected || (last.current?.key === key && last.current.pathname === pathname)) return
    const isFirst = last.current === undefined
    const isOtherPage = !isFirst && last.current?.pathname !== pathname
    last.current = { pathname, key }
    current.current = key
    const before = positions.get(key)
    const target = hash === '' ? undefined : partAt(article, hash)
    if (target) focusOn(target)
    else if (isOtherPage || (isFirst && stands === 'alone' && hasArrived.current)) focusOn(article.querySelector('h1'))
    if (before !== undefined) return scrollTo(before)
    if (target) return reveal(target)
    if (isOtherPage && stands === 'inside') return article.scrollIntoView({ block: 'start' })
    if (isOtherPage || (isFirst && hasArrived.current && stands === 'alone')) scrollTo(0)
  }, [article, key, pathname, hash, stands])

  useEffect(() => {
    // The browser would go back to where the person was before the page is there again.
    const usual = history.scrollRestoration
    history.scrollRestoration = 'manual'
    const remember = () => positions.set(current.current, window.scrollY)
    window.addEventListener('scroll', remember, { passive: true })
    return () => {
      history.scrollRestoration = usual
      window.removeEventListener('scroll', remember)
    }
  }, [])
}

function partAt(article: HTMLElement, hash: string): HTMLElement | undefined {
  const id = decoded(hash.slice(1))
  return article.querySelector<HTMLElement>(`#${CSS.escape(id)}`) ?? undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone percent sign stands for itself.
    return text
  }
}

/** What is folded away, or in another tab, comes to light first. */
function reveal(target: HTMLElement) {
  for (let around = target.parentElement; around; around = around.parentElement) {
    if (around instanceof HTMLDetailsElement) around.open = true
    if (around.matches('.tabbed-block')) openTabOf(around)
  }
  target.scrollIntoView?.({ block: 'start' })
}

function openTabOf(block: Element) {
  const place = Array.from(block.parentElement?.children ?? []).indexOf(block)
  const input = block.closest('.tabbed-set')?.querySelectorAll<HTMLInputElement>(':scope > input')[place]
  if (input) input.checked = true
}

function focusOn(element: HTMLElement | null) {
  if (!element) return
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
}

const scrollTo = (top: number) => globalThis.scrollTo?.({ top, behavior: 'instant' })
