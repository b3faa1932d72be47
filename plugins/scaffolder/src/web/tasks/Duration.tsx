import { useLanguageTag } from '@callboard/web'
import { sayDuration } from './say-duration.ts'

/** How long something took, or takes so far. */
export function Duration({ ms }: { ms: number }) {
  const tag = useLanguageTag()
  return (
    <time className="task-duration" dateTime={`PT${(ms / 1_000).toFixed(1)}S`}>
      {sayDuration(ms, tag)}
    </time>
  )
}
