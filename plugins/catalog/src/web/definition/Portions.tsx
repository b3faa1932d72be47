import { Button, useText } from '@callboard/web'
import { type ReactNode, useEffect, useRef, useState } from 'react'

/** How many items are shown at first, and with every further step. */
const portion = 100

/** What {@link Portions} show. */
export interface PortionsProps<T> {
  items: readonly T[]
  /** Draws those shown, each with a `summary` to put the focus on. */
  children: (shown: readonly T[]) => ReactNode
}

/** A long list in portions: a browser stands still for seconds over some thousand operations at once. */
export function Portions<T>({ items, children }: PortionsProps<T>) {
  const t = useText()
  const [shown, setShown] = useState(portion)
  const frame = useRef<HTMLDivElement>(null)
  // The button moves away, or goes: whoever pressed it goes on with the first of the new items.
  useEffect(() => {
    if (shown > portion)
      frame.current?.querySelectorAll<HTMLElement>('li > details > summary')[shown - portion]?.focus()
  }, [shown])
  const left = items.length - shown
  return (
    <div ref={frame} className="cat-portions">
      {children(items.slice(0, shown))}
      {left > 0 && (
        <Button onPress={() => setShown(shown + portion)}>
          {t('portions.more', 'Show {count, number} more of {left, number}', { count: Math.min(portion, left), left })}
        </Button>
      )}
    </div>
  )
}
