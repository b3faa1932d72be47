import { Boundary, Card, Icon, Link, useRead, useText } from '@callboard/web'
import { popularTerms } from '../../model/routes.ts'
import { nothingAsked, searchPath } from '../search-state.ts'
import { useOwnSearches } from '../use-own-searches.ts'

/** Before anything is asked: what was looked for lately, by the person and by others. */
export function Start() {
  const t = useText()
  return (
    <div className="search-start">
      <Boundary title={t('recent.title', 'Recent searches')} loading={null} failed={null}>
        <Recent />
      </Boundary>
      <Boundary title={t('popular.title', 'Often searched')} loading={null} failed={null}>
        <Popular />
      </Boundary>
      <p className="cb-muted">
        {t(
          'start.help',
          'Words may stand in any order, and a letter may be wrong. What stands in quotation marks must follow each other.',
        )}
      </p>
    </div>
  )
}

function Recent() {
  const t = useText()
  const { terms } = useOwnSearches()
  if (terms.length === 0) return null
  return (
    <Card title={t('recent.title', 'Recent searches')}>
      <Terms terms={terms} icon="recent" />
    </Card>
  )
}

/** As many as are looked through at once. */
const shownPopular = 8

function Popular() {
  const t = useText()
  const terms = useRead(popularTerms)
  if (terms.length === 0) return null
  return (
    <Card title={t('popular.title', 'Often searched')}>
      <Terms terms={terms.slice(0, shownPopular).map(({ term }) => term)} icon="search" />
    </Card>
  )
}

const Terms = ({ terms, icon }: { terms: readonly string[]; icon: 'recent' | 'search' }) => (
  <ul className="search-terms">
    {terms.map((term) => (
      <li key={term}>
        <Link className="cb-entity-link" to={searchPath({ ...nothingAsked, term })}>
          <Icon name={icon} />
          <span>{term}</span>
        </Link>
      </li>
    ))}
  </ul>
)
