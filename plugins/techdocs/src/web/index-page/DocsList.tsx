import { type Entity, entityRefOf } from '@callboard/model'
import { queryEntitiesByPredicate } from '@callboard/plugin-catalog'
import { Button, EmptyState, EntityLink, Icon, KindIcon, Link, Tag, useRead, useText } from '@callboard/web'
import { type ReactNode, startTransition, useState } from 'react'
import { readerBaseOf } from '../docs-place.ts'
import { HowToAdd } from '../HowToAdd.tsx'
import { type DocsListState, isNarrowed, type Known, predicateOf } from './docs-list-state.ts'

/** What a {@link DocsList} shows. */
export interface DocsListProps {
  state: DocsListState
  known: Known
  starred: readonly string[]
  onStar: (ref: string) => void
  onShowAll: () => void
}

/** As many as people look through before they narrow. */
const portion = 60

/** The docs that answer the filters. */
export function DocsList({ state, known, starred, onStar, onShowAll }: DocsListProps) {
  const t = useText()
  const [limit, setLimit] = useState(portion)
  const { items, totalItems } = useRead(queryEntitiesByPredicate, {
    plugin: 'catalog',
    body: { ...questionOf(state, known), limit },
  })
  if (totalItems === 0) return isNarrowed(state) ? <NothingLikeThat onShowAll={onShowAll} /> : <NoDocsAtAll />
  // With these fields they are entities as far as the list shows them.
  const entities = items as unknown as Entity[]
  const Items = state.view === 'table' ? DocsTable : DocsCards
  return (
    <>
      <p className="cb-muted td-count" role="status">
        {t('index.count', '{count, plural, one {# entity with docs} other {# entities with docs}}', {
          count: totalItems,
        })}
      </p>
      <Items
        items={entities.map((entity) => ({ entity, ref: entityRefOf(entity) }))}
        star={(entity, ref) => (
          <StarButton title={titleOf(entity)} isStarred={starred.includes(ref)} onToggle={() => onStar(ref)} />
        )}
      />
      {entities.length < totalItems && (
        <p className="td-more">
          <Button onPress={() => startTransition(() => setLimit(limit + portion))}>
            {t('index.more', 'Show more')}
          </Button>
        </p>
      )}
    </>
  )
}

const questionOf = (state: DocsListState, known: Known) => ({
  query: predicateOf(state, known),
  ...(state.text.trim() && {
    fullTextFilter: {
      term: state.text.trim(),
      fields: ['metadata.name', 'metadata.title', 'metadata.description', 'metadata.tags'],
    },
  }),
  fields: ['kind', 'metadata', 'spec.type', 'spec.lifecycle', 'relations'],
  orderBy: [
    { field: 'metadata.title', order: 'asc' as const },
    { field: 'metadata.name', order: 'asc' as const },
  ],
})

interface ItemsProps {
  items: readonly { entity: Entity; ref: string }[]
  star: (entity: Entity, ref: string) => ReactNode
}

function DocsTable({ items, star }: ItemsProps) {
  const t = useText()
  return (
    <table className="td-table">
      <thead>
        <tr>
          <th scope="col">{t('index.document', 'Document')}</th>
          <th scope="col">{t('index.owner', 'Owner')}</th>
          <th scope="col">{t('index.kind', 'Kind')}</th>
          <th scope="col">{t('index.type', 'Type')}</th>
          <th scope="col">
            <span className="cb-visually-hidden">{t('index.star', 'Star')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ entity, ref }) => (
          <tr key={ref}>
            <td>
              <Link to={readerBaseOf(ref)}>{titleOf(entity)}</Link>
              {entity.metadata.description && <p>{entity.metadata.description}</p>}
            </td>
            <td>
              <Owner entity={entity} />
            </td>
            <td>
              <KindIcon kind={entity.kind} /> {entity.kind}
            </td>
            <td>{typeof entity.spec?.type === 'string' && entity.spec.type}</td>
            <td>{star(entity, ref)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const DocsCards = ({ items, star }: ItemsProps) => (
  <ul className="td-cards">
    {items.map(({ entity, ref }) => (
      <li key={ref}>
        <header>
          <h2>
            <Link to={readerBaseOf(ref)}>{titleOf(entity)}</Link>
          </h2>
          {star(entity, ref)}
        </header>
        {entity.metadata.description && <p>{entity.metadata.description}</p>}
        <p className="td-card-facts">
          <span>
            <KindIcon kind={entity.kind} /> {entity.kind}
          </span>
          <Owner entity={entity} />
          {entity.metadata.tags?.map((tag) => (
            <Tag key={tag}>{tag}</Tag>
          ))}
        </p>
      </li>
    ))}
  </ul>
)

function Owner({ entity: { relations = [] } }: { entity: Entity }) {
  const owner = relations.find(({ type }) => type === 'ownedBy')?.targetRef
  return owner === undefined ? null : <EntityLink entityRef={owner} />
}

function StarButton({ title, isStarred, onToggle }: { title: string; isStarred: boolean; onToggle: () => void }) {
  const t = useText()
  const label = t('index.star-this', 'Star {title}', { title })
  return (
    <button
      type="button"
      className="cb-icon-button td-star"
      aria-pressed={isStarred}
      aria-label={label}
      title={label}
      onClick={onToggle}
    >
      <Icon name="star" />
    </button>
  )
}

const titleOf = ({ metadata }: Entity) => metadata.title || metadata.name

function NothingLikeThat({ onShowAll }: { onShowAll: () => void }) {
  const t = useText()
  return (
    <EmptyState title={t('index.none', 'No docs are like that.')} icon="search">
      <p className="cb-state-actions">
        <Button onPress={onShowAll}>{t('index.show-all', 'Show all docs')}</Button>
      </p>
    </EmptyState>
  )
}

function NoDocsAtAll() {
  const t = useText()
  return (
    <EmptyState title={t('index.empty', 'Nothing in the catalog has docs yet.')} icon="docs">
      <HowToAdd />
    </EmptyState>
  )
}
