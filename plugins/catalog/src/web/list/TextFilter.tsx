import { Icon, useText } from '@callboard/web'
import { useEffect, useRef, useState } from 'react'

/** What a {@link TextFilter} edits. */
export interface TextFilterProps {
  text: string
  onChange: (text: string) => void
}

/** Long enough not to ask for every letter, short enough to feel immediate. */
const pauseMs = 180

/** The text that names, titles, descriptions and tags are searched for. */
export function TextFilter({ text, onChange }: TextFilterProps) {
  const t = useText()
  const [draft, setDraft] = useState(text)
  const sent = useRef(text)

  // The address changed by other means: another link, or back and forward.
  useEffect(() => {
    if (text === sent.current) return
    sent.current = text
    setDraft(text)
  }, [text])

  useEffect(() => {
    if (draft === sent.current) return undefined
    const timer = setTimeout(() => {
      sent.current = draft
      onChange(draft)
    }, pauseMs)
    return () => clearTimeout(timer)
  })

  return (
    <div className="cat-text">
      <Icon name="search" />
      <input
        type="search"
        value={draft}
        aria-label={t('list.text', 'Filter by text')}
        placeholder={t('list.text.placeholder', 'Name, title, description or tag')}
        onChange={(event) => setDraft(event.target.value)}
      />
    </div>
  )
}
