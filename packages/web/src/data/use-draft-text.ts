import { useEffect, useRef, useState } from 'react'

/** Long enough not to ask for every letter, short enough to feel immediate. */
const pauseMs = 180

/**
 * What somebody types into a field that asks while they type: it is shown at once, and handed on when they pause.
 *
 * @param text - What was handed on last. When it changes by other means (a link, back and forward), the field follows.
 * @returns What the field shows, and what to call with each letter.
 */
export function useDraftText(text: string, onChange: (text: string) => void): [string, (draft: string) => void] {
  const [draft, setDraft] = useState(text)
  const sent = useRef(text)

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
  return [draft, setDraft]
}
