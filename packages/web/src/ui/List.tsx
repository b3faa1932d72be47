import type { ReactNode } from 'react'
import { EmptyState } from './EmptyState.tsx'

/** What a {@link List} shows. */
export interface ListProps<T> {
  items: readonly T[]
  /** Shown when there are none, a whole sentence. */
  empty: string
  row: (item: T) => ReactNode
  /** Tells items apart when the list changes. Default: an item's `ref` or `id`, or else its place. */
  itemKey?: (item: T) => string
}

/** A plain list of anything. */
export function List<T>({ items, empty, row, itemKey }: ListProps<T>) {
  if (items.length === 0) return <EmptyState title={empty} />
  return (
    <ul className="cb-list">
      {items.map((item, place) => (
        <li key={itemKey?.(item) ?? ownKey(item) ?? place}>{row(item)}</li>
      ))}
    </ul>
  )
}

function ownKey(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null) return undefined
  const key: unknown = Reflect.get(item, 'ref') ?? Reflect.get(item, 'id')
  return typeof key === 'string' ? key : undefined
}
