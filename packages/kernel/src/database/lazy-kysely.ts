import type { Kysely } from 'kysely'
import type { Dialect, SqlValue } from './database.ts'
import type { StatementResult } from './sqlite-connection.ts'

/** Runs a compiled statement on the connection that fits it. */
export type Execute = (text: string, params: readonly SqlValue[]) => Promise<StatementResult>

/**
 * Kysely over `execute`. It has hundreds of files, and a portal that has nothing to migrate may never need them: they are
 * loaded at the first use.
 */
export async function lazyKysely<Tables>(dialect: Dialect, execute: Execute): Promise<Kysely<Tables>> {
  const { kyselyOver } = await import('./kysely-over-sql.ts')
  return kyselyOver<Tables>(dialect, execute)
}
