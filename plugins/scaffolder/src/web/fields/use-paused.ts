import { useEffect, useState } from 'react'

/** Long enough not to ask for every letter, short enough to feel immediate. */
const pauseMs = 150

/** The text as it was when somebody last stopped typing. */
export function usePaused(text: string): string {
  const [paused, setPaused] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(text), pauseMs)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}
