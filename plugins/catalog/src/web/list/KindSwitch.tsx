import { Icon, KindIcon, Link, useLanguageTag, useRead, useText } from '@callboard/web'
import { useEffect, useRef } from 'react'
import { entityFacetsByPredicate } from '../../model/routes-read.ts'
import { byFamiliarity, useKindWords } from '../kind-words.ts'
import { type ListState, ofKind, writeListState } from './list-state.ts'

/** The kinds there are, with how many of each; one is shown. */
export function KindSwitch({ state }: { state: ListState }) {
  const t = useText()
  const language = useLanguageTag()
  const { facets } = useRead(entityFacetsByPredicate, { body: { facets: ['kind'] } })
  const wordsOf = useKindWords()
  const counts = new Map<string, { kind: string; count: number }>()
  for (const { value, count } of facets.kind ?? []) {
    const id = value.toLowerCase()
    counts.set(id, { kind: counts.get(id)?.kind ?? value, count: (counts.get(id)?.count ?? 0) + count })
  }
  if (state.kind !== 'all' && !counts.has(state.kind)) counts.set(state.kind, { kind: state.kind, count: 0 })
  const current = useRef<HTMLAnchorElement>(null)
  // On phones the row of kinds scrolls: the one that is shown should be in sight.
  useEffect(() => {
    current.current?.scrollIntoView?.({ block: 'nearest', inline: 'center' })
  }, [state.kind])
  const total = [...counts.values()].reduce((sum, { count }) => sum + count, 0)
  const entries = [...counts].sort(([one], [other]) => byFamiliarity(one, other))

  return (
    <nav className="cat-kinds" aria-label={t('list.kinds', 'Kinds')}>
      <ul>
        {[['all', { kind: 'all', count: total }] as const, ...entries].map(([id, { kind, count }]) => {
          const { plural, icon } = wordsOf(kind)
          return (
            <li key={id}>
              <Link
                ref={id === state.kind ? current : undefined}
                to={{ search: writeListState(ofKind(state, id)).toString() }}
                aria-current={id === state.kind ? 'true' : undefined}
              >
                {id !== 'all' && (icon ? <Icon name={icon} /> : <KindIcon kind={id} />)}
                {id === 'all' ? t('kind.all', 'All') : plural}
                <span className="cat-count">{new Intl.NumberFormat(language).format(count)}</span>
              </Link>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
