import { Button, useShortcutOn, useText } from '@callboard/web'
import { useId } from 'react'
import type { Go } from './CatalogPage.tsx'
import { changed, type ListState, pageSizes } from './list-state.ts'

/** What a {@link Pager} goes through. */
export interface PagerProps {
  state: ListState
  totalItems: number
  pageInfo: { nextCursor?: string; prevCursor?: string }
  go: Go
}

/** How many there are, and the way to the next and the previous page. */
export function Pager({ state, totalItems, pageInfo, go }: PagerProps) {
  const t = useText()
  const hasKeys = useShortcutOn('rows')
  const sizeId = useId()
  const pages = Math.max(1, Math.ceil(totalItems / state.pageSize))
  const { nextCursor, prevCursor } = pageInfo
  return (
    <div className="cat-pager">
      <p role="status">
        {t('list.total', '{count, plural, one {# entity} other {# entities}}', { count: totalItems })}
      </p>
      {hasKeys && (
        <p className="cat-keys">
          {t('list.keys', 'In the rows: j and k move, x selects, Space previews, Enter opens.')}
        </p>
      )}
      <label htmlFor={sizeId} className="cat-page-size">
        {t('list.page-size', 'Rows')}
        <select
          id={sizeId}
          value={state.pageSize}
          onChange={(event) => go(changed(state, { pageSize: Number(event.target.value) }))}
        >
          {pageSizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
      </label>
      <nav className="cat-pages" aria-label={t('list.pages', 'Pages')}>
        <Button
          icon="previous"
          disabledReason={prevCursor ? undefined : t('list.first', 'This is the first page.')}
          onPress={() => go(changed(state, state.page > 2 ? { page: state.page - 1, cursor: prevCursor } : {}))}
        >
          {t('list.previous', 'Previous')}
        </Button>
        <span>{t('list.page', 'Page {page} of {pages}', { page: state.page, pages })}</span>
        <Button
          icon="next"
          disabledReason={nextCursor ? undefined : t('list.last', 'This is the last page.')}
          onPress={() => go(changed(state, { page: state.page + 1, cursor: nextCursor }))}
        >
          {t('list.next', 'Next')}
        </Button>
      </nav>
    </div>
  )
}
