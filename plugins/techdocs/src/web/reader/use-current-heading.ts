import { useEffect, useState } from 'react'

/** As far below the top of the window as a heading counts as reached: the top bar, and a little. */
const reachedPx = 96

/**
 * The heading that is being read: the last one that has reached the top.
 *
 * @returns Its id; undefined before the first one.
 */
export function useCurrentHeading(article: HTMLElement | undefined): string | undefined {
  const [current, setCurrent] = useState<string>()
  useEffect(() => {
    if (!article) return undefined
    const headings = Array.from(article.querySelectorAll<HTMLElement>('h2[id], h3[id]'))
    let frame = 0
    const look = () => {
      frame = 0
      const reached = headings.filter((heading) => heading.getBoundingClientRect().top <= reachedPx)
      const isAtEnd = window.innerHeight + window.scrollY >= document.documentElement.scrollHeight - 2
      // A short last part never reaches the top.
      const last = isAtEnd && window.scrollY > 0 ? headings.findLast(isInWindow) : undefined
      setCurrent((last ?? reached.at(-1))?.id)
    }
    const onScroll = () => {
      frame ||= requestAnimationFrame(look)
    }
    look()
    window.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      window.removeEventListener('scroll', onScroll)
      cancelAnimationFrame(frame)
    }
  }, [article])
  return current
}

const isInWindow = (heading: HTMLElement) => heading.getBoundingClientRect().top < window.innerHeight
