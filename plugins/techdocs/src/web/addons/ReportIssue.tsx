import { type DocsAddonProps, Icon, useText } from '@callboard/web'
import { useEffect, useState } from 'react'
import { issueWords, newIssueUrl } from './issue-url.ts'

/** Long enough not to follow every move of the pointer. */
const pauseMs = 400

/** Offers to report what is selected to those who write the page. */
export function ReportIssue({ article, editUrl }: DocsAddonProps) {
  const t = useText()
  const selected = useSelected(article)
  if (!selected || editUrl === undefined) return null
  const words = issueWords(
    { editUrl, pageUrl: globalThis.location.href, quote: selected.text },
    { page: t('issue.page', 'Page'), source: t('issue.source', 'Source') },
  )
  const href = newIssueUrl(editUrl, words)
  if (href === undefined) return null
  return (
    <a
      className="cb-button td-issue"
      style={{ left: selected.left, top: selected.top }}
      href={href}
      target="_blank"
      rel="noreferrer"
    >
      <Icon name="alert" />
      {t('issue', 'Report an issue with this text')}
    </a>
  )
}

interface Selected {
  text: string
  /** In the article's own box. */
  left: number
  top: number
}

function useSelected(article: HTMLElement | undefined): Selected | undefined {
  const [selected, setSelected] = useState<Selected>()
  useEffect(() => {
    setSelected(undefined)
    if (!article) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const onChange = () => {
      clearTimeout(timer)
      timer = setTimeout(() => setSelected(readSelection(article)), pauseMs)
    }
    document.addEventListener('selectionchange', onChange)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('selectionchange', onChange)
    }
  }, [article])
  return selected
}

function readSelection(article: HTMLElement): Selected | undefined {
  const selection = document.getSelection()
  if (!selection || selection.rangeCount === 0 || selection.isCollapsed) return undefined
  const range = selection.getRangeAt(0)
  const text = selection.toString().trim()
  if (text === '' || !article.contains(range.commonAncestorContainer)) return undefined
  const around = range.getBoundingClientRect()
  const box = (article.offsetParent ?? article).getBoundingClientRect()
  return { text, left: Math.max(around.left - box.left, 0), top: around.bottom - box.top + 8 }
}
