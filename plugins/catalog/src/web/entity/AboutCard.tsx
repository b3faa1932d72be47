import { type EntityCardProps, EntityLink, type Fact, Facts, Link, Tag, useText } from '@callboard/web'
import { emailOf, specRef, specText } from '../entity-names.ts'
import { sourceOf } from './entity-source.ts'

/** The facts of an entity at a glance. */
export function AboutCard({ entity }: EntityCardProps) {
  const t = useText()
  const { file } = sourceOf(entity)
  const link = (key: string, defaultKind: string) => {
    const ref = specRef(entity, key, defaultKind)
    return ref === undefined ? specText(entity, key) : <EntityLink entityRef={ref} />
  }
  const { tags = [], namespace } = entity.metadata
  const facts: Fact[] = [
    [t('column.owner', 'Owner'), link('owner', 'group')],
    [t('column.system', 'System'), link('system', 'system')],
    [t('column.domain', 'Domain'), link('domain', 'domain')],
    [t('column.parent', 'Parent'), link('parent', 'group')],
    [t('column.type', 'Type'), specText(entity, 'type')],
    [t('column.lifecycle', 'Lifecycle'), specText(entity, 'lifecycle')],
    [t('entity.email', 'Email'), emailOf(entity)],
    [t('entity.namespace', 'Namespace'), namespace],
    [
      t('column.tags', 'Tags'),
      tags.length === 0 ? undefined : (
        <span className="cat-tags">
          {tags.map((tag) => (
            <Link key={tag} className="cat-tag-link" to={`/catalog?kind=all&tag=${encodeURIComponent(tag)}`}>
              <Tag>{tag}</Tag>
            </Link>
          ))}
        </span>
      ),
    ],
    [t('entity.source', 'Read from'), file && <code className="cat-file">{file}</code>],
  ]
  return <Facts facts={facts} />
}
