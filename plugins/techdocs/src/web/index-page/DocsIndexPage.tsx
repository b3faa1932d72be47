import { Boundary, Loading, PageHeading, useAddress, useIdentity, useSetting, useText } from '@callboard/web'
import { useDeferredValue } from 'react'
import { DocsFilters } from './DocsFilters.tsx'
import { DocsList } from './DocsList.tsx'
import { type DocsListState, everything, parseDocsList, writeDocsList } from './docs-list-state.ts'

const none: readonly string[] = []

/** All docs that the person may read. What it shows is in the address. */
export function DocsIndexPage() {
  const t = useText()
  const { shown, wanted, go } = useAddress()
  const { ownershipEntityRefs } = useIdentity()
  // Where the catalog's pages keep them (spec/platform.md 14).
  const starred = useSetting<readonly string[]>('starred-entities', 'entityRefs', none)
  // A star is there at once; what is read by it may take its time.
  const asked = useDeferredValue(starred.value)
  const state = parseDocsList(new URLSearchParams(wanted))
  const change = (next: DocsListState, history?: 'push' | 'replace') => go(writeDocsList(next), history)
  return (
    <>
      <PageHeading title={t('page.index.title', 'Docs')} />
      <DocsFilters state={state} onChange={change} />
      <Boundary title={t('page.index.title', 'Docs')} loading={<Loading lines={8} />} resetOn={shown}>
        <DocsList
          key={shown}
          state={parseDocsList(new URLSearchParams(shown))}
          known={{ mine: ownershipEntityRefs, starred: asked }}
          starred={starred.value}
          onStar={(ref) =>
            void starred.set((refs) => (refs.includes(ref) ? refs.filter((one) => one !== ref) : [...refs, ref]))
          }
          onShowAll={() => change(everything(state))}
        />
      </Boundary>
    </>
  )
}
