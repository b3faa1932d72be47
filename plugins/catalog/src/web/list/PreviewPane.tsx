import { parseEntityRef } from '@callboard/model'
import { Boundary, EntityLink, type Fact, Facts, IconButton, Loading, Tag, useText } from '@callboard/web'
import { useEntity } from '../api.ts'
import { specRef, specText, titleOf } from '../entity-names.ts'
import { StarButton } from '../StarButton.tsx'

/** What a {@link PreviewPane} shows. */
export interface PreviewPaneProps {
  entityRef: string
  onClose: () => void
}

/** An entity beside the list, without leaving it. */
export function PreviewPane({ entityRef, onClose }: PreviewPaneProps) {
  const t = useText()
  return (
    <aside
      className="cat-preview"
      aria-label={t('preview', 'Preview')}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <IconButton icon="close" label={t('preview.close', 'Close the preview')} onPress={onClose} />
      <Boundary title={t('preview', 'Preview')} loading={<Loading lines={6} />} resetOn={entityRef}>
        <Previewed entityRef={entityRef} />
      </Boundary>
    </aside>
  )
}

function Previewed({ entityRef }: { entityRef: string }) {
  const t = useText()
  const entity = useEntity(parseEntityRef(entityRef))
  if (!entity) return <p>{t('preview.gone', 'This entity is not in the catalog any more.')}</p>
  const title = titleOf(entity)
  const linked = (key: string, defaultKind: string) => {
    const ref = specRef(entity, key, defaultKind)
    return ref === undefined ? specText(entity, key) : <EntityLink entityRef={ref} />
  }
  const tags = entity.metadata.tags ?? []
  const problems = entity.status?.items?.length ?? 0
  const facts: Fact[] = [
    [t('column.kind', 'Kind'), entity.kind],
    [t('column.type', 'Type'), specText(entity, 'type')],
    [t('column.lifecycle', 'Lifecycle'), specText(entity, 'lifecycle')],
    [t('column.owner', 'Owner'), linked('owner', 'group')],
    [t('column.system', 'System'), linked('system', 'system')],
    [t('column.domain', 'Domain'), linked('domain', 'domain')],
    [
      t('column.tags', 'Tags'),
      tags.length > 0 ? (
        <span className="cat-tags cat-card-tags">
          {tags.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </span>
      ) : undefined,
    ],
  ]
  return (
    <>
      <h2>
        <EntityLink entityRef={entityRef} title={title} />
        <StarButton entityRef={entityRef} title={title} />
      </h2>
      {problems > 0 && (
        <p>
          <Tag tone="warning">
            {t('preview.problems', '{count, plural, one {# problem} other {# problems}}', { count: problems })}
          </Tag>
        </p>
      )}
      {entity.metadata.description && <p>{entity.metadata.description}</p>}
      <Facts facts={facts} />
    </>
  )
}
