import { Boundary, Loading, PageHeading, useAddress, useText } from '@callboard/web'
import { isAsking, parseSearchState, type SearchState, writeSearchState } from '../search-state.ts'
import { useRememberedSearch } from '../use-remembered-search.ts'
import { Answer } from './Answer.tsx'
import { SearchBox } from './SearchBox.tsx'
import { Start } from './Start.tsx'
import './search.css'

/** How the parts of the page change the address. `replace` for what is still being typed. */
export type Go = (state: SearchState, history?: 'push' | 'replace') => void

/** Everything that answers a term. What it shows is in the address. */
export function SearchPage() {
  const t = useText()
  const { shown, wanted, go: goTo } = useAddress()
  const state = parseSearchState(new URLSearchParams(wanted))
  const shownState = parseSearchState(new URLSearchParams(shown))
  const go: Go = (next, history) => goTo(writeSearchState(next), history)
  useRememberedSearch(shownState.term)
  const title = t('page.search.title', 'Search')
  return (
    <>
      <PageHeading title={title} />
      <SearchBox state={state} go={go} />
      <Boundary title={title} loading={<Loading lines={10} />} resetOn={shown}>
        <div aria-busy={shown !== wanted}>
          {isAsking(shownState) ? <Answer state={shownState} current={state} go={go} /> : <Start />}
        </div>
      </Boundary>
    </>
  )
}
