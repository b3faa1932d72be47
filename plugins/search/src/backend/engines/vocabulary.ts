import type { Database, Dialect, Transaction } from '@callboard/kernel'
import { editDistance } from './edit-distance.ts'
import { rowsOf, valuesOf } from './json-rows.ts'

/** The words of all documents, as they are written. It follows the index, in its transactions. */
export interface Vocabulary {
  /** Words of titles and names that hold these letters, those that begin with them among them; the most frequent first. */
  holding(letters: string): Promise<string[]>
  /** The most frequent words of all texts that begin so. */
  startingWith(letters: string): Promise<string[]>
  /** How many documents have the word, and how many of them in a title or name. */
  usesOf(word: string): Promise<{ documents: number; names: number }>
  /**
   * Words that somebody may have meant, the nearest first; among those as near, the most frequent.
   *
   * @param options.isBeginning - The word is still being typed.
   */
  near(word: string, options: { isBeginning: boolean }): Promise<{ word: string; documents: number }[]>
}

/** How often words of documents that came and went occur, by word. */
export type WordChanges = Map<string, { documents: number; names: number }>

/** Shorter words are not corrected: everything is near to them. */
export const minCorrectedLength = 4
const twoErrorsFrom = 8
const shortestKnown = 2
/** Longer words are keys and hashes, which nobody types. */
export const longestKnown = 30
export const mostHolding = 20
const mostNear = 4

/** Reads the vocabulary of an index. */
export function createVocabulary(db: Database): Vocabulary {
  const candidates = db.dialect === 'sqlite' ? candidatesInSqlite : candidatesInPostgres
  return {
    async holding(letters) {
      const rows = await db.all<{ word: string }>(holdingSql, [letters, `${letters}\u{10ffff}`, mostHolding])
      return rows.map(({ word }) => word)
    },
    async startingWith(letters) {
      const rows = await db.all<{ word: string }>(startingSql, [letters, `${letters}\u{10ffff}`, mostHolding])
      return rows.map(({ word }) => word)
    },
    async usesOf(word) {
      const row = await db.get<{ documents: number; names: number }>(
        'select documents, names from word where word = ?',
        [word],
      )
      return row ?? { documents: 0, names: 0 }
    },
    async near(word, { isBeginning }) {
      const most = errorsIn(word)
      if (most === 0) return []
      const longest = isBeginning ? longestKnown : word.length + most
      const [first, last] = endsOf(word)
      // One string for all candidates: thousands of row objects would take longer than to compare them.
      const row = await db.get<{ words: string | null }>(candidates, [
        first,
        word.length - most,
        longest,
        last,
        word.length - most,
        word.length + most,
        first,
      ])
      return nearest(word, readWords(row?.words ?? ''), { isBeginning })
    },
  }
}

/** How many errors a word may have; none where everything is near to it. */
export const errorsIn = (word: string): 0 | 1 | 2 =>
  word.length < minCorrectedLength || word.length > longestKnown ? 0 : word.length >= twoErrorsFrom ? 2 : 1

