import type { Database, Dialect } from '@callboard/kernel'
import type { SearchDocument } from '../../model/document.ts'
import { type ClassCount, maxClass } from './document-id.ts'
import { type Expression, printExpression, splitLong } from './expression.ts'
import { valuesOf } from './json-rows.ts'

/** What an index is asked. `Id`: how it numbers documents. */
export interface IndexReader<Id> {
  count(expression: Expression): Promise<number>
  /** Whether there is any. */
  has(expression: Expression): Promise<boolean>
  /** By type and the values of its fields; see document-id.ts. */
  countByClass(expression: Expression): Promise<ClassCount[]>
  /** Numbers of documents, in the order of the index. */
  list(expression: Expression, page: { skip: number; take: number }): Promise<Id[]>
  /** In the order of the numbers given; what has just been removed is left out. */
  load(ids: readonly Id[]): Promise<{ type: string; document: SearchDocument }[]>
  typesInIndex(): Promise<Set<string>>
}

/** What an index in a database is asked besides. */
export interface DatabaseReader extends IndexReader<number> {
  /** Another number after each change. */
  version(): Promise<number>
}

/** Reads an index in a database. */
export function createIndexReader(db: Database): DatabaseReader {
  const texts = statements[db.dialect]
  const ask = async <Row>(
    text: IndexStatement,
    expression: Expression,
    rest: readonly number[] = [],
  ): Promise<Row[]> => {
    if (expression.is === 'nothing') return []
    const { one, long } = db.dialect === 'postgres' ? splitLong(expression) : { one: expression, long: undefined }
    const asked = printExpression(one, db.dialect)
    if (!long) return db.all<Row>(text.plain, [asked, ...rest])
    const words = JSON.stringify(long.map((word) => printExpression(word, db.dialect)))
    return db.all<Row>(text.withLong, [asked, words, ...rest])
  }
  const classes = createClasses(db, texts.classes)
  return {
    async count(expression) {
      const [row] = await ask<{ n: number }>(texts.count, expression)
      return row?.n ?? 0
    },
    async has(expression) {
      return (await ask(texts.has, expression)).length > 0
    },
    async countByClass(expression) {
      const [row] = await ask<{ classes: string | null }>(texts.classesOfHits, expression)
      const counts = countNumbers(row?.classes ?? '')
      const values = await classes([...counts.keys()])
      return [...counts].map(([id, count]) => ({ values: values.get(id) ?? [], count }))
    },
    async list(expression, { skip, take }) {
      return (await ask<{ id: number }>(texts.list, expression, [take, skip])).map(({ id }) => id)
    },
    async load(ids) {
      const rows = await db.all<{ id: number; type: string; body: string }>(texts.load, [JSON.stringify(ids)])
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.flatMap((id) => {
        const row = byId.get(id)
        // Written by put.
        return row ? [{ type: row.type, document: JSON.parse(row.body) as SearchDocument }] : []
      })
    },
    async typesInIndex() {
      const rows = await db.all<{ type: string }>(typesSql)
      return new Set(rows.map(({ type }) => type))
    },
    async version() {
      const row = await db.get<{ version: number }>('select version from index_state')
      return row?.version ?? 0
    },
  }
}

// One step of the index for each type; `distinct` would read the row of every source.
const typesSql = `with recursive known (type) as (select min(type) from source
    union all select (select min(type) from source where type > known.type) from known where known.type is not null)
  select type from known where type is not null`

const maxClassesKept = 20_000

/** How often each number stands in a list with single spaces. */
function countNumbers(list: string): Map<number, number> {
  const counts = new Map<number, number>()
  let number = 0
  for (let at = 0; at <= list.length; at++) {
    const digit = list.charCodeAt(at) - zero
    if (digit >= 0) {
      number = 10 * number + digit
    } else if (at > 0) {
      counts.set(number, (counts.get(number) ?? 0) + 1)
      number = 0
    }
  }
  return counts
}

const zero = 48

/** Classes never change, so that those seen are kept. */
function createClasses(db: Database, text: string) {
  const kept = new Map<number, (string | null)[]>()
  return async (ids: readonly number[]): Promise<ReadonlyMap<number, (string | null)[]>> => {
    const missing = ids.filter((id) => !kept.has(id))
    if (missing.length === 0) return kept
    if (kept.size > maxClassesKept) kept.clear()
    const wanted = kept.size === 0 ? ids : missing
    const rows = await db.all<{ id: number; value: string }>(text, [JSON.stringify(wanted)])
    // Written by classOf.
    for (const { id, value } of rows) kept.set(id, JSON.parse(value) as (string | null)[])
    return kept
  }
}

/** One question with and without a condition of many words beside it. */
interface IndexStatement {
  plain: string
  withLong: string
}

const statements = { sqlite: statementsOf('sqlite'), postgres: statementsOf('postgres') }

function statementsOf(dialect: Dialect) {
  const statement = dialect === 'sqlite' ? sqliteStatement : postgresStatement
  const joined =
    dialect === 'sqlite' ? `group_concat(id & ${maxClass}, ' ')` : `string_agg((id & ${maxClass})::text, ' ')`
  return {
    count: statement('select count(*) as n'),
    has: statement('select id', 'limit 1'),
    // Counted here: a database would sort a hundred thousand rows to group them.
    classesOfHits: statement(`select ${joined} as classes`),
    list: statement('select id', 'order by id limit ? offset ?'),
    load: `select document.id, source.type, document.body from document join source on source.id = document.source_id
      where document.id in ${valuesOf(dialect, 'bigint')}`,
    classes: `select id, value from class where id in ${valuesOf(dialect, 'bigint')}`,
  }
}

function sqliteStatement(head: string, tail = ''): IndexStatement {
  const plain = `${head} from (select rowid as id from posting where posting match ?) hits ${tail}`
  return { plain, withLong: plain }
}

function postgresStatement(head: string, tail = ''): IndexStatement {
  return {
    plain: `${head} from hits(?) hits(id) ${tail}`,
    withLong: `${head} from hits_of_any(?, array(select jsonb_array_elements_text(?::jsonb))) hits(id) ${tail}`,
  }
}
