import { randomUUID } from 'node:crypto'
import { CallboardError, statusByErrorName } from '@callboard/model'

/** An error as it goes over the wire (spec/platform.md 4.4), and what is kept for the log. */
export interface ErrorReply {
  statusCode: number
  /** undefined where the status has no body. */
  body: string | undefined
  /** Names the log line of a masked error. */
  logId: string | undefined
}

/** Where the request went. */
export interface FailedRequest {
  method: string
  /** Below the plugin's mount, with query. */
  url: string
}

/** Fastify's own complaints, in the field's names. */
const nameByFastifyStatus: Record<number, string> = {
  400: 'InputError',
  404: 'NotFoundError',
  413: 'PayloadTooLargeError',
  415: 'UnsupportedMediaTypeError',
}

/** What the caller is told about an error. Errors of databases are masked: their texts show tables and values. */
export function errorReply(error: unknown, request: FailedRequest, options: { withStack: boolean }): ErrorReply {
  const known = error instanceof Error ? error : new Error(String(error))
  const masked = isDatabaseError(known)
  const logId = masked ? randomUUID() : undefined
  const statusCode = masked ? 500 : statusOf(known)
  if (statusCode === 304) return { statusCode, body: undefined, logId }
  const described = masked
    ? { name: 'Error', message: `An internal error occurred logId=${logId}` }
    : describe(known, { statusCode, withStack: options.withStack })
  return { statusCode, logId, body: JSON.stringify({ error: described, request, response: { statusCode } }) }
}

/** The status an error stands for: by its name, else by its own `statusCode` or `status`, else 500. */
export function statusOf(error: Error): number {
  const byName = (statusByErrorName as Record<string, number>)[error.name]
  if (byName !== undefined) return byName
  const { statusCode, status } = error as { statusCode?: unknown; status?: unknown }
  return [statusCode, status].find(isStatus) ?? 500
}

const isStatus = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 100 && Number(value) <= 599

function describe(error: Error, options: { statusCode: number; withStack: boolean }): object {
  const { stack, cause, ...own } = error as Error & Record<string, unknown>
  const { code } = own
  const fromFastify = typeof code === 'string' && code.startsWith('FST_')
  const name = (fromFastify && nameByFastifyStatus[options.statusCode]) || error.name
  return {
    ...(error instanceof CallboardError ? own : fromFastify ? {} : scalarsOf(own)),
    name,
    message: error.message,
    ...(error instanceof CallboardError && Object.keys(error.data).length === 0 && { data: undefined }),
    ...(cause instanceof Error && options.statusCode < 500 && { cause: { name: cause.name, message: cause.message } }),
    ...(options.withStack && { stack }),
  }
}

/**
 * What may be told of an error that somebody else's code has made. Objects that hang on such an error are requests and
 * replies with their headers and sockets: they hold secrets, and cannot be written as JSON.
 */
const scalarsOf = (own: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(own).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)))

/**
 * Whether an error came from a database driver: PostgreSQL's carry a five-character SQLSTATE with a severity, and
 * `node:sqlite`'s the code `ERR_SQLITE_ERROR`.
 */
function isDatabaseError(error: Error): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  if (code === 'ERR_SQLITE_ERROR') return true
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && severity !== undefined
}
