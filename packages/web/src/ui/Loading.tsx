import { useShellText } from '../text/use-text.tsx'

/** How much room a {@link Loading} keeps. */
export interface LoadingProps {
  /** Grey lines to show. */
  lines?: number
}

/** Keeps the room of something that is on its way. */
export function Loading({ lines = 3 }: LoadingProps) {
  const t = useShellText()
  return (
    <div className="cb-loading" role="status" aria-label={t('loading', 'Loading')}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <span key={line} className="cb-skeleton" />
      ))}
    </div>
  )
}
