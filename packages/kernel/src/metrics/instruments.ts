/** Labels of one series. */
export type Labels = Record<string, string>

/** One series of a counter or gauge. */
export interface ValueSeries {
  labels: Labels
  value: number
}

/** One series of a histogram. */
export interface HistogramSeries {
  labels: Labels
  /** One more than there are bounds: the last counts what is above them all. */
  counts: number[]
  sum: number
}

/** A named number, with everything recorded so far. */
export type Instrument =
  | { kind: 'counter'; name: string; description: string; series: ValueSeries[] }
  | { kind: 'gauge'; name: string; description: string; series: ValueSeries[] }
  | { kind: 'histogram'; name: string; description: string; unit: string; bounds: number[]; series: HistogramSeries[] }

/** Series beyond this many are dropped: labels made of user input must not fill the memory. */
const maxSeries = 2000

/** Finds or makes the series of some labels. */
export function seriesOf<S>(make: (labels: Labels) => S): { all: S[]; of(labels: Labels | undefined): S | undefined } {
  const byKey = new Map<string, S>()
  const all: S[] = []
  return {
    all,
    of(labels = {}) {
      let key = ''
      for (const name in labels) key += `${name}\u0000${labels[name]}\u0000`
      const known = byKey.get(key)
      if (known || byKey.size >= maxSeries) return known
      const made = make(labels)
      byKey.set(key, made)
      all.push(made)
      return made
    },
  }
}

/** Records one value. */
export function observe(series: HistogramSeries, bounds: readonly number[], value: number): void {
  let bucket = 0
  while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++
  series.counts[bucket] = (series.counts[bucket] ?? 0) + 1
  series.sum += value
}
