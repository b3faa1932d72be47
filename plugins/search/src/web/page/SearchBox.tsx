import { Icon, useDraftText, useText } from '@callboard/web'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { changed, isAsking, type SearchState } from '../search-state.ts'
import { focusHit } from './hit-keys.ts'
import type { Go } from './SearchPage.tsx'

/** What a {@link SearchBox} edits. */
export interface SearchBoxProps {
  state: SearchState
  go: Go
}

/** The field for the term. */
export function SearchBox({ state, go }: SearchBoxProps) {
  const t = useText()
  const [draft, setDraft] = useDraftText(state.term, (term) => go(changed(state, { term }), 'replace'))
  const field = useRef<HTMLInputElement>(null)
  const isEmpty = useRef(!isAsking(state))
  useEffect(() => {
    // Whoever comes with nothing comes to type; others come to read.
    if (isEmpty.current) field.current?.focus()
  }, [])

  function steer(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing || (event.key !== 'ArrowDown' && event.key !== 'Enter')) return
    event.preventDefault()
    // Whoever is quicker than the pause means what is in the field, and not the hits of what was there before.
    if (draft === state.term) focusHit(0)
    else go(changed(state, { term: draft }), 'replace')
  }

  return (
    <search className="search-box">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={t('box.label', 'Search for')}
        placeholder={t('box.placeholder', 'Entities, docs, APIs, templates')}
        value={draft}
        onChange={({ target }) => setDraft(target.value)}
        onKeyDown={steer}
      />
    </search>
  )
}
