import { defineErrors } from '@callboard/model'

/** What can go wrong between the portal and its database that a caller should see. */
export const databaseErrors = defineErrors('database', {
  unavailable: {
    name: 'ServiceUnavailableError',
    message: 'The database does not answer at the moment.',
    hint: 'Try again in a few seconds. The portal reconnects by itself; its log says why the connection failed.',
  },
  full: {
    name: 'ServiceUnavailableError',
    message: 'The disk of the database is full, so this was not saved. What is there can still be read.',
    hint: 'Whoever runs this portal must free some space on that disk. Then try again; nothing has to be restarted.',
  },
  busy: {
    name: 'ServiceUnavailableError',
    message: 'All connections to the database have been in use for too long.',
    hint: 'Try again. If this goes on, raise backend.database.knexConfig.pool.max, or look for long transactions.',
  },
})

/** Whether an error says that the connection is gone, rather than that the statement was wrong. */
export function isConnectionError(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string' && (systemCodes.has(code) || code.startsWith('08') || code.startsWith('57P0')))
    return true
  return typeof message === 'string' && lostMessages.test(message)
}

/** Whether no connection came free in time: none of the pool, or none of the server, whose limit other programs share. */
export function isPoolExhausted(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return error.message === 'timeout exceeded when trying to connect' || (error as { code?: unknown }).code === '53300'
}

/** Whether there was no room left for what was written. */
export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  // SQLITE_FULL in the lowest byte, or PostgreSQL's disk_full.
  return (typeof errcode === 'number' && errcode % 256 === 13) || code === '53100'
}

/** Whether the database itself tells of the failure in the log, so that nobody else needs to. */
export const isToldByDatabase = (error: unknown): boolean =>
  databaseErrors.unavailable.is(error) || databaseErrors.full.is(error)

/** Whether a transaction that failed so may succeed when it is run again. */
export function isRepeatable(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code
  return code === '40001' || code === '40P01' || isStalePlan(error)
}

/** Whether a prepared statement was planned before another replica changed its table. */
export function isStalePlan(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  return code === '0A000' && typeof message === 'string' && message.startsWith('cached plan')
}

/**
 * Why a connection failed, in one line without passwords.
 *
 * @param secrets - Texts that must not appear.
 */
export function reasonOf(error: unknown, secrets: readonly string[] = []): string {
  // A host with several addresses gives one error for each, and no message of its own.
  const parts = error instanceof AggregateError ? error.errors : [error]
  const text = parts.map((part) => (part instanceof Error ? part.message : String(part))).join('; ')
  const masked = secrets.reduce((masked, secret) => (secret ? masked.replaceAll(secret, '***') : masked), text)
  return masked.replace(/:\/\/[^@\s]*@/g, '://***@')
}

const systemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
const lostMessages =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout expired)/
