import { useState } from 'react'
import { Link, useLocation } from 'react-router'
import { useFound } from '../palette/use-found.ts'
import { useShellText } from '../text/use-text.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Icon } from '../ui/icons.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { useExtensions } from './portal.tsx'
import { wordsOfPath } from './words-of-path.ts'

/** Says that the address leads nowhere, and where to go instead. */
export function NotFoundPage() {
  const t = useShellText()
  const { pathname } = useLocation()
  const canSearch = useExtensions('palette-source').some(({ extension }) => extension.scopes.includes('any'))
  return (
    <div className="cb-page">
      <PageHeading title={t('not-found.title', 'Page not found')} />
      <EmptyState
        title={t('not-found.what', 'Nothing in this portal has the address {pathname}.', { pathname })}
        icon="missing"
      >
        <p className="cb-muted">
          {t('not-found.why', 'The link may be old, or the plugin that had this page may be switched off.')}
        </p>
        {/* Another address that leads nowhere is another question. */}
        {canSearch && <SearchInstead key={pathname} words={wordsOfPath(pathname)} />}
        <p>
          <Link className="cb-link" to="/">
            {t('not-found.back', 'Go to the first page')}
          </Link>
        </p>
      </EmptyState>
    </div>
  )
}

/** More would hide that this is the wrong address. */
const shownItems = 8

/** What the sources of the palette find for the words of the address, or for others. */
function SearchInstead({ words }: { words: string }) {
  const t = useShellText()
  const [typed, setTyped] = useState(words)
  const text = typed.trim()
  const { found, state } = useFound({ scope: 'any', text })
  const allResults = useExtensions('palette-source').find(({ extension }) => extension.allResults)?.extension.allResults
  const items = found.flatMap((source) => source.items).filter(({ to }) => to.startsWith('/'))
  const shown = text === '' ? [] : items.filter(isFirstOfItsKind).slice(0, shownItems)
  return (
    <search className="cb-instead">
      <label className="cb-instead-field">
        <span>{t('not-found.search', 'Look for it')}</span>
        <span className="cb-instead-input">
          <Icon name="search" />
          <input type="search" value={typed} onChange={(event) => setTyped(event.target.value)} />
        </span>
      </label>
      <p className="cb-visually-hidden" role="status">
        {state === 'searching'
          ? t('palette.searching', 'Searching…')
          : t('palette.count', '{count, plural, one {# result} other {# results}}', { count: shown.length })}
      </p>
      {shown.length > 0 && (
        <ul className="cb-instead-found" aria-label={t('not-found.found', 'Perhaps you meant')}>
          {shown.map(({ to, title, detail, icon }) => (
            <li key={to}>
              <Link className="cb-entity-link" to={to}>
                <Icon name={icon ?? 'next'} />
                <span>{title}</span>
              </Link>
              {detail && <span className="cb-muted">{detail}</span>}
            </li>
          ))}
        </ul>
      )}
      {text !== '' && allResults && (
        <p>
          <Link className="cb-link" to={allResults(text)}>
            {t('palette.all', 'See all results for “{text}”', { text })}
          </Link>
        </p>
      )}
    </search>
  )
}

const isFirstOfItsKind = ({ to }: { to: string }, place: number, all: readonly { to: string }[]) =>
  all.findIndex((other) => other.to === to) === place
