import { parseEntityRef } from '@callboard/model'
import { EmptyState, type EntityTabProps, Navigate, useParams, useSearchParams, useText } from '@callboard/web'
import { docsEntityAnnotation, docsRefAnnotation } from '../../model/index.ts'
import type { DocsPlace } from '../docs-place.ts'
import { docsTargetOf } from '../docs-target.ts'
import { HowToAdd } from '../HowToAdd.tsx'
import { Reader } from '../reader/Reader.tsx'

/** The docs of an entity, as a tab of its page; those of another entity where it says so. */
export function DocsTab({ entity }: EntityTabProps) {
  const t = useText()
  const { namespace = '', kind = '', name = '', '*': tabPath = '' } = useParams()
  const [params] = useSearchParams()
  const annotations = entity.metadata.annotations ?? {}
  if (annotations[docsRefAnnotation] === undefined && annotations[docsEntityAnnotation] === undefined) {
    return (
      <EmptyState title={t('tab.none', 'This entity has no docs yet.')} icon="docs">
        <HowToAdd />
      </EmptyState>
    )
  }
  const { entityRef = entity.ref, landing } = docsTargetOf(entity)
  // The tab's own path is the first part of the address below the entity's page.
  const path = tabPath.replace(/^[^/]*\/?/, '')
  const base = `/catalog/${[namespace, kind, name].map(encodeURIComponent).join('/')}/docs`
  if (path === '' && landing !== '') return <Navigate to={`${base}/${landing}`} replace />
  const place: DocsPlace = { entity: parseEntityRef(entityRef), base, version: params.get('version') ?? undefined }
  return (
    <Reader place={place} path={path} stands="inside" header={({ tools }) => <div className="td-head">{tools}</div>} />
  )
}