/** Adds what came, and takes away what went. */
export async function changeVocabulary(tx: Transaction, changes: WordChanges): Promise<void> {
  // In one order everywhere, so that two writers wait for each other instead of both for ever.
  const rows = [...changes]
    .filter(([word, { documents, names }]) => isKnowable(word) && (documents !== 0 || names !== 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([word, { documents, names }]) => [word, word.length, ...endsOf(word), documents, names])
  if (rows.length === 0) return
  const texts = statements[tx.dialect]
  const json = JSON.stringify(rows)
  const named = JSON.stringify(
    [...changes].filter(([word, { names }]) => names !== 0 && isKnowable(word)).map(([word]) => word),
  )
  const before = await namesAmong(tx, named)
  await tx.run(texts.add, [json])
  await tx.run(texts.removeUnused, [json])
  const after = await namesAmong(tx, named)
  const came = [...after].filter((word) => !before.has(word))
  const went = [...before].filter((word) => !after.has(word))
  if (came.length > 0) await tx.run(texts.addEndings, [JSON.stringify(came.flatMap(endingsOf))])
  if (went.length > 0) await tx.run(texts.removeEndings, [JSON.stringify(went.flatMap(endingsOf))])
}

const namesAmong = async (tx: Transaction, words: string) =>
  new Set((await tx.all<{ word: string }>(statements[tx.dialect].names, [words])).map(({ word }) => word))

/** Whether a word is kept. Numbers and versions are endless, and are typed as they are. */
export const isKnowable = (word: string) =>
  word.length >= shortestKnown && word.length <= longestKnown && !/\d/.test(word)

const endsOf = (word: string): [string, string] => {
  const letters = [...word]
  return [letters[0] ?? '', letters.at(-1) ?? '']
}

const shortestEnding = 3

function endingsOf(word: string): [string, string][] {
  const endings: [string, string][] = []
  for (let start = 0; start <= word.length - shortestEnding; start++) {
    const ending = word.slice(start)
    if (ending.isWellFormed()) endings.push([ending, word])
  }
  return endings
}

/** Words by how near they are to one, those that are too far left out. */
export function nearest(
  word: string,
  words: Iterable<{ word: string; documents: number }>,
  { isBeginning }: { isBeginning: boolean },
): { word: string; documents: number }[] {
  const most = errorsIn(word)
  const found: { word: string; documents: number; distance: number }[] = []
  for (const candidate of words) {
    const distance = errorsBetween(word, candidate.word, { most, isBeginning })
    if (distance !== undefined && distance > 0) found.push({ ...candidate, distance })
  }
  return found
    .sort((a, b) => a.distance - b.distance || b.documents - a.documents || (a.word < b.word ? -1 : 1))
    .slice(0, mostNear)
    .map(({ word, documents }) => ({ word, documents }))
}

/** How far a word is from another, or from the beginning of it, which is half an error less likely. */
function errorsBetween(
  word: string,
  candidate: string,
  { most, isBeginning }: { most: number; isBeginning: boolean },
): number | undefined {
  const whole = editDistance(word, candidate, { most })
  if (whole <= most) return whole
  return isBeginning && editDistance(word, candidate, { most: 1, isBeginning }) <= 1 ? 1.5 : undefined
}

const holdingSql = `select distinct word.word, word.names from ending join word on word.word = ending.word
  where ending.ending >= ? and ending.ending < ? order by word.names desc, word.word limit ?`

const startingSql = 'select word from word where word >= ? and word < ? order by documents desc, word limit ?'

function* readWords(words: string): Generator<{ word: string; documents: number }> {
  for (const entry of words === '' ? [] : words.split('\n')) {
    const space = entry.indexOf(' ')
    yield { word: entry.slice(0, space), documents: Number(entry.slice(space + 1)) }
  }
}

// Whoever errs rarely errs in the first and the last letter.
const candidatesSql = (join: string) => `select ${join} as words from
  (select word, documents from word where first = ? and length between ? and ?
   union all select word, documents from word where last = ? and length between ? and ? and first <> ?) near`
const candidatesInSqlite = candidatesSql(`group_concat(word || ' ' || documents, char(10))`)
const candidatesInPostgres = candidatesSql(`string_agg(word || ' ' || documents, chr(10))`)

const statements = { sqlite: statementsOf('sqlite'), postgres: statementsOf('postgres') }

function statementsOf(dialect: Dialect) {
  const columns = ['word text', 'length bigint', 'first text', 'last text', 'documents bigint', 'names bigint']
  return {
    // Without the condition SQLite would take the `on` of the clause for that of a join.
    add: `insert into word (word, length, first, last, documents, names)
      select word, length, first, last, documents, names from ${rowsOf(dialect, columns)} where true
      on conflict (word) do update set documents = word.documents + excluded.documents, names = word.names + excluded.names`,
    removeUnused: `delete from word where documents <= 0 and word in (select r.word from ${rowsOf(dialect, ['word text'])})`,
    names: `select word from word where names > 0 and word in ${valuesOf(dialect, 'text')}`,
    addEndings: `insert into ending (ending, word) select ending, word from ${rowsOf(dialect, ['ending text', 'word text'])} where true
      on conflict do nothing`,
    removeEndings: `delete from ending where (ending, word) in (select ending, word from ${rowsOf(dialect, ['ending text', 'word text'])})`,
  }
}
