import { useEffect, useState } from 'react'
import { useLanguageTag } from '../text/use-text.tsx'

/** What {@link Since} tells. */
export interface SinceProps {
  /** ISO 8601. */
  at: string
}

/** An instant as people say it: `40 seconds ago`, `in 2 minutes`. The exact one is its tooltip. */
export function Since({ at }: SinceProps) {
  const tag = useLanguageTag()
  const now = useNow()
  const instant = new Date(at)
  return (
    <time dateTime={at} title={instant.toLocaleString(tag)}>
      {sayDistance(instant.getTime() - now, tag)}
    </time>
  )
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** Writes a distance in time in its largest whole unit. */
export function sayDistance(ms: number, languageTag: string): string {
  const [unit, size] = units.find(([, size]) => Math.abs(ms) >= size) ?? units[3]
  return new Intl.RelativeTimeFormat(languageTag, { numeric: 'auto' }).format(Math.round(ms / size), unit)
}

/** The present, to within a few seconds. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
