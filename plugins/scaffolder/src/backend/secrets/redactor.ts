import type { JsonValue } from '@callboard/model'
import { writtenForms } from './written-forms.ts'

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

const mask = '***'

/** A part of a text, from `start` to before `end`. */
interface Range {
  start: number
  end: number
}

/** A redactor that masks these to begin with. */
export function createRedactor(values: Iterable<string> = []): Redactor {
  const forms = new Set<string>()
  const add = (more: Iterable<string>) => {
    for (const value of more) for (const form of writtenForms(value)) forms.add(form)
  }
  add(values)
  const redact = (text: string) => masked(text, rangesOf(text, forms))

  return {
    add,
    redact,
    redactValue: (value) => (forms.size === 0 ? value : (mapStrings(value as JsonValue, redact) as typeof value)),
    stream: () => redactedStream(forms),
  }
}

function redactedStream(forms: ReadonlySet<string>): ReturnType<Redactor['stream']> {
  let held = ''
  /** So many characters at the start of what is held belong to a secret whose mask was given already. */
  let covered = 0

  const give = (until: number) => {
    const ranges = merged([...(covered > 0 ? [{ start: 0, end: covered }] : []), ...rangesOf(held, forms)])
    const inside = ranges.find(({ start, end }) => start < until && end > until)
    const given = masked(
      held.slice(0, until),
      ranges.filter(({ start }) => start < until),
    )
    // The mask of what was covered before was given with the piece before.
    const text = covered > 0 ? given.slice(mask.length) : given
    covered = inside ? inside.end - until : Math.max(0, covered - until)
    held = held.slice(until)
    return text
  }
  return {
    push(piece) {
      held += piece
      const until = startOfUnfinished(held, forms)
      // Nothing to give yet, or only the rest of a secret that is masked already.
      return until === 0 ? '' : give(until)
    },
    end: () => (held === '' ? '' : give(held.length)),
  }
}

/** Where the last part of a text starts that may be the beginning of a secret. */
function startOfUnfinished(text: string, forms: ReadonlySet<string>): number {
  let from = text.length
  for (const form of forms) {
    for (let start = Math.max(0, text.length - form.length + 1); start < from; start++) {
      if (text[start] === form[0] && form.startsWith(text.slice(start))) from = start
    }
  }
  return from
}

/** Where secrets stand. Overlapping ones are one: nothing of either may be left over. */
function rangesOf(text: string, forms: ReadonlySet<string>): Range[] {
  const ranges: Range[] = []
  for (const form of forms) {
    for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1)) {
      ranges.push({ start, end: start + form.length })
    }
  }
  return merged(ranges)
}

function merged(ranges: Range[]): Range[] {
  const joined: Range[] = []
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end)
    else joined.push({ ...range })
  }
  return joined
}

function masked(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text
  let at = 0
  let result = ''
  for (const { start, end } of ranges) {
    result += text.slice(at, start) + mask
    at = end
  }
  return result + text.slice(at)
}

function mapStrings(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [change(key), inner === undefined ? inner : mapStrings(inner, change)]),
  )
}
