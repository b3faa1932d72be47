import { type Entity, stringifyEntityRef } from '@callboard/model'
import { entitiesByRefs } from '@callboard/plugin-catalog'
import {
  Boundary,
  Navigate,
  useFindAhead,
  useLocation,
  useParams,
  useRead,
  useSearchParams,
  useText,
} from '@callboard/web'
import { readPage, readSite } from '../../model/routes.ts'
import { type DocsPlace, pageInput, readerBase, readerBaseOf, siteInput } from '../docs-place.ts'
import { docsTargetOf } from '../docs-target.ts'
import { Reader } from './Reader.tsx'
import { ReaderHeader } from './ReaderHeader.tsx'
import { ReaderSkeleton } from './ReaderSkeleton.tsx'

/** The docs of an entity, as a page of their own. */
export function ReaderPage() {
  const t = useText()
  const { namespace = '', kind = '', name = '', '*': path = '' } = useParams()
  const [params] = useSearchParams()
  const entity = { namespace, kind, name }
  const place: DocsPlace = { entity, base: readerBase(entity), version: params.get('version') ?? undefined }
  // All at once: each would otherwise wait for the one before.
  useFindAhead(readSite, siteInput(place))
  useFindAhead(readPage, pageInput(place, path))
  return (
    <Boundary title={t('reader', 'These docs')} loading={<ReaderSkeleton />} resetOn={`${place.base}/${path}`}>
      <Arrived place={place} path={path} />
    </Boundary>
  )
}

function Arrived({ place, path }: { place: DocsPlace; path: string }) {
  const { search, hash } = useLocation()
  const entity = useDocumented(place)
  const { entityRef, landing } = entity ? docsTargetOf(entity) : { entityRef: undefined, landing: '' }
  const base = entityRef === undefined ? place.base : readerBaseOf(entityRef)
  const target = path === '' ? landing : path
  if (base !== place.base || target !== path) return <Navigate to={`${base}/${target}${search}${hash}`} replace />
  return (
    <Reader
      place={place}
      path={path}
      stands="alone"
      header={(shown) => <ReaderHeader {...shown} place={place} entity={entity} />}
    />
  )
}

/** What the catalog knows of the entity; undefined when it knows nothing, or nothing for this person. */
function useDocumented({ entity: { namespace, kind, name } }: DocsPlace): Entity | undefined {
  const entityRefs = [stringifyEntityRef({ kind, namespace, name })]
  const { items } = useRead(entitiesByRefs, { plugin: 'catalog', body: { entityRefs } })
  // Without fields it is a whole entity, or null.
  return (items[0] ?? undefined) as Entity | undefined
}
