import { Icon, Link, useLanguageTag, useText } from '@callboard/web'
import type { SearchResults } from '../../model/routes.ts'
import { changed, pageLimits, type SearchState, searchPath, usualLimit } from '../search-state.ts'
import type { Go } from './SearchPage.tsx'

/** What a {@link Pager} leads through. */
export interface PagerProps {
  answer: SearchResults
  state: SearchState
  go: Go
}

/** Where the page is among all results, and the way to the next ones. */
export function Pager({ answer, state, go }: PagerProps) {
  const t = useText()
  const number = new Intl.NumberFormat(useLanguageTag())
  const { results, previousPageCursor, nextPageCursor, numberOfResults } = answer
  const first = results[0]?.rank ?? 0
  const last = results.at(-1)?.rank ?? 0
  const isOnlyPage = previousPageCursor === undefined && nextPageCursor === undefined
  // Fewer than the smallest page has need no choice of pages.
  if (isOnlyPage && results.length <= (pageLimits[0] ?? 0)) return null
  const linkTo = (pageCursor: string) => searchPath({ ...state, pageCursor })
  return (
    <nav className="search-pager" aria-label={t('pager.label', 'Pages')}>
      {numberOfResults !== undefined && (
        <span className="cb-muted">
          {t('pager.range', '{first} to {last} of {count}', {
            first: number.format(first),
            last: number.format(last),
            count: number.format(numberOfResults),
          })}
        </span>
      )}
      {previousPageCursor !== undefined && (
        <Link className="cb-button cb-button-plain" to={linkTo(previousPageCursor)}>
          <Icon name="previous" />
          {t('pager.previous', 'Previous')}
        </Link>
      )}
      {nextPageCursor !== undefined && (
        <Link className="cb-button cb-button-plain" to={linkTo(nextPageCursor)}>
          {t('pager.next', 'Next')}
          <Icon name="next" />
        </Link>
      )}
      <label>
        <span className="cb-muted">{t('pager.limit', 'On a page')}</span>
        <select
          value={state.pageLimit ?? usualLimit}
          onChange={({ target }) => go(changed(state, { pageLimit: Number(target.value) }))}
        >
          {pageLimits.map((limit) => (
            <option key={limit} value={limit}>
              {limit}
            </option>
          ))}
        </select>
      </label>
    </nav>
  )
}
