import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Database, SqlValue, Transaction } from './database.ts'
import { databaseErrors, isRepeatable, isStalePlan } from './errors.ts'
import { lazyKysely } from './lazy-kysely.ts'
import { lruMap } from './lru-map.ts'
import { createTransactionScope } from './open-transaction.ts'
import { numberPlaceholders } from './placeholders.ts'
import type { PostgresPool } from './postgres-pool.ts'
import { onlyReads } from './statement-kind.ts'

/** What a query needs besides its values. */
interface Statement {
  text: string
  /** Under which the server keeps the plan; undefined when it shall not. */
  name?: string
  isRead: boolean
}

type Query = (statement: Statement, params: readonly SqlValue[]) => Promise<pg.QueryResult>

/** After so many different texts, further ones are not kept prepared: the server never forgets them by itself. */
const namedStatements = 1_000
const retries = 5

/** The database of one plugin in a PostgreSQL schema. */
export function postgresDatabase(pluginId: string, schema: string, pool: PostgresPool): Database {
  const scope = createTransactionScope(pluginId)
  const statementOf = createStatements(schema)
  const kyselyStatement = lruMap<Statement>(500, (text) => ({ text, isRead: onlyReads(text) }))

  const query: Query = async (statement, params) => {
    // Its second connection would be one too many when each of the pool's is in such a transaction.
    scope.refuseInside('A statement')
    const once = (statement: Statement) => pool.use(schema, (client) => send(client, statement, params))
    try {
      return await once(statement)
    } catch (error) {
      if (isStalePlan(error)) return once({ ...statement, name: undefined })
      // The connection may have died while it was idle; asking once more harms nobody when the statement only reads.
      if (statement.isRead && databaseErrors.unavailable.is(error)) return once(statement)
      throw error
    }
  }

  return {
    ...sqlOver(query, { statementOf, kyselyStatement }),
    async transaction(work) {
      scope.refuseInside('transaction')
      for (let attempt = 1; ; attempt++) {
        try {
          return await pool.use(schema, (client) =>
            scope.run(() => inTransaction(client, (query) => work(sqlOver(query, { statementOf, kyselyStatement })))),
          )
        } catch (error) {
          if (attempt > retries || !isRepeatable(error)) throw error
          // Random, so that two that met do not meet again.
          await delay(Math.random() * 20 * 2 ** attempt)
        }
      }
    },
  }
}

async function inTransaction<T>(client: pg.PoolClient, work: (query: Query) => Promise<T>): Promise<T> {
  let open = true
  // `pg` takes one query at a time; work may start several.
  let last: Promise<unknown> = Promise.resolve()
  const query: Query = (statement, params) => {
    if (!open) throw new Error('This transaction has ended. Await every statement before its work function returns.')
    const sent = last.then(() => send(client, statement, params))
    last = sent.catch(() => {})
    return sent
  }
  await client.query('begin isolation level read committed')
  try {
    const result = await work(query)
    open = false
    await last
    const { command } = await client.query('commit')
    // The server's answer to a commit after a failed statement, even if the work went on as if nothing had happened.
    if (command === 'ROLLBACK')
      throw new Error(
        'The transaction was rolled back, because one of its statements had failed and its error was not passed on.',
      )
    return result
  } catch (error) {
    open = false
    await last
    await client.query('rollback').catch(() => {})
    throw error
  }
}

function sqlOver(
  query: Query,
  texts: { statementOf(text: string): Statement; kyselyStatement(text: string): Statement },
): Transaction {
  const { statementOf, kyselyStatement } = texts
  return {
    dialect: 'postgres',
    // The caller names the shape of the rows; SQL cannot be checked against it.
    all: async <Row>(text: string, params: readonly SqlValue[] = [], options?: { plan: 'fresh' }) => {
      const statement = statementOf(text)
      // Without a name the server plans for the values at hand.
      return (await query(options ? { ...statement, name: undefined } : statement, params)).rows as Row[]
    },
    get: async <Row>(text: string, params: readonly SqlValue[] = []) =>
      (await query(statementOf(text), params)).rows[0] as Row | undefined,
    run: async (text, params = []) => ({ changes: (await query(statementOf(text), params)).rowCount ?? 0 }),
    kysely: () =>
      lazyKysely('postgres', async (text, params) => {
        const { rows, rowCount } = await query(kyselyStatement(text), params)
        return { rows, changes: rowCount ?? 0 }
      }),
  }
}

function send(client: pg.PoolClient, { text, name }: Statement, params: readonly SqlValue[]): Promise<pg.QueryResult> {
  // `pg` only reads the values.
  return client.query({ text, name, values: params as SqlValue[] })
}

/**
 * Statements by their text. A text is given a name at its second use, so that those used once leave no plan behind.
 * The schema is part of the name: a plan holds for one search path.
 */
function createStatements(schema: string): (text: string) => Statement {
  let names = 0
  const prefix = schema.slice(0, 40)
  const known = lruMap<{ statement: Statement; uses: number }>(2 * namedStatements, (text) => ({
    statement: { text: numberPlaceholders(text), isRead: onlyReads(text) },
    uses: 0,
  }))
  return (text) => {
    const entry = known(text)
    if (++entry.uses === 2 && names < namedStatements)
      entry.statement = { ...entry.statement, name: `${prefix}:${++names}` }
    return entry.statement
  }
}
