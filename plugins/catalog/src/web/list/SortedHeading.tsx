import { Icon } from '@callboard/web'
import { columnClass } from './EntityRow.tsx'
import type { Sort } from './list-state.ts'

/** What a {@link SortedHeading} heads. */
export interface SortedHeadingProps {
  id: string
  title: string
  /** The index key to sort by; undefined where sorting makes no sense. */
  field: string | undefined
  sort: Sort
  onSort: (sort: Sort) => void
}

/** The heading of a column; pressing it sorts by the column, and the other way round. */
export function SortedHeading({ id, title, field, sort, onSort }: SortedHeadingProps) {
  if (field === undefined) {
    return (
      <th scope="col" className={columnClass(id)}>
        {title}
      </th>
    )
  }
  const order = sort.field === field ? sort.order : undefined
  return (
    <th
      scope="col"
      className={columnClass(id)}
      aria-sort={order === undefined ? undefined : order === 'asc' ? 'ascending' : 'descending'}
    >
      <button
        type="button"
        data-order={order}
        onClick={() => onSort({ field, order: order === 'asc' ? 'desc' : 'asc' })}
      >
        {title}
        {order && <Icon name="down" />}
      </button>
    </th>
  )
}
