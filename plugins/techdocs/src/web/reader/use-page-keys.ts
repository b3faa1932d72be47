import { useNavigate, useShortcutOn } from '@callboard/web'
import { useEffect } from 'react'
import type { DocsPage } from '../../model/index.ts'
import { type DocsPlace, pageHref } from '../docs-place.ts'

/** `[` and `]` turn the page; `p` and `n` do the same where brackets are hard to type. */
export function usePageKeys({ place, page }: { place: DocsPlace; page: DocsPage | undefined }): void {
  const isOn = useShortcutOn('turn')
  const navigate = useNavigate()
  const before = page?.previous && pageHref(place, page.previous.path)
  const after = page?.next && pageHref(place, page.next.path)
  useEffect(() => {
    if (!isOn) return undefined
    const turn = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.metaKey || isTyping(event.target)) return
      // Where brackets need AltGr, it counts as both.
      if ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph')) return
      if (document.querySelector('dialog[open]')) return
      const to = { '[': before, p: before, ']': after, n: after }[event.key]
      if (to === undefined) return
      event.preventDefault()
      void navigate(to)
    }
    window.addEventListener('keydown', turn)
    return () => window.removeEventListener('keydown', turn)
  }, [isOn, before, after, navigate])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input:not([type="radio"]), textarea, select') !== null
