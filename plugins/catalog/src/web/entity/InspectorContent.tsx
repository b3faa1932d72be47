import { type Entity, parseEntityRef } from '@callboard/model'
import { EntityLink, type EntityWithRef, type Fact, Facts, useRead, useText } from '@callboard/web'
import { stringify } from 'yaml'
import { entityAncestry } from '../../model/routes-read.ts'
import { SourceText } from '../definition/SourceText.tsx'
import { refOf, titleOf } from '../entity-names.ts'
import { groupRelations } from './group-relations.ts'
import type { InspectorView } from './Inspector.tsx'
import { relationLabel } from './relation-words.ts'

/** What an {@link InspectorContent} shows. */
export interface InspectorContentProps {
  entity: EntityWithRef
  view: InspectorView
}

/** One view of the inspector. */
export function InspectorContent({ entity, view }: InspectorContentProps) {
  // The ref was added by the page and is nothing the catalog serves. The rest in the order people write it.
  const { ref, apiVersion, kind, metadata, spec, ...others } = entity
  const served = { apiVersion, kind, metadata, spec, ...others }
  if (view === 'overview') return <Identity entity={entity} />
  if (view === 'ancestry') return <Ancestry entity={entity} />
  if (view === 'relations') return <Relations entity={entity} />
  if (view === 'yaml')
    return <SourceText text={stringify(served)} language="yaml" fileName={`${fileNameOf(ref)}.yaml`} />
  return <SourceText text={JSON.stringify(served, undefined, 2)} language="json" fileName={`${fileNameOf(ref)}.json`} />
}

const fileNameOf = (ref: string) => ref.replace(/[^\w.-]+/g, '-')

function Identity({ entity }: { entity: EntityWithRef }) {
  const t = useText()
  const { metadata } = entity
  const code = (text: string | undefined) => text && <code className="cat-file">{text}</code>
  const identity: Fact[] = [
    [t('inspect.api-version', 'API version'), code(entity.apiVersion)],
    [t('inspect.kind', 'Kind'), entity.kind],
    [t('inspect.name', 'Name'), metadata.name],
    [t('entity.namespace', 'Namespace'), metadata.namespace],
    [t('inspect.ref', 'Reference'), code(entity.ref)],
    [t('inspect.uid', 'UID'), code(metadata.uid)],
    [t('inspect.etag', 'ETag'), code(metadata.etag)],
  ]
  const annotations = Object.entries(metadata.annotations ?? {}).map(([name, value]): Fact => [name, code(value)])
  const labels = Object.entries(metadata.labels ?? {}).map(([name, value]): Fact => [name, code(value)])
  return (
    <div className="cat-inspector-body">
      <Facts facts={identity} />
      {annotations.length > 0 && <h3>{t('inspect.annotations', 'Annotations')}</h3>}
      <Facts facts={annotations} />
      {labels.length > 0 && <h3>{t('inspect.labels', 'Labels')}</h3>}
      <Facts facts={labels} />
    </div>
  )
}

function Ancestry({ entity }: { entity: EntityWithRef }) {
  const t = useText()
  const { kind, namespace, name } = parseEntityRef(entity.ref)
  const { items } = useRead(entityAncestry, { params: { kind, namespace, name } })
  return (
    <div className="cat-inspector-body">
      <p className="cb-muted">
        {t('inspect.ancestry.what', 'What the entity was read by, nearest first, up to where it was registered.')}
      </p>
      <ol className="cat-ancestry">
        {items.map(({ entity: served, parentEntityRefs }) => {
          // The route promises whole entities as plain objects.
          const ancestor = served as unknown as Entity
          return (
            <li key={refOf(ancestor)}>
              <EntityLink entityRef={refOf(ancestor)} title={titleOf(ancestor)} />
              <span className="cb-muted">
                {parentEntityRefs.length === 0
                  ? t('inspect.ancestry.root', 'registered in this portal')
                  : t('inspect.ancestry.parents', 'read by {parents}', { parents: parentEntityRefs.join(', ') })}
              </span>
              <code className="cat-file">{ancestor.metadata.annotations?.['backstage.io/managed-by-location']}</code>
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function Relations({ entity }: { entity: EntityWithRef }) {
  const t = useText()
  const groups = groupRelations(entity.relations ?? [])
  if (groups.length === 0) {
    return <p className="cb-muted">{t('relations.none', 'No other entity is related to this one.')}</p>
  }
  return (
    <div className="cat-inspector-body">
      <Facts
        facts={groups.map(
          ({ type, targetRefs }): Fact => [
            `${relationLabel(type, t)} (${type})`,
            <ul key={type}>
              {targetRefs.map((ref) => (
                <li key={ref}>
                  <EntityLink entityRef={ref} title={ref} />
                </li>
              ))}
            </ul>,
          ],
        )}
      />
    </div>
  )
}
