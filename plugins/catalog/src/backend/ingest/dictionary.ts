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
  readonly #terms = new Map<string, number>()

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
   * Numbers of index values, by {@link termId}.
   *
   * @param keyIds - Numbers of every key that occurs.
   */
  async terms(tx: Transaction, terms: TermValue[], keyIds: Map<string, number>): Promise<Map<string, number>> {
    const found = new Map<string, number>()
    const missing = new Map<string, [number, string | null, string | null]>()
    for (const term of terms) {
      // Every key of a term is in keyIds: the caller made it from the same rows.
      const keyId = keyIds.get(term.key) as number
      const name = termId(keyId, term.value, term.original)
      const known = this.#terms.get(name)
      if (known === undefined) missing.set(name, [keyId, term.value, term.original])
      else found.set(name, known)
    }
    if (missing.size === 0) return found
    const rows = jsonRows(tx.dialect, ['bigint', 'text', 'text'])
    for (const [test, wanted] of byNulls([...missing.values()])) {
      for (const row of await tx.all<TermRow>(
        `select t.id, t.key_id, t.value, t.original from ${rows} join term t on t.key_id = r.c0 and ${test}`,
        [JSON.stringify(wanted)],
      )) {
        const name = termId(row.key_id, row.value, row.original)
        found.set(name, row.id)
        missing.delete(name)
        // Only what comes again is worth remembering: most values are of one entity alone.
        remember(this.#terms, name, row.id)
      }
    }
    if (missing.size === 0) return found
    for (const row of await tx.all<TermRow>(
      `insert into term (key_id, value, original) select r.c0, r.c1, r.c2 from ${rows} where true
       returning id, key_id, value, original`,
      [JSON.stringify([...missing.values()])],
    )) {
      found.set(termId(row.key_id, row.value, row.original), row.id)
    }
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

/** Terms by which of their parts are null, each with a test that an index answers: no index helps `is not distinct from`. */
function byNulls(terms: (readonly [number, string | null, string | null])[]) {
  const groups = [
    [
      't.value = r.c1 and t.original = r.c2',
      terms.filter(([, value, original]) => value !== null && original !== null),
    ],
    [
      't.value = r.c1 and t.original is null',
      terms.filter(([, value, original]) => value !== null && original === null),
    ],
    ['t.value is null', terms.filter(([, value]) => value === null)],
  ] as const
  return groups.filter(([, wanted]) => wanted.length > 0)
}

/** The name of a term in the map of {@link Dictionary.terms}. */
export const termId = (keyId: number, value: string | null, original: string | null): string =>
  `${keyId}\n${value === null ? '\u0001' : value}\n${original === null ? '\u0001' : original}`

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
