/** A length of time by its parts, as config files spell it. */
export interface DurationParts {
  years?: number
  months?: number
  weeks?: number
  days?: number
  hours?: number
  minutes?: number
  seconds?: number
  milliseconds?: number
}

/**
 * Reads a length of time as config files spell it (spec/platform.md 1.8).
 *
 * @param value - `10s`, `2 hours`, `PT10M` or `{ minutes: 10 }`. A year counts 365 days and a month 30, whatever the calendar says.
 * @returns Milliseconds, never negative.
 * @throws TypeError that quotes the value when it is no duration; a number without a unit is none.
 */
export function parseDuration(value: string | DurationParts): number {
  const ms = typeof value === 'string' ? (parseWords(value) ?? parseIso(value)) : sumParts(value)
  if (ms === undefined || !Number.isFinite(ms)) {
    throw new TypeError(
      `${JSON.stringify(value)} is not a duration. Write it like "10s", "2 hours", "PT10M" or { minutes: 10 }.`,
    )
  }
  return ms
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const msByPart: Record<keyof DurationParts, number> = {
  years: 365 * day,
  months: 30 * day,
  weeks: 7 * day,
  days: day,
  hours: hour,
  minutes: minute,
  seconds: second,
  milliseconds: 1,
}

const partByWord: Record<string, keyof DurationParts> = Object.fromEntries(
  (
    [
      ['years', 'year yrs yr y'],
      ['weeks', 'week w'],
      ['days', 'day d'],
      ['hours', 'hour hrs hr h'],
      ['minutes', 'minute mins min m'],
      ['seconds', 'second secs sec s'],
      ['milliseconds', 'millisecond msecs msec ms'],
    ] as const
  ).flatMap(([part, words]) => [part, ...words.split(' ')].map((word) => [word, part])),
)

function parseWords(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-z]+)\s*$/i.exec(text)
  const part = partByWord[match?.[2]?.toLowerCase() ?? '']
  return match && part ? Number(match[1]) * msByPart[part] : undefined
}

const isoParts = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const
const isoNumber = String.raw`(\d+(?:[.,]\d+)?)`
const isoPattern = new RegExp(
  `^P(?=.)(?:${isoNumber}Y)?(?:${isoNumber}M)?(?:${isoNumber}W)?(?:${isoNumber}D)?` +
    `(?:T(?=.)(?:${isoNumber}H)?(?:${isoNumber}M)?(?:${isoNumber}S)?)?$`,
)

function parseIso(text: string): number | undefined {
  const match = isoPattern.exec(text.trim())
  if (!match) return undefined
  return isoParts.reduce((sum, part, i) => sum + Number((match[i + 1] ?? '0').replace(',', '.')) * msByPart[part], 0)
}

function sumParts(parts: DurationParts): number | undefined {
  const entries = Object.entries(parts)
  if (entries.length === 0) return undefined
  let sum = 0
  for (const [part, amount] of entries) {
    const unit = Object.hasOwn(msByPart, part) ? msByPart[part as keyof DurationParts] : undefined
    if (unit === undefined || typeof amount !== 'number' || amount < 0) return undefined
    sum += amount * unit
  }
  return sum
}
