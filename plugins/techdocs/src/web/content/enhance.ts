import { useAnnounce, useText } from '@callboard/web'
import { useEffect, useLayoutEffect, useRef } from 'react'
import { addCopyButtons } from './code-blocks.ts'
import { drawDiagrams } from './diagrams.ts'
import { showFiles } from './files.ts'
import { addHeadingLinks } from './heading-links.ts'
import { makeScrollable } from './scrollable.ts'
import { joinTabSets } from './tab-sets.ts'
import { nameTasks } from './task-lists.ts'

/** What the parts of a page say to people. */
export interface ArticleWords {
  copy: string
  copied: string
  copyFailed: string
  linkTo: (heading: string) => string
  linkCopied: string
  table: string
  code: string
  diagramFailed: (reason: string) => string
  announce: (sentence: string) => void
}

/** Adds to a page that is shown what HTML alone cannot do: copying, joined tabs, diagrams, files behind the sign-in. */
export function useEnhanced(article: HTMLElement | undefined, canReadFiles: boolean): void {
  const words = useRef<ArticleWords>(undefined)
  words.current = useWords()

  useLayoutEffect(() => {
    const spoken = words.current
    if (!article || !spoken) return undefined
    addHeadingLinks(article, spoken)
    addCopyButtons(article, spoken)
    nameTasks(article)
    const ends = [makeScrollable(article, spoken), joinTabSets(article), drawDiagrams(article, spoken)]
    return () => {
      for (const end of ends) end()
    }
  }, [article])

  useEffect(() => {
    if (!article || !canReadFiles) return undefined
    return showFiles(article)
  }, [article, canReadFiles])
}

function useWords(): ArticleWords {
  const t = useText()
  const announce = useAnnounce()
  return {
    copy: t('code.copy', 'Copy this code'),
    copied: t('code.copied', 'The code is copied.'),
    copyFailed: t('copy.failed', 'The browser does not let this page copy. Select the text instead.'),
    linkTo: (heading) => t('heading.link', 'Copy the link to {heading}', { heading }),
    linkCopied: t('heading.copied', 'The link is copied.'),
    table: t('table', 'Table'),
    code: t('code', 'Code'),
    diagramFailed: (reason) => t('diagram.failed', 'This diagram cannot be drawn: {reason}', { reason }),
    announce,
  }
}
