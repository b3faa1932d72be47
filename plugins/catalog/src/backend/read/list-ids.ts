import type { Database } from '@callboard/kernel'
import type { OrderField } from '@callboard/model'
import { ask, askAfresh } from './ask.ts'
import { allOf, type Condition, fewEntities, nothing, probe, rows } from './condition.ts'
import { type Fragment, join, raw, type Speech, speechOf, sql } from './fragment.ts'
import { isBehindStart, orderBy, orderValue, type ResolvedOrder, type SortColumn } from './order.ts'

/** An entity's place in an order: the value of each order field, and its id. */
export interface Place {
  id: number
  values: readonly (string | null)[]
}

export interface ListOptions {
  condition: Condition
  /** Without fields: by id. */
  order: readonly ResolvedOrder[]
  /** How many at most. */
  count: number
  /** How many the condition holds for, if that is known. */
  total?: number
  /** The list starts behind this place. */
  start?: Place
  /** Walks the order backwards from `start`; the nearest comes first. */
  isReversed?: boolean
  /** In which direction ids tell apart what the fields do not. Default: that of the first field, else `asc`. */
  idOrder?: OrderField['order']
}

/** Keys with no more values than this are walked value by value. */
const fewValues = 40

/** Whoever pages gets no more than this at once, whatever the limit says; added up they stay within what is bound. */
export const mostAtOnce = 1_000_000_000

/** How many entities the condition holds for. */
export async function countEntities(db: Database, condition: Condition): Promise<number> {
  if (condition.is === 'nothing') return 0
  const counting =
    condition.is === 'everything'
      ? raw('select count(*) as n from entity')
      : sql`select count(*) as n from (${rows(condition, speechOf(db.dialect))}) m`
  return (await askAfresh<{ n: number }>(db, counting))[0]?.n ?? 0
}

/**
 * The entities that the condition holds for, in order. Few are gathered and sorted; for many, the index is walked in the
 * wanted order and every entity on the way is tested, until there are enough.
 */
export async function listPlaces(db: Database, options: ListOptions): Promise<Place[]> {
  const { condition, order, count, total } = options
  if (condition.is === 'nothing' || count === 0) return []
  const isFew = (total ?? condition.size) <= fewEntities
  const first = order[0]
  if (isFew || (first && first.key.is !== 'facet')) return sortedPlaces(db, options)
  return first ? walkedPlaces(db, options, first) : placesById(db, options)
}

/** Ids of the entities that the condition holds for, in order of ref. Without `count`, all of them. */
export async function listIdsByRef(
  db: Database,
  { condition, count, offset }: { condition: Condition; count?: number; offset?: number },
): Promise<number[]> {
  if (condition.is === 'nothing') return []
  const speech = speechOf(db.dialect)
  const chosen =
    condition.size <= fewEntities
      ? sql`select e.id from (${rows(condition, speech)}) m join entity e on e.id = m.id`
      : sql`select e.id from entity e where ${probe(condition, raw('e.id'), speech)}`
  const found = await askAfresh<{ id: number }>(
    db,
    sql`${chosen} order by e.ref limit ${count ?? mostAtOnce} offset ${offset ?? 0}`,
  )
  return found.map(({ id }) => id)
}

/** Gathers the ids, looks up their values, sorts. */
async function sortedPlaces(db: Database, options: ListOptions): Promise<Place[]> {
  const { condition, order, start, count, isReversed = false } = options
  const values = order.map((field, index) => sql`${orderValue(db, field, raw('m.id'))} as v${raw(String(index))}`)
  const ids = rows(condition, speechOf(db.dialect))
  const columns = sortColumns(order, start, options.idOrder)
  const found = await askAfresh<PlaceRow>(
    db,
    sql`select * from (select ${join([raw('m.id'), ...values], ', ')} from (${ids}) m) s
      where ${isBehindStart(columns, isReversed)} ${orderBy(columns, isReversed)} limit ${count}`,
  )
  return found.map((row) => placeOf(row, order.length))
}

