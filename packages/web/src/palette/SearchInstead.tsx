import { useState } from 'react'
import { Link } from 'react-router'
import { useExtensions } from '../shell/portal.tsx'
import { useShellText } from '../text/use-text.tsx'
import { Icon } from '../ui/icons.tsx'
import { useFound } from './use-found.ts'

/** More would hide that this is the wrong address. */
const shownItems = 8

/** What a {@link SearchInstead} begins with. */
export interface SearchInsteadProps {
  /** What the person has probably looked for. */
  words: string
}

/** For a page of something that is not there: what the sources of the palette find for its name, or for other words. */
export function SearchInstead({ words }: SearchInsteadProps) {
  const t = useShellText()
  const [typed, setTyped] = useState(words)
  const text = typed.trim()
  const { found, state } = useFound({ scope: 'any', text })
  const sources = useExtensions('palette-source').map(({ extension }) => extension)
  const allResults = sources.find((source) => source.allResults)?.allResults
  const items = found.flatMap((source) => source.items).filter(({ to }) => to.startsWith('/'))
  const shown = text === '' ? [] : items.filter(isFirstOfItsKind).slice(0, shownItems)
  if (!sources.some(({ scopes }) => scopes.includes('any'))) return null
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
          <Link className="cb-link" to={`${allResults}${encodeURIComponent(text)}`}>
            {t('palette.all', 'See all results for “{text}”', { text })}
          </Link>
        </p>
      )}
    </search>
  )
}

const isFirstOfItsKind = ({ to }: { to: string }, place: number, all: readonly { to: string }[]) =>
  all.findIndex((other) => other.to === to) === place
