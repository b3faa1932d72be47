/** Named values beside a message, with their unit in the name (`ms`, `bytes`). */
export type LogFields = Record<string, unknown>

/**
 * Writes log lines: a constant message (a noun, then what happened to it) and named fields (style.md 2).
 * `error`: someone must act. `warn`: someone may want to. `info`: state changed. `debug`: for whoever digs.
 */
export interface Logger {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger
}
