import { Button, useLanguageTag, useShortcutOn, useText } from '@callboard/web'
import { type RefObject, useEffect } from 'react'
import { drawnWhole, type Sight, scrollToRow, useSight } from './row-window.ts'

/** What a {@link Position} tells. */
export interface PositionProps {
  body: RefObject<HTMLTableSectionElement | null>
  /** How many rows the list has. */
  count: number
}

/** Long enough for one movement to be over. */
const pauseMs = 250

/** How many entities there are, which of them are in sight, and ways through them that need no scrolling. */
export function Position({ body, count }: PositionProps) {
  const t = useText()
  const language = useLanguageTag()
  const hasKeys = useShortcutOn('rows')
  const sight = useSight(body, count)
  useRowInAddress(sight.first)
  const { first, last } = sight
  const step = Math.max(1, last - first)
  const to = (row: number) => body.current && scrollToRow(body.current, Math.max(0, Math.min(count - 1, row)))
  const asText = (row: number) => new Intl.NumberFormat(language).format(row + 1)
  const isFirst = first === 0 ? t('list.first', 'This is the beginning.') : undefined
  const isLast = last === count - 1 ? t('list.last', 'This is the end.') : undefined
  return (
    <div className="cat-position">
      <p role="status">{t('list.total', '{count, plural, one {# entity} other {# entities}}', { count })}</p>
      {hasKeys && (
        <p className="cat-keys">
          {t('list.keys', 'In the rows: j and k move, x selects, Space previews, Enter opens.')}
        </p>
      )}
      {count > drawnWhole && (
        <nav className="cat-steps" aria-label={t('list.rows', 'Rows')}>
          <Button look="quiet" disabledReason={isFirst} onPress={() => to(0)}>
            {t('list.to-first', 'First')}
          </Button>
          <Button look="quiet" icon="previous" disabledReason={isFirst} onPress={() => to(first - step)}>
            <span className="cat-step">{t('list.previous', 'Previous')}</span>
          </Button>
          <span>{t('list.sight', 'Rows {first} to {last}', { first: asText(first), last: asText(last) })}</span>
          <Button look="quiet" icon="next" disabledReason={isLast} onPress={() => to(first + step)}>
            <span className="cat-step">{t('list.next', 'Next')}</span>
          </Button>
          <Button look="quiet" disabledReason={isLast} onPress={() => to(count - 1)}>
            {t('list.to-last', 'Last')}
          </Button>
        </nav>
      )}
    </div>
  )
}

/**
 * Keeps the first row in sight in the address, for reloads and for coming back. Past the router: nothing that it draws
 * depends on it, and a navigation of somebody who has already gone on must not be undone.
 */
function useRowInAddress(first: Sight['first']) {
  useEffect(() => {
    const { href } = globalThis.location
    const timer = setTimeout(() => {
      const url = new URL(href)
      if (first > 0) url.searchParams.set('row', String(first + 1))
      else url.searchParams.delete('row')
      if (globalThis.location.href === href && url.href !== href) history.replaceState(history.state, '', url)
    }, pauseMs)
    return () => clearTimeout(timer)
  }, [first])
}