/** Walks the ids of the rarest term, or of all entities. */
async function placesById(db: Database, options: ListOptions): Promise<Place[]> {
  const { condition, start, count, isReversed = false } = options
  const columns = sortColumns([], start, options.idOrder)
  const found = await askAfresh<PlaceRow>(
    db,
    sql`select m.id from (${idsInOrder(condition, speechOf(db.dialect))}) m
      where ${isBehindStart(columns, isReversed)} ${orderBy(columns, isReversed)} limit ${count}`,
  )
  return found.map((row) => placeOf(row, 0))
}

/**
 * Walks the values of the first order field; behind them (or in front, backwards) come the entities that lack it.
 */
async function walkedPlaces(db: Database, options: ListOptions, first: ResolvedOrder): Promise<Place[]> {
  const { start, count, isReversed = false } = options
  const startsInRest = start !== undefined && start.values[0] === null
  const withField = async (wanted: number) => {
    const part = { ...options, count: wanted, start: startsInRest ? undefined : start }
    return (await walkGroups(db, part)) ?? walkValues(db, part)
  }
  const withoutField = async (wanted: number) =>
    first.isComplete ? [] : walkRest(db, { ...options, count: wanted, start: startsInRest ? start : undefined })

  const parts = isReversed ? [withoutField, withField] : [withField, withoutField]
  // The part that lies wholly before the start is left out.
  const skipFirst = start !== undefined && startsInRest !== isReversed
  const places = skipFirst ? [] : ((await parts[0]?.(count)) ?? [])
  return places.length === count ? places : [...places, ...((await parts[1]?.(count - places.length)) ?? [])]
}

/**
 * Walks the values of the first field one after the other, each as a list of its own by the other fields: where many
 * entities share a value, sorting them all to find the first few would take long.
 *
 * @returns Undefined when there are too many values, or an entity may have several.
 */
async function walkGroups(db: Database, options: ListOptions): Promise<Place[] | undefined> {
  const { condition, order, start, count, isReversed = false } = options
  const [first, ...rest] = order
  if (first?.key.is !== 'facet' || first.key.isMulti) return undefined
  const { id: keyId } = first.key
  const terms = await ask<{ id: number; value: string; size: number }>(
    db,
    sql`select q.id, q.value, (select count(*) from (select 1 from facet f where f.term_id = q.id limit ${fewEntities + 1}) s)
        as size from term q where q.key_id = ${keyId} and q.original is not null order by q.value limit ${fewValues + 1}`,
  )
  if (terms.length > fewValues) return undefined
  const groups = [...Map.groupBy(terms, ({ value }) => value)]
  if ((first.order === 'desc') !== isReversed) groups.reverse()
  const from = start ? groups.findIndex(([value]) => value === start.values[0]) : 0
  // The value is gone with its last entity; where it was can only be found by comparing.
  if (from === -1) return undefined
  const places: Place[] = []
  for (const [index, [value, group]] of groups.slice(from).entries()) {
    const size = group.reduce((sum, term) => sum + term.size, 0)
    const part: Condition = { is: 'terms', keyId, ids: group.map(({ id }) => id), isMulti: false, size }
    const both = allOf([condition, part])
    // Two that are many each may have few in common, or none: then a walk would find them only at its end.
    const total = both.size > fewEntities ? await countEntities(db, both) : both.size
    const found = await listPlaces(db, {
      condition: total === 0 ? nothing : both,
      order: rest,
      total,
      count: count - places.length,
      isReversed,
      idOrder: options.idOrder ?? first.order,
      ...(start && index === 0 && { start: { id: start.id, values: start.values.slice(1) } }),
    })
    places.push(...found.map(({ id, values }) => ({ id, values: [value, ...values] })))
    if (places.length === count) break
  }
  return places
}

