import pino from 'pino'
import type { RootConfig } from '../config/root-config.ts'
import type { LogFields, Logger } from './logger.ts'
import { prettyLine } from './pretty-line.ts'
import { createRedaction, type Redaction } from './redact-text.ts'

/** Where lines go, and how. */
export interface LoggerOptions {
  /** `error`, `warn`, `info` (default), `debug` or `silent`. */
  level?: string
  /** Fields that every line carries. */
  meta?: LogFields
  /** Pretty lines for people, or one JSON object a line for machines. Default: pretty in a terminal. */
  format?: 'pretty' | 'json'
  redaction?: Redaction
  /** Takes each finished line; default: standard output. */
  write?: (line: string) => void
}

/** What {@link createLogger} gives: the root logger, and the redaction that all its lines pass. */
export interface Logging {
  log: Logger
  redaction: Redaction
  /** Whether lines of the level `debug` are written, for those who would have to do work for one. */
  isDebug: boolean
}

/** The root logger. Every line, messages, fields and stacks, passes the redaction. */
export function createLogger(options: LoggerOptions = {}): Logging {
  const redaction = options.redaction ?? createRedaction()
  const format = options.format ?? (process.stdout.isTTY ? 'pretty' : 'json')
  const write = options.write ?? ((line: string) => void process.stdout.write(line))
  const colour = options.write === undefined && process.stdout.hasColors?.() === true
  const finish =
    format === 'pretty'
      ? (line: string) => write(prettyLine(redaction.redact(line), { colour }))
      : (line: string) => write(redaction.redact(line))
  const root = pino(
    {
      level: options.level ?? 'info',
      base: options.meta ?? null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: finish },
  )
  return { log: wrap(root), redaction, isDebug: root.isLevelEnabled('debug') }
}

/** The level of the portal: `backend.logger.level`, else the variable `LOG_LEVEL`, else `info`. */
export function logLevel(config: RootConfig): string {
  const level = config.getOptionalString('backend.logger.level') ?? process.env.LOG_LEVEL ?? 'info'
  return level in pino.levels.values || level === 'silent' ? level : 'info'
}

/** What `backend.logger.meta` adds to every line, such as the name of the cluster. */
export const logMeta = (config: RootConfig): LogFields =>
  // The kernel's config schema has checked that it is an object.
  (config.get('backend.logger.meta') ?? {}) as LogFields

/** pino takes fields first; ours come second, and errors among them keep their stack, cause and code. */
function wrap(target: pino.Logger): Logger {
  const at = (level: 'error' | 'warn' | 'info' | 'debug') => (message: string, fields?: LogFields) => {
    if (!target.isLevelEnabled(level)) return
    if (fields === undefined) target[level](message)
    else target[level](plainFields(fields), message)
  }
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    child: (fields) => wrap(target.child(plainFields(fields))),
  }
}

function plainFields(fields: LogFields): LogFields {
  const plain: LogFields = {}
  for (const [key, value] of Object.entries(fields)) plain[key] = value instanceof Error ? plainError(value, 0) : value
  return plain
}

/** An error as data. Causes are followed a few levels, so that a circle of causes ends. */
function plainError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  // Errors carry what their makers hang on them; `code` is the one that people search for.
  const { code } = error as { code?: unknown }
  return {
    name,
    message,
    ...(code !== undefined && { code }),
    stack: stack ?? `${name}: ${message}`,
    ...(cause !== undefined && {
      cause: cause instanceof Error && depth < 5 ? plainError(cause, depth + 1) : String(cause),
    }),
  }
}
