import { Button, EmptyState, useText } from '@callboard/web'
import { useKindWords } from '../kind-words.ts'
import type { Go } from './CatalogPage.tsx'
import { cleared, isNarrowed, type ListState, ofKind } from './list-state.ts'

/** Says why there are no rows, and offers a way on. */
export function NothingListed({ state, go }: { state: ListState; go: Go }) {
  const t = useText()
  const { plural } = useKindWords()(state.kind)
  if (isNarrowed(state)) {
    return (
      <EmptyState title={t('list.no-match', 'Nothing matches these filters.')} icon="search">
        <p className="cb-muted">{narrowedHint(state)}</p>
        <p className="cat-empty-actions">
          <Button onPress={() => go(cleared(state))}>{t('list.clear', 'Clear filters')}</Button>
          {state.kind !== 'all' && (
            <Button onPress={() => go(ofKind(state, 'all'))}>{t('list.all-kinds', 'Search all kinds')}</Button>
          )}
        </p>
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title={t('list.empty', 'There are no {plural} here.', {
        plural: state.kind === 'all' ? t('list.empty.entities', 'entities') : plural,
      })}
    >
      <p className="cb-muted">
        {t(
          'list.empty.hint',
          'Either none are registered yet, or you may not see them. Entities come from the locations under catalog.locations in the config of this portal.',
        )}
      </p>
    </EmptyState>
  )

  function narrowedHint({ scope }: ListState) {
    switch (scope) {
      case 'starred':
        return t('list.no-match.starred', 'The star at the end of a row keeps an entity here.')
      case 'owned':
        return t('list.no-match.owned', 'Here is what you own, or a group that you are in.')
      case 'all':
        return t('list.no-match.hint', 'Another kind may have what you look for, or it may be hidden from you.')
    }
  }
}
