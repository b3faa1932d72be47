import { type Text, useText } from '@callboard/web'
import type { Go } from './CatalogPage.tsx'
import { changed, type ListState, type Scope } from './list-state.ts'

const scopes: readonly Scope[] = ['all', 'owned', 'starred']

/** Whose entities are shown: everybody's, the person's, the starred ones. */
export function ScopeSwitch({ state, go }: { state: ListState; go: Go }) {
  const t = useText()
  return (
    <fieldset className="cat-scope">
      <legend className="cb-visually-hidden">{t('scope', 'Whose')}</legend>
      {scopes.map((scope) => (
        <button
          key={scope}
          type="button"
          aria-pressed={state.scope === scope}
          onClick={() => go(changed(state, { scope }))}
        >
          {titleOf(scope, t)}
        </button>
      ))}
    </fieldset>
  )
}

function titleOf(scope: Scope, t: Text): string {
  switch (scope) {
    case 'all':
      return t('scope.all', 'All')
    case 'owned':
      return t('scope.owned', 'Owned')
    case 'starred':
      return t('scope.starred', 'Starred')
  }
}
