import { Link, Since, useRead, useText } from '@callboard/web'
import { popularTerms, type TermCount, unansweredTerms } from '../../model/routes.ts'
import { nothingAsked, searchPath } from '../search-state.ts'

/** What nothing answers, and what is searched most; terms only, never who. */
export function Terms() {
  const t = useText()
  const { isKept, terms } = useRead(unansweredTerms)
  const popular = useRead(popularTerms)
  if (!isKept) {
    return (
      <p>
        {t('terms.off', 'This portal keeps no searches. To see what people do not find, switch them on in the config:')}{' '}
        <code>search.history.enabled</code>
      </p>
    )
  }
  return (
    <div className="search-statistics">
      <section aria-labelledby="search-unanswered">
        <h3 id="search-unanswered">{t('terms.unanswered', 'Without an answer')}</h3>
        {terms.length === 0 ? (
          <p className="cb-muted">{t('terms.unanswered.none', 'Everything that was searched has an answer.')}</p>
        ) : (
          <TermList terms={terms} />
        )}
      </section>
      <section aria-labelledby="search-popular">
        <h3 id="search-popular">{t('popular.title', 'Often searched')}</h3>
        {popular.length === 0 ? (
          <p className="cb-muted">
            {t('terms.popular.none', 'Nothing was searched by several people. Terms of fewer are not shown.')}
          </p>
        ) : (
          <TermList terms={popular} />
        )}
      </section>
    </div>
  )
}

function TermList({ terms }: { terms: readonly (TermCount & { lastAt?: string })[] }) {
  const t = useText()
  return (
    <ul className="cb-list">
      {terms.map(({ term, count, lastAt }) => (
        <li key={term} className="search-term">
          <Link className="cb-link" to={searchPath({ ...nothingAsked, term })}>
            {term}
          </Link>
          <span className="cb-muted">
            {t('terms.count', '{count, plural, one {# time} other {# times}}', { count })}
            {lastAt !== undefined && (
              <>
                {' · '}
                <Since at={lastAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
