import type { Database, Dialect, SqlValue, Transaction } from '@callboard/kernel'
import type { SearchDocument } from '../../model/document.ts'
import { ownedBy } from './control-words.ts'
import { classOf, documentId, maxClass, priorityOf } from './document-id.ts'
import { lexemePrefix } from './expression.ts'
import { hashOf, type IndexedDocument, indexDocument, seam } from './index-document.ts'
import { keyText, rowsOf, valuesOf } from './json-rows.ts'
import { changeVocabulary, type WordChanges } from './vocabulary.ts'

/** A source that is to have these documents and no others. */
export interface SourceWrite {
  key: string
  documents: readonly SearchDocument[]
}

/** Documents of one source are never in two transactions; those of several share one up to this number. */
const documentsAtOnce = 200

/** Sources by the transactions they are written in. */
export function* batchesOf(sources: Iterable<SourceWrite>): Generator<SourceWrite[]> {
  let batch: SourceWrite[] = []
  let count = 0
  for (const source of sources) {
    batch.push(source)
    count += Math.max(1, source.documents.length)
    if (count < documentsAtOnce) continue
    yield batch
    batch = []
    count = 0
  }
  if (batch.length > 0) yield batch
}

/** Writes a batch: sources that are as they were cost one look, and documents that are as they were stay. */
export async function writeSources(
  db: Database,
  type: string,
  options: { batch: readonly SourceWrite[]; run: number | null },
): Promise<void> {
  const texts = statements[db.dialect]
  const wanted = new Map(
    options.batch.map((source) => {
      const documents = source.documents.map((document) => ({ document, hash: hashOf(document) }))
      return [keyText(source.key), { hash: hashOf(documents.map(({ hash }) => hash)), documents }]
    }),
  )
  const keys = JSON.stringify([...wanted.keys()])
  await db.transaction(async (tx) => {
    // Held until the end: writers go one after the other, and numbers grow with what is committed.
    await hold(tx, 0)
    const known = await tx.all<StoredSource>(texts.knownSources, [type, keys])
    const same = new Set(known.filter(({ key, hash }) => wanted.get(key)?.hash === hash).map(({ key }) => key))
    if (same.size > 0) await tx.run(texts.meet, [options.run, type, JSON.stringify([...same])])
    const changed = [...wanted].filter(([key]) => !same.has(key))
    if (changed.length === 0) return
    await tx.run('update index_state set version = version + 1')
    const rows = changed.map(([key, { hash }]) => [key, hash, options.run])
    const stored = await tx.all<{ id: number; key: string }>(texts.storeSources, [type, JSON.stringify(rows)])
    const ids = new Map(stored.map(({ id, key }) => [key, id]))
    const documents = changed.flatMap(([key, { documents }]) =>
      // Every key was stored just before.
      documents.map((made) => ({ sourceId: ids.get(key) as number, ...made })),
    )
    await replaceDocuments(tx, type, { sourceIds: [...ids.values()], documents })
  })
}

/** Removes sources and all their documents. */
export async function removeSources(tx: Transaction, type: string, ids: readonly number[]): Promise<void> {
  await hold(tx, 0)
  await tx.run('update index_state set version = version + 1')
  await replaceDocuments(tx, type, { sourceIds: ids, documents: [] })
  await tx.run(statements[tx.dialect].removeSources, [JSON.stringify(ids)])
}

interface StoredSource {
  id: number
  key: string
  hash: string
}

interface WantedDocument {
  sourceId: number
  document: SearchDocument
  hash: string
}

async function replaceDocuments(
  tx: Transaction,
  type: string,
  { sourceIds, documents }: { sourceIds: readonly number[]; documents: readonly WantedDocument[] },
): Promise<void> {
  const texts = statements[tx.dialect]
  const stored = await tx.all<{ id: number; source_id: number; hash: string; body: string }>(texts.stored, [
    JSON.stringify(sourceIds),
  ])
  // By source and hash: what a source gives twice is kept once.
  const wanted = new Map(documents.map((document) => [`${document.sourceId} ${document.hash}`, document]))
  const going = stored.filter((row) => !wanted.delete(`${row.source_id} ${row.hash}`))
  const coming = [...wanted.values()]
  const words: WordChanges = new Map()
  // What a stored document said is what is taken from it, so that what it left in the vocabulary goes.
  for (const { body } of going) countWords(words, indexDocument(type, JSON.parse(body)), -1)
  if (going.length > 0) {
    const ids = JSON.stringify(going.map(({ id }) => id).sort((a, b) => a - b))
    await tx.run(texts.removePostings, [ids])
    await tx.run(texts.removeDocuments, [ids])
  }
  if (coming.length > 0) await insertDocuments(tx, type, { coming, words })
  await changeVocabulary(tx, words)
}

async function insertDocuments(
  tx: Transaction,
  type: string,
  { coming, words }: { coming: readonly WantedDocument[]; words: WordChanges },
): Promise<void> {
  const texts = statements[tx.dialect]
  const seq = await hold(tx, coming.length)
  const classes = await classIds(
    tx,
    coming.map(({ document }) => classOf(type, document)),
  )
  const rows = coming
    .map(({ sourceId, document, hash }, index) => {
      const indexed = indexDocument(type, document)
      countWords(words, indexed, 1)
      const classId = Math.min(classes.get(classOf(type, document)) ?? maxClass, maxClass)
      return {
        id: documentId({ priority: priorityOf(type, document), seq: seq - index, classId }),
        sourceId,
        document,
        hash,
        indexed,
      }
    })
    // FTS5 writes out what it has gathered whenever a number is below the one before.
    .sort((a, b) => a.id - b.id)
  const documents = rows.map(({ id, sourceId, document, hash }) => [
    id,
    sourceId,
    hash,
    JSON.stringify(storedDocument(document)),
  ])
  await insertRows(tx, texts.insertDocuments, documents)
  const postings = rows.map(({ id, indexed }) => [
    id,
    ...(tx.dialect === 'sqlite' ? textsOf(indexed) : [vectorOf(indexed)]),
  ])
  await insertRows(tx, texts.insertPostings, postings)
}

