import type { Database } from '@callboard/kernel'
import type { OrderField } from '@callboard/model'
import { type Condition, isShown } from './condition.ts'
import { type Fragment, join, raw, speechOf, sql } from './fragment.ts'
import type { IndexKey } from './resolve.ts'

/** A field to order by, as the index numbers it. Entities that lack it come last, in either direction. */
export interface ResolvedOrder {
  key: IndexKey
  order: 'asc' | 'desc'
  /** Every entity has it, so that nothing is left over behind the last value. */
  isComplete: boolean
  /** What the caller may read, when that is not everything: values are only those that are shown to them. */
  visible?: Condition | undefined
}

/** A column to order by, and where the page starts in it. */
export interface SortColumn {
  column: Fragment
  order: 'asc' | 'desc'
  canBeNull: boolean
  /** The value of the entity that the page starts behind. */
  start?: string | number | null
}

const completeKeys = ['kind', 'apiversion', 'metadata.name', 'metadata.namespace', 'metadata.uid']

/** @param keys - Those of the fields, at least. */
export function resolveOrder(
  fields: readonly OrderField[],
  keys: ReadonlyMap<string, IndexKey>,
  visible?: Condition | undefined,
): ResolvedOrder[] {
  return fields.map(({ field, order }) => ({
    key: keys.get(field.toLowerCase()) ?? { is: 'unknown' },
    order,
    isComplete: completeKeys.includes(field.toLowerCase()),
    visible,
  }))
}

/** The value by which the entity with this id is ordered: of several the smallest, or descending the largest. */
export function orderValue(db: Database, { key, order, visible }: ResolvedOrder, id: Fragment): Fragment {
  const best = raw(order === 'asc' ? 'min' : 'max')
  if (key.is === 'facet') {
    return sql`(select ${best}(t.value) from facet p join term t on t.id = p.term_id
      where p.entity_id = ${id} and p.key_id = ${key.id} and t.original is not null)`
  }
  if (key.is === 'relation') {
    const speech = speechOf(db.dialect)
    return sql`(select ${best}(n.ref) from entity q join relation p on p.source_ref_id = q.ref_id
      join ref_name n on n.id = p.target_ref_id
      where q.id = ${id} and p.type_id ${speech.isOneOf(key.typeIds)}
        ${visible ? sql`and ${isShown('p', { visible, speech, tested: 'few' })}` : raw('')})`
  }
  return raw('cast(null as text)')
}

/** `order by …` of these columns; `isReversed` walks the same order backwards. */
export function orderBy(columns: readonly SortColumn[], isReversed: boolean): Fragment {
  const parts = columns.flatMap(({ column, order, canBeNull }) => {
    const value = sql`${column} ${raw((order === 'desc') === isReversed ? 'asc' : 'desc')}`
    return canBeNull ? [sql`(${column} is null) ${raw(isReversed ? 'desc' : 'asc')}`, value] : [value]
  })
  return sql`order by ${join(parts, ', ')}`
}

/**
 * A boolean expression: is the row behind the start, in the order of these columns? The last column tells apart whatever
 * the others do not.
 */
export function isBehindStart(columns: readonly SortColumn[], isReversed: boolean): Fragment {
  const [first, ...rest] = columns
  if (first === undefined || first.start === undefined) return raw('true')
  const { column, start, order, canBeNull } = first
  if (start === null) {
    const same = sql`(${column} is null and ${isBehindStart(rest, isReversed)})`
    return isReversed ? sql`(${column} is not null or ${same})` : same
  }
  const beyond = raw((order === 'desc') === isReversed ? '>' : '<')
  const behind =
    canBeNull && !isReversed
      ? sql`(${column} ${beyond} ${start} or ${column} is null)`
      : sql`${column} ${beyond} ${start}`
  if (rest.length === 0) return behind
  return sql`(${behind} or (${column} = ${start} and ${isBehindStart(rest, isReversed)}))`
}
