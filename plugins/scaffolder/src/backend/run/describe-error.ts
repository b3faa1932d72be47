import type { Redactor } from '../secrets/redactor.ts'

/** An error as clients get it. */
export interface ErrorText {
  name: string
  message: string
}

/** An error for people: masked, with its causes and what to do, without a stack. */
export function describeError(error: unknown, redactor: Redactor): ErrorText & { details: string } {
  const { name, message } = textOf(error)
  const lines = [`${name}: ${message}`]
  const seen = new Set([error])
  let cause = causeOf(error)
  while (cause !== undefined && !seen.has(cause)) {
    seen.add(cause)
    lines.push(`Caused by ${textOf(cause).name}: ${textOf(cause).message}`)
    cause = causeOf(cause)
  }
  const { hint } = (error ?? {}) as { hint?: unknown }
  if (typeof hint === 'string') lines.push(hint)
  return { name, message: redactor.redact(message), details: redactor.redact(lines.join('\n')) }
}

const causeOf = (error: unknown) => (error instanceof Error ? error.cause : undefined)

const textOf = (error: unknown): ErrorText =>
  error instanceof Error ? { name: error.name, message: error.message } : { name: 'Error', message: String(error) }
