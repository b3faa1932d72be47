import { useConfig, useNavigate } from '@callboard/web'
import { type MouseEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { DocsPage } from '../../model/index.ts'
import { useFileAccess } from '../access/use-file-access.ts'
import { type DocsPlace, staticBase } from '../docs-place.ts'
import { useEnhanced } from './enhance.ts'
import { prepareAddresses } from './prepare-article.ts'
import { createSanitiser, type SanitiserSettings } from './sanitise.ts'

/** What an {@link Article} shows. */
export interface ArticleProps {
  page: DocsPage
  place: DocsPlace
  /** Whose site it is: for another entity's docs not the place's own. */
  entityRef: string
  language: string | undefined
  direction: 'ltr' | 'rtl' | undefined
  /** Called with the element once the page is in it, and with undefined when it goes. */
  onShown: (article: HTMLElement | undefined) => void
}

/** The text of a page: cleaned, with working addresses, as part of the portal's own document. */
export function Article({ page, place, entityRef, language, direction, onShown }: ArticleProps) {
  const { sanitizer } = useConfig<{ sanitizer: SanitiserSettings }>()
  const sanitise = useMemo(() => createSanitiser(sanitizer ?? {}), [sanitizer])
  const [article, setArticle] = useState<HTMLElement>()
  const [needsFiles, setNeedsFiles] = useState(false)
  const canReadFiles = useFileAccess(needsFiles)
  const element = useRef<HTMLElement>(null)
  const { base, version } = place

  useLayoutEffect(() => {
    const shown = element.current
    if (!shown) return undefined
    const content = sanitise(page.html)
    const prepared = prepareAddresses(content, { place, path: page.path, staticBase: staticBase(entityRef) })
    shown.replaceChildren(content)
    setNeedsFiles(prepared.needsFiles)
    setArticle(shown)
    onShown(shown)
    return () => {
      setArticle(undefined)
      onShown(undefined)
    }
  }, [sanitise, page, base, version, entityRef, onShown])

  useEnhanced(article, canReadFiles)

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: only watches links, which take Enter themselves
    <article
      ref={element}
      className="td-article md-typeset"
      lang={language}
      dir={direction}
      onClick={useLinksInside()}
    />
  )
}

/** Links to other pages of docs change the page within the portal. */
function useLinksInside() {
  const navigate = useNavigate()
  return (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-docs-page]') : null
    if (!link || event.defaultPrevented || event.button !== 0) return
    // With these the person asks for another tab or window.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void navigate(link.getAttribute('href') ?? '')
  }
}
