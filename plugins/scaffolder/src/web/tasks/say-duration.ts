const units = [
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const

/** Writes a duration in its two largest units: `2m 5s`; below a minute in seconds, below ten with a tenth. */
export function sayDuration(ms: number, languageTag: string): string {
  if (ms < 60_000)
    return written(ms < 9_950 ? Math.round(ms / 100) / 10 : Math.round(ms / 1_000), 'second', languageTag)
  let rest = Math.round(ms / 1_000) * 1_000
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return count === 0 ? [] : [written(count, unit, languageTag)]
  })
  return parts.slice(0, 2).join(' ')
}

const written = (count: number, unit: string, languageTag: string) =>
  new Intl.NumberFormat(languageTag, { style: 'unit', unit, unitDisplay: 'narrow' }).format(count)