async function walkValues(db: Database, options: ListOptions): Promise<Place[]> {
  const { condition, order, start, count, isReversed = false } = options
  const [first, ...rest] = order
  if (first?.key.is !== 'facet') return []
  const values = rest.map((field) => orderValue(db, field, raw('f.entity_id')))
  const columns: SortColumn[] = [
    { column: raw('t.value'), order: first.order, canBeNull: false, start: start?.values[0] },
    ...rest.map((field, index) => ({
      column: values[index] ?? raw('null'),
      order: field.order,
      canBeNull: !field.isComplete,
      start: start?.values[index + 1],
    })),
    { column: raw('f.entity_id'), order: options.idOrder ?? first.order, canBeNull: false, start: start?.id },
  ]
  const selected = values.map((value, index) => sql`, ${value} as v${raw(String(index + 1))}`)
  const isBest = first.key.isMulti ? sql`and t.value = ${orderValue(db, first, raw('f.entity_id'))}` : raw('')
  const found = await askAfresh<PlaceRow>(
    db,
    sql`select f.entity_id as id, t.value as v0 ${join(selected, '')}
      from term t cross join facet f
      where f.term_id = t.id and t.key_id = ${first.key.id} and t.original is not null
      ${beyondFirst(first, start, isReversed)} and ${isBehindStart(columns, isReversed)}
      and ${probe(condition, raw('f.entity_id'), speechOf(db.dialect))} ${isBest}
      ${orderBy(columns, isReversed)} limit ${count}`,
  )
  return found.map((row) => placeOf(row, order.length))
}

/** Said once more without the ties: only so the index is entered at the start instead of read up to it. */
function beyondFirst(first: ResolvedOrder, start: Place | undefined, isReversed: boolean): Fragment {
  const value = start?.values[0]
  if (value === undefined || value === null) return raw('')
  return sql`and t.value ${raw((first.order === 'desc') === isReversed ? '>=' : '<=')} ${value}`
}

/** The entities that lack the first order field, by the other fields. */
function walkRest(db: Database, options: ListOptions): Promise<Place[]> {
  const { order, condition, start } = options
  const [first, ...rest] = order
  if (first?.key.is !== 'facet') return Promise.resolve([])
  const test = sql`not exists (select 1 from facet p join term t on t.id = p.term_id
    where p.entity_id = s.id and p.key_id = ${first.key.id} and t.original is not null)`
  return restPlaces(db, { ...options, condition, order: rest, direction: options.idOrder ?? first.order, test, start })
}

async function restPlaces(
  db: Database,
  options: ListOptions & { test: Fragment; direction: 'asc' | 'desc' },
): Promise<Place[]> {
  const { condition, order, start, count, isReversed = false, test, direction } = options
  const values = order.map((field, index) => sql`, ${orderValue(db, field, raw('s.id'))} as v${raw(String(index))}`)
  const columns = sortColumns(order, start && { id: start.id, values: start.values.slice(1) }, direction)
  const found = await askAfresh<PlaceRow>(
    db,
    sql`select * from (select s.id ${join(values, '')} from (${idsInOrder(condition, speechOf(db.dialect))}) s
      where ${test}) m where ${isBehindStart(columns, isReversed)} ${orderBy(columns, isReversed)} limit ${count}`,
  )
  return found.map((row) => {
    const place = placeOf(row, order.length)
    return { id: place.id, values: [null, ...place.values] }
  })
}

/** The ids of many entities, from where they lie in order. */
function idsInOrder(condition: Condition, speech: Speech): Fragment {
  const driver = condition.is === 'all' ? condition.parts[0] : condition
  if (driver?.is === 'terms' && driver.ids.length === 1) return rows(condition, speech)
  return sql`select e.id from entity e where ${probe(condition, raw('e.id'), speech)}`
}

function sortColumns(order: readonly ResolvedOrder[], start?: Place, idOrder = order[0]?.order ?? 'asc'): SortColumn[] {
  const columns = order.map((field, index) => ({
    column: raw(`v${index}`),
    order: field.order,
    canBeNull: !field.isComplete,
    start: start?.values[index],
  }))
  return [...columns, { column: raw('id'), order: idOrder, canBeNull: false, start: start?.id }]
}

type PlaceRow = { id: number } & Record<`v${number}`, string | null>

const placeOf = (row: PlaceRow, fields: number): Place => ({
  id: row.id,
  values: Array.from({ length: fields }, (_, index) => row[`v${index}`] ?? null),
})
