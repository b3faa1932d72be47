import { Icon, Link, useLanguageTag, useRead, useText } from '@callboard/web'
import { useEffect, useRef } from 'react'
import { query } from '../../model/routes.ts'
import { useShownTypes, wholeType } from '../result-types.ts'
import { nothingAsked, ofTypes, questionOf, type SearchState, searchPath } from '../search-state.ts'

/** What a {@link TypeSwitch} shows. */
export interface TypeSwitchProps {
  state: SearchState
  /** What the page asks. Whoever asks the same shares the answer. */
  question: Record<string, string>
}

/** The types of what answers, each with how much of it there is; one is shown, or all. */
export function TypeSwitch({ state, question }: TypeSwitchProps) {
  const t = useText()
  const language = useLanguageTag()
  const shown = useShownTypes()
  const counts = useCounts(state, question)
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const current = useRef<HTMLAnchorElement>(null)
  const chosen = state.types.join()
  // On phones the row scrolls: what is shown should be in sight.
  useEffect(() => {
    current.current?.scrollIntoView?.({ block: 'nearest', inline: 'center' })
  }, [chosen])

  const named = counts.map(({ value, count }) => ({ value, count, ...wholeType(shown, value) }))
  const all = { value: undefined, count: total, title: t('types.all', 'All'), extension: undefined }
  return (
    <nav className="search-types" aria-label={t('types.label', 'Types')}>
      <ul>
        {[all, ...named].map(({ value, count, title, extension }) => {
          const isCurrent = value === undefined ? state.types.length === 0 : state.types.includes(value)
          return (
            <li key={value ?? ''}>
              <Link
                ref={isCurrent ? current : undefined}
                to={searchPath(ofTypes(state, value === undefined ? [] : [value]))}
                aria-current={isCurrent ? 'true' : undefined}
              >
                {typeof extension?.icon === 'string' && <Icon name={extension.icon} />}
                {title}
                <span className="search-number">{new Intl.NumberFormat(language).format(count)}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

/** How much there is of each type, whichever is shown now. Types that are chosen stand there even without. */
function useCounts(state: SearchState, question: TypeSwitchProps['question']) {
  const isWhole = state.types.length === 0 && state.filters.size === 0
  const whole = { ...nothingAsked, term: state.term }
  const { facets } = useRead(query, {
    query: isWhole ? question : { ...questionOf(whole, ['type']), pageLimit: '1' },
  })
  const counts = facets?.type ?? []
  const missing = state.types.filter((type) => !counts.some(({ value }) => value === type))
  return [...counts, ...missing.map((value) => ({ value, count: 0 }))]
}
