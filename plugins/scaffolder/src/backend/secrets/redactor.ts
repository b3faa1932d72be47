import type { JsonValue } from '@callboard/model'

/** Masks secrets of one task as `***` wherever it writes (spec/scaffolder.md 14.2). */
export interface Redactor {
  /** From now on these are masked, too. Those of one character or fewer, trimmed, are ignored. */
  add(values: Iterable<string>): void
  redact(text: string): string
  /** Every string in a value, keys too. */
  redactValue<T extends JsonValue | undefined>(value: T): T
  /** For text that comes in pieces: a secret that is split over two is masked as well. `end` gives what was held back. */
  stream(): { push(piece: string): string; end(): string }
}
