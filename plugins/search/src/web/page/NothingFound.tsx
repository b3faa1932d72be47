import { EmptyState, Link, useText } from '@callboard/web'
import { changed, nothingAsked, type SearchState, searchPath } from '../search-state.ts'

/** Says that there is nothing, and what may help. */
export function NothingFound({ state }: { state: SearchState }) {
  const t = useText()
  const { term, types, filters, pageCursor } = state
  if (pageCursor !== undefined) {
    return (
      <EmptyState title={t('none.page', 'There are no results on this page any more.')} icon="search">
        <p>
          <Link className="cb-link" to={searchPath(changed(state, {}))}>
            {t('none.first', 'To the first page')}
          </Link>
        </p>
      </EmptyState>
    )
  }
  const title =
    term.trim() === ''
      ? t('none.type', 'There is nothing of this type, or nothing that you may see.')
      : t('none.term', 'Nothing answers “{term}”.', { term: term.trim() })
  return (
    <EmptyState title={title} icon="search">
      <ul className="search-help">
        <li>{t('none.words', 'Every word must occur. Leave one out, or take another one for the same thing.')}</li>
        <li>{t('none.quotes', 'Words in quotation marks must follow each other.')}</li>
        <li>{t('none.hidden', 'What you may not see is not found.')}</li>
      </ul>
      {(types.length > 0 || filters.size > 0) && (
        <p>
          <Link className="cb-link" to={searchPath({ ...nothingAsked, term })}>
            {t('none.everywhere', 'Look in all types, without filters')}
          </Link>
        </p>
      )}
    </EmptyState>
  )
}
