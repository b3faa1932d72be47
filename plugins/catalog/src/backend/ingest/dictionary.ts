import type { Transaction } from '@callboard/kernel'
import { jsonList, jsonRows } from './json-rows.ts'

/** How many numbers each dictionary remembers before it starts anew. */
const rememberAtMost = 20_000

/** One value of the index: see the `term` table. */
export interface TermValue {
  key: string
  value: string | null
  original: string | null
}

/**
 * Turns the names that repeat (refs, relation types, index keys and values) into their numbers, adding what is new.
 * The tables only grow, so a number once learnt stays true; what a rolled-back transaction taught is forgotten by
 * {@link Dictionary.forget}.
 */
export class Dictionary {
  readonly #refs = new Map<string, number>()
  readonly #types = new Map<string, number>()
  readonly #keys = new Map<string, number>()
  readonly #terms = new TermNumbers()

  /** Numbers of canonical refs. */
  refs(tx: Transaction, refs: Iterable<string>): Promise<Map<string, number>> {
    return names(tx, this.#refs, { table: 'ref_name', column: 'ref' }, refs)
  }

  /** Numbers of relation types. */
  types(tx: Transaction, types: Iterable<string>): Promise<Map<string, number>> {
    return names(tx, this.#types, { table: 'relation_type', column: 'type' }, types)
  }

  /** Numbers of index keys. */
  keys(tx: Transaction, keys: Iterable<string>): Promise<Map<string, number>> {
    return names(tx, this.#keys, { table: 'facet_key', column: 'key' }, keys)
  }

  /**
   * Numbers of index values, in the order of `terms`.
   *
   * @param keyIds - Numbers of every key that occurs.
   */
  async terms(tx: Transaction, terms: readonly TermValue[], keyIds: Map<string, number>): Promise<number[]> {
    // Every key of a term is in keyIds: the caller made it from the same rows.
    const keyOf = (term: TermValue) => keyIds.get(term.key) as number
    const found = terms.map((term) => this.#terms.get(keyOf(term), term) ?? 0)
    const missing = new TermNumbers()
    const wanted: TermRow[] = []
    terms.forEach((term, index) => {
      if (found[index] !== 0 || missing.get(keyOf(term), term) !== undefined) return
      missing.set(keyOf(term), term, wanted.length)
      wanted.push({ id: 0, key_id: keyOf(term), value: term.value, original: term.original })
    })
    if (wanted.length === 0) return found
    const learn = (row: TermRow) => {
      const at = missing.get(row.key_id, row)
      // What comes back is among what was asked for.
      if (at !== undefined) (wanted[at] as TermRow).id = row.id
    }
    const rows = jsonRows(tx.dialect, ['bigint', 'text', 'text'])
    for (const [test, group] of byNulls(wanted)) {
      for (const row of await tx.all<TermRow>(
        `select t.id, t.key_id, t.value, t.original from ${rows} join term t on t.key_id = r.c0 and ${test}`,
        [JSON.stringify(group.map(parts))],
      )) {
        learn(row)
        // Only what comes again is worth remembering: most values are of one entity alone.
        if (this.#terms.size >= rememberAtMost) this.#terms.clear()
        this.#terms.set(row.key_id, row, row.id)
      }
    }
    const fresh = wanted.filter(({ id }) => id === 0)
    if (fresh.length > 0) {
      for (const row of await tx.all<TermRow>(
        `insert into term (key_id, value, original) select r.c0, r.c1, r.c2 from ${rows} where true
         returning id, key_id, value, original`,
        [JSON.stringify(fresh.map(parts))],
      )) {
        learn(row)
      }
    }
    terms.forEach((term, index) => {
      // Everything missing has been read or made.
      if (found[index] === 0) found[index] = wanted[missing.get(keyOf(term), term) as number]?.id as number
    })
    return found
  }

  /** Forgets everything; called when a transaction that may have added names was rolled back. */
  forget(): void {
    for (const known of [this.#refs, this.#types, this.#keys, this.#terms]) known.clear()
  }
}

interface TermRow {
  id: number
  key_id: number
  value: string | null
  original: string | null
}

const parts = ({ key_id, value, original }: TermRow) => [key_id, value, original]

/** Terms by which of their parts are null, each with a test that an index answers: no index helps `is not distinct from`. */
function byNulls(terms: readonly TermRow[]) {
  const groups = [
    [
      't.value = r.c1 and t.original = r.c2',
      terms.filter(({ value, original }) => value !== null && original !== null),
    ],
    [
      't.value = r.c1 and t.original is null',
      terms.filter(({ value, original }) => value !== null && original === null),
    ],
    ['t.value is null', terms.filter(({ value }) => value === null)],
  ] as const
  return groups.filter(([, wanted]) => wanted.length > 0)
}

type Value = Pick<TermValue, 'value' | 'original'>

/** A number for each term. A map for each key, so that no name has to be put together. */
class TermNumbers {
  readonly #byKey = new Map<number, Map<string, number>>()
  size = 0

  get(keyId: number, term: Value): number | undefined {
    return this.#byKey.get(keyId)?.get(nameOf(term))
  }

  set(keyId: number, term: Value, number: number): void {
    const byName = this.#byKey.get(keyId) ?? new Map<string, number>()
    this.#byKey.set(keyId, byName.set(nameOf(term), number))
    this.size += 1
  }

  clear(): void {
    this.#byKey.clear()
    this.size = 0
  }
}

/** The value follows from its original; without one, a mark that no text begins with tells it from an original. */
const nameOf = ({ value, original }: Value): string => original ?? (value === null ? '\uD800' : `\uD800${value}`)

async function names(
  tx: Transaction,
  known: Map<string, number>,
  { table, column }: { table: string; column: string },
  wanted: Iterable<string>,
): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const missing = new Set<string>()
  for (const name of wanted) {
    const id = known.get(name)
    if (id === undefined) missing.add(name)
    else found.set(name, id)
  }
  if (missing.size === 0) return found
  const read = async () => {
    const list = JSON.stringify([...missing])
    for (const row of await tx.all<{ id: number; name: string }>(
      `select id, ${column} as name from ${table} where ${column} in ${jsonList(tx.dialect, 'text')}`,
      [list],
    )) {
      found.set(row.name, row.id)
      remember(known, row.name, row.id)
      missing.delete(row.name)
    }
  }
  await read()
  if (missing.size > 0) {
    await tx.run(
      `insert into ${table} (${column}) select r.c0 from ${jsonRows(tx.dialect, ['text'])} where true on conflict do nothing`,
      [JSON.stringify([...missing].sort().map((name) => [name]))],
    )
    await read()
  }
  return found
}

function remember(known: Map<string, number>, name: string, id: number): void {
  // Taking out the oldest one at a time is slow in a Map; starting anew costs a few questions to the database.
  if (known.size >= rememberAtMost) known.clear()
  known.set(name, id)
}
