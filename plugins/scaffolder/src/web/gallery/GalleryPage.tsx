import {
  Boundary,
  Link,
  Loading,
  PageHeading,
  useAddress,
  useIdentity,
  useSetting,
  useText,
  useVerdict,
} from '@callboard/web'
import { useDeferredValue } from 'react'
import { createTask } from '../../model/index.ts'
import { CreateTabs } from '../CreateTabs.tsx'
import { GalleryFilters } from './GalleryFilters.tsx'
import { type GalleryState, parseGalleryState, writeGalleryState } from './gallery-state.ts'
import { TemplateGrid } from './TemplateGrid.tsx'

const none: readonly string[] = []

/** All templates that the person may see, to begin with one of them. */
export function GalleryPage() {
  const t = useText()
  const { shown, wanted, go } = useAddress()
  const { ownershipEntityRefs } = useIdentity()
  // Where the catalog's pages keep them (spec/platform.md 14).
  const starred = useSetting<readonly string[]>('starred-entities', 'entityRefs', none)
  // A star is there at once; what is read by it may take its time.
  const asked = useDeferredValue(starred.value)
  const { allowed, reason } = useVerdict(createTask, undefined)
  const state = parseGalleryState(new URLSearchParams(wanted))
  const change = (next: GalleryState, history?: 'push' | 'replace') => go(writeGalleryState(next), history)
  return (
    <>
      <PageHeading
        title={t('gallery.title', 'Templates')}
        actions={
          <Link className="cb-button" to="/create/edit">
            {t('gallery.write', 'Write a template')}
          </Link>
        }
      />
      <CreateTabs />
      {allowed === 'no' && (
        <p className="scf-warning" role="note">
          {reason ?? t('gallery.forbidden', 'You may look around, but you may not start tasks.')}
        </p>
      )}
      <GalleryFilters state={state} onChange={change} />
      <Boundary title={t('gallery.title', 'Templates')} loading={<Loading />} resetOn={shown}>
        <TemplateGrid
          key={shown}
          state={parseGalleryState(new URLSearchParams(shown))}
          known={{ mine: ownershipEntityRefs, starred: asked }}
          starred={starred.value}
          onStar={(ref) =>
            void starred.set((refs) => (refs.includes(ref) ? refs.filter((one) => one !== ref) : [...refs, ref]))
          }
          onShowAll={() => go(new URLSearchParams())}
        />
      </Boundary>
    </>
  )
}
