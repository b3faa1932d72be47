import { type Entity, entityRefOf } from '@callboard/model'
import { queryEntitiesByPredicate } from '@callboard/plugin-catalog'
import { Button, EmptyState, Link, useRead, useText } from '@callboard/web'
import { startTransition, useState } from 'react'
import { useEntityTitles } from '../fields/use-entities.ts'
import { type GalleryState, isNarrowed, type Known, predicateOf } from './gallery-state.ts'
import { TemplateCard } from './TemplateCard.tsx'

/** What a {@link TemplateGrid} shows. */
export interface TemplateGridProps {
  state: GalleryState
  known: Known
  starred: readonly string[]
  onStar: (ref: string) => void
  onShowAll: () => void
}

/** As many as people look through before they narrow. */
const portion = 48

/** The templates that answer the filters. */
export function TemplateGrid({ state, known, starred, onStar, onShowAll }: TemplateGridProps) {
  const t = useText()
  const [limit, setLimit] = useState(portion)
  const { items, totalItems } = useRead(queryEntitiesByPredicate, {
    plugin: 'catalog',
    body: {
      query: predicateOf(state, known),
      ...(state.text.trim() && {
        fullTextFilter: {
          term: state.text.trim(),
          fields: ['metadata.name', 'metadata.title', 'metadata.description', 'metadata.tags', 'spec.type'],
        },
      }),
      fields: ['kind', 'metadata', 'spec.type', 'spec.owner', 'relations'],
      orderBy: [
        { field: 'metadata.title', order: 'asc' },
        { field: 'metadata.name', order: 'asc' },
      ],
      limit,
    },
  })
  // With these fields they are entities as far as cards show them.
  const templates = (items as unknown as Entity[]).map((template) => ({ template, ref: entityRefOf(template) }))
  const owners = useEntityTitles([...new Set(templates.flatMap(({ template }) => ownerOf(template) ?? []))])
  if (totalItems === 0) return isNarrowed(state) ? <NothingLikeThat onShowAll={onShowAll} /> : <NoTemplates />
  return (
    <>
      <p className="cb-muted gal-count" role="status">
        {t('gallery.count', '{count, plural, one {# template} other {# templates}}', { count: totalItems })}
      </p>
      <ul className="gal-grid">
        {templates.map(({ template, ref }) => (
          <li key={ref}>
            <TemplateCard
              template={template}
              owner={ownerOf(template)}
              ownerTitle={owners.get(ownerOf(template) ?? '')}
              isStarred={starred.includes(ref)}
              onStar={() => onStar(ref)}
            />
          </li>
        ))}
      </ul>
      {templates.length < totalItems && (
        <p className="gal-more">
          <Button onPress={() => startTransition(() => setLimit(limit + portion))}>
            {t('gallery.more', 'Show more')}
          </Button>
        </p>
      )}
    </>
  )
}

const ownerOf = ({ relations = [] }: Entity): string | undefined =>
  relations.find(({ type }) => type === 'ownedBy')?.targetRef

function NothingLikeThat({ onShowAll }: { onShowAll: () => void }) {
  const t = useText()
  return (
    <EmptyState title={t('gallery.none', 'No template is like that.')} icon="search">
      <p className="cb-state-actions">
        <Button onPress={onShowAll}>{t('gallery.show-all', 'Show all templates')}</Button>
      </p>
    </EmptyState>
  )
}

function NoTemplates() {
  const t = useText()
  return (
    <EmptyState title={t('gallery.empty', 'There is no template yet, or none that you may see.')} icon="template">
      <p className="cb-muted">
        {t('gallery.empty.why', 'A template is a file in a repository, registered like everything in the catalog.')}
      </p>
      <p className="cb-state-actions">
        <Link className="cb-button" to="/create/edit">
          {t('gallery.write', 'Write a template')}
        </Link>
        <Link className="cb-button" to="/catalog/import">
          {t('gallery.register', 'Register one')}
        </Link>
      </p>
    </EmptyState>
  )
}
