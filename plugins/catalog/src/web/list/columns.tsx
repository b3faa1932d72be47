import type { Entity } from '@callboard/model'
import { EntityLink, Tag, type Text } from '@callboard/web'
import type { ReactNode } from 'react'
import { specRef, specText } from '../entity-names.ts'

/** A column of the list, besides the name. */
export interface Column {
  /** Unique in the table; those of the columns below have a width of their own. */
  id: string
  title: string
  /** The index key to sort by; absent where sorting makes no sense. */
  sortField?: string
  cell: (entity: Entity) => ReactNode
}

type KnownId =
  | 'kind'
  | 'namespace'
  | 'description'
  | 'owner'
  | 'system'
  | 'domain'
  | 'type'
  | 'lifecycle'
  | 'parent'
  | 'target'
  | 'tags'

/** The columns that a list may have, and those that it has. */
export interface Columns {
  all: readonly Column[]
  shown: readonly Column[]
}

/**
 * The columns of a kind, as wide screens show them.
 *
 * @param declared - What the kind's declaration in the config asks for, if it is not built in.
 * @param chosen - The ids that somebody chose; undefined for those that the kind has by itself.
 */
export function columnsOf(
  kind: string,
  declared: readonly { field: string; title: string }[] | undefined,
  chosen: readonly string[] | undefined,
  t: Text,
): Columns {
  const own = (declared ?? []).map(({ field, title }) => ({
    id: field,
    title,
    sortField: field,
    cell: fieldCell(field),
  }))
  const common = Object.entries(commonColumns(t)).map(([id, column]) => ({ id, ...column }))
  const all = [...common.slice(0, -1), ...own, ...common.slice(-1)]
  const byItself = declared ? ['description', ...own.map(({ id }) => id), 'tags'] : idsOf(kind)
  return { all, shown: all.filter(({ id }) => (chosen ?? byItself).includes(id)) }
}

/** In the order of the table. */
function commonColumns(t: Text): Record<KnownId, Omit<Column, 'id'>> {
  return {
    kind: { title: t('column.kind', 'Kind'), sortField: 'kind', cell: ({ kind }) => kind },
    namespace: {
      title: t('column.namespace', 'Namespace'),
      sortField: 'metadata.namespace',
      cell: ({ metadata }) => metadata.namespace ?? 'default',
    },
    description: { title: t('column.description', 'Description'), cell: ({ metadata }) => metadata.description },
    owner: { title: t('column.owner', 'Owner'), sortField: 'spec.owner', cell: refCell('owner', 'group') },
    system: { title: t('column.system', 'System'), sortField: 'spec.system', cell: refCell('system', 'system') },
    domain: { title: t('column.domain', 'Domain'), sortField: 'spec.domain', cell: refCell('domain', 'domain') },
    parent: { title: t('column.parent', 'Parent'), sortField: 'spec.parent', cell: refCell('parent', 'group') },
    type: { title: t('column.type', 'Type'), sortField: 'spec.type', cell: (entity) => specText(entity, 'type') },
    lifecycle: {
      title: t('column.lifecycle', 'Lifecycle'),
      sortField: 'spec.lifecycle',
      cell: (entity) => specText(entity, 'lifecycle'),
    },
    target: { title: t('column.target', 'Target'), cell: (entity) => specText(entity, 'target') },
    tags: { title: t('column.tags', 'Tags'), cell: (entity) => <Tags tags={entity.metadata.tags ?? []} /> },
  }
}

/** Whatever short value the path leads to. */
const fieldCell = (field: string) => (entity: Entity) => {
  const value = field
    .split('.')
    .reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), entity)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

function idsOf(kind: string): KnownId[] {
  switch (kind) {
    case 'user':
      return ['description']
    case 'group':
      return ['description', 'type', 'parent']
    case 'location':
      return ['description', 'type', 'target']
    case 'domain':
      return ['description', 'owner', 'tags']
    case 'system':
      return ['description', 'owner', 'domain', 'tags']
    case 'template':
      return ['description', 'owner', 'type', 'tags']
    case 'component':
    case 'api':
      return ['description', 'owner', 'system', 'type', 'lifecycle', 'tags']
    default:
      return ['description', 'owner', 'type', 'lifecycle', 'tags']
  }
}

const refCell = (key: string, defaultKind: string) => (entity: Entity) => {
  const ref = specRef(entity, key, defaultKind)
  return ref === undefined ? specText(entity, key) : <EntityLink entityRef={ref} icon="hidden" isPeekable />
}

/** More would make rows of different heights; the entity's page has them all. */
const shownTags = 2

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <span className="cat-tags" title={tags.join(', ')}>
      {tags.slice(0, shownTags).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {tags.length > shownTags && <span className="cat-count">+{tags.length - shownTags}</span>}
    </span>
  )
}
