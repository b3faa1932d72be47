import type { Entity } from '@callboard/model'
import { EntityLink, IconButton, type IconName, useText } from '@callboard/web'
import { memo } from 'react'
import { refOf, specText, titleOf } from '../entity-names.ts'
import { StarToggle } from '../StarButton.tsx'
import type { Column } from './columns.tsx'

/** What an {@link EntityRow} shows. */
export interface EntityRowProps {
  entity: Entity
  /** From 0. */
  row: number
  /** From 1; the heading is row 1. */
  place: number
  columns: readonly Column[]
  icon: IconName | undefined
  isSelected: boolean
  isPreviewed: boolean
  isStarred: boolean
  onSelect: (entity: Entity) => void
  onPreview: (entity: Entity) => void
  onStar: (entity: Entity) => void
}

/** One entity of the list. Remembered: scrolling draws the rows that come, and no others again. */
export const EntityRow = memo(function EntityRow(props: EntityRowProps) {
  const { entity, row, place, columns, icon, isSelected, isPreviewed, isStarred, onSelect, onPreview, onStar } = props
  const t = useText()
  const title = titleOf(entity)
  const name = isNamedOtherwise(entity) ? entity.metadata.name : undefined
  const summary = [name, specText(entity, 'type'), specText(entity, 'lifecycle'), specText(entity, 'owner')].filter(
    Boolean,
  )
  return (
    <tr data-row={row} aria-rowindex={place} data-selected={isSelected} data-previewed={isPreviewed}>
      <td className="cat-column-select">
        <input
          type="checkbox"
          checked={isSelected}
          aria-label={t('list.select', 'Select {title}', { title })}
          onChange={() => onSelect(entity)}
        />
      </td>
      <th scope="row">
        <EntityLink entityRef={refOf(entity)} title={title} icon={icon} isPeekable />
        {name !== undefined && <span className="cat-name">{name}</span>}
        {/* Where the other columns have no room. */}
        {summary.length > 0 && <span className="cat-summary">{summary.join(' · ')}</span>}
      </th>
      {columns.map(({ id, cell }) => (
        <td key={id} className={columnClass(id)}>
          {cell(entity)}
        </td>
      ))}
      <td className="cat-column-actions">
        <span className="cat-row-actions">
          <IconButton
            icon="eye"
            label={t('list.preview', 'Preview {title}', { title })}
            onPress={() => onPreview(entity)}
          />
          <StarToggle title={title} isStarred={isStarred} onToggle={() => onStar(entity)} />
        </span>
      </td>
    </tr>
  )
})

/** A row that has not been read yet keeps its place. */
export function ExpectedRow({ row, place }: { row: number; place: number }) {
  return (
    <tr data-row={row} aria-rowindex={place} aria-busy="true">
      <td className="cat-column-select" />
      <th scope="row">
        <span className="cat-expected" />
      </th>
    </tr>
  )
}

/** Columns that a kind's declaration asks for are named by their path, and share one width. */
export const columnClass = (id: string): string => `cat-column-${id.includes('.') ? 'own' : id}`

/** Whether the title does not tell the name, which the list is sorted by and files refer to. */
const isNamedOtherwise = (entity: Entity) => squeezed(titleOf(entity)) !== squeezed(entity.metadata.name)

const squeezed = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '')