/** SQLite takes rows faster one by one than out of JSON; for PostgreSQL each statement is a trip. */
async function insertRows(tx: Transaction, text: string, rows: readonly SqlValue[][]): Promise<void> {
  if (tx.dialect === 'postgres') await tx.run(text, [JSON.stringify(rows)])
  else for (const row of rows) await tx.run(text, row)
}

/** Of the rows only those that the ranking asks: the index has the others. */
function storedDocument({ authorization, ...document }: SearchDocument): SearchDocument {
  if (!authorization) return document as SearchDocument // nothing but an undefined was taken out
  const rows = (authorization.rows ?? []).filter(({ key }) => key === ownedBy)
  return { ...document, authorization: { resourceRef: authorization.resourceRef, rows } } as SearchDocument // as above
}

async function classIds(tx: Transaction, values: readonly string[]): Promise<Map<string, number>> {
  const texts = statements[tx.dialect]
  const unique = JSON.stringify([...new Set(values)].sort())
  await tx.run(texts.addClasses, [unique])
  const rows = await tx.all<{ id: number; value: string }>(texts.classes, [unique])
  return new Map(rows.map(({ id, value }) => [value, id]))
}

function countWords(words: WordChanges, { vocabulary }: IndexedDocument, by: 1 | -1): void {
  for (const [word, isName] of vocabulary) {
    const change = words.get(word) ?? { documents: 0, names: 0 }
    change.documents += by
    if (isName) change.names += by
    words.set(word, change)
  }
}

const textsOf = ({ title, fields, text, control }: IndexedDocument) => [
  ...[title, fields, text].map(({ inOrder, more }) => [...inOrder, seam, ...more].join(' ')),
  control.join(' '),
]

/** A tsvector as text: positions for what is written, none for what is only known. */
function vectorOf({ title, fields, text, control }: IndexedDocument): string {
  const positions = new Map<string, number[]>()
  let position = 0
  for (const { inOrder, more } of [title, fields, text]) {
    for (const word of inOrder) {
      position++
      if (word === seam) continue
      const known = positions.get(word)
      if (known) known.push(position)
      else positions.set(word, [position])
    }
    position++
    for (const word of more) if (!positions.has(word)) positions.set(word, [])
  }
  const lexemes = [...positions].map(([word, at]) =>
    at.length > 0 ? `'${word}':${at.slice(0, 255).join(',')}` : `'${word}'`,
  )
  for (const word of new Set([...title.inOrder, ...title.more]))
    if (word !== seam) lexemes.push(`'${lexemePrefix.title}${word}'`)
  for (const word of control) lexemes.push(`'${lexemePrefix.control}${word}'`)
  return lexemes.join(' ')
}

/** Makes other writers wait for this transaction, and takes numbers: the last one. */
async function hold(tx: Transaction, documents: number): Promise<number> {
  const row = await tx.get<{ seq: number }>(statements[tx.dialect].hold, [documents])
  if (!row) throw new Error('The index has lost its state.')
  return row.seq
}

const statements = { sqlite: statementsOf('sqlite'), postgres: statementsOf('postgres') }

function statementsOf(dialect: Dialect) {
  const postings = dialect === 'sqlite' ? ['title', 'fields', 'text', 'control'] : ['terms']
  const id = dialect === 'sqlite' ? 'rowid' : 'id'
  const postingColumns = postings.map((name) => `${name} ${dialect === 'sqlite' ? 'text' : 'tsvector'}`)
  return {
    hold: 'update index_state set seq = seq + ? where id = 1 returning seq',
    knownSources: `select id, key, hash from source where type = ? and key in ${valuesOf(dialect, 'text')}`,
    meet: `update source set met_run = ? where type = ? and key in ${valuesOf(dialect, 'text')}`,
    storeSources: `insert into source (type, key, hash, met_run)
      select ?, key, hash, met_run from ${rowsOf(dialect, ['key text', 'hash text', 'met_run bigint'])} where true
      on conflict (type, key) do update set hash = excluded.hash, met_run = excluded.met_run returning id, key`,
    removeSources: `delete from source where id in ${valuesOf(dialect, 'bigint')}`,
    stored: `select id, source_id, hash, body from document where source_id in ${valuesOf(dialect, 'bigint')}`,
    insertDocuments: insertInto(dialect, 'document', ['id bigint', 'source_id bigint', 'hash text', 'body text']),
    removeDocuments: `delete from document where id in ${valuesOf(dialect, 'bigint')}`,
    insertPostings: insertInto(dialect, 'posting', [`${id} bigint`, ...postingColumns]),
    removePostings: `delete from posting where ${id} in ${valuesOf(dialect, 'bigint')}`,
    addClasses: `insert into class (value) select value from ${dialect === 'sqlite' ? 'json_each(?)' : 'jsonb_array_elements_text(?::jsonb) list(value)'} where true on conflict do nothing`,
    classes: `select id, value from class where value in ${valuesOf(dialect, 'text')}`,
  }
}

function insertInto(dialect: Dialect, table: string, columns: readonly string[]): string {
  const names = columns.map((column) => column.split(' ')[0]).join(', ')
  return dialect === 'sqlite'
    ? `insert into ${table} (${names}) values (${columns.map(() => '?').join(', ')})`
    : `insert into ${table} (${names}) select ${names} from ${rowsOf(dialect, columns)}`
}
