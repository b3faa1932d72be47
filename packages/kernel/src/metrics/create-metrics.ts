import {
  type HistogramSeries,
  type Instrument,
  type Labels,
  observe,
  seriesOf,
  type ValueSeries,
} from './instruments.ts'
import type { Metrics } from './metrics.ts'
import { prometheusText } from './prometheus-text.ts'

/** The metrics of the portal. */
export interface MetricsRegistry {
  /** Instruments under `callboard_<plugin>_…`. */
  forPlugin(pluginId: string): Metrics
  /** Instruments whose names are used as they are. */
  unprefixed: Metrics
  /** Everything, in the text format of Prometheus. */
  prometheusText(): Promise<string>
}

/** Keeps the numbers of the portal. Recording is a few additions. */
export function createMetrics(): MetricsRegistry {
  const readers = new Map<string, () => Promise<Instrument> | Instrument>()
  const scoped = (prefix: string): Metrics => {
    const add = (name: string, read: () => Promise<Instrument> | Instrument) => {
      const full = prefix + name
      if (readers.has(full)) throw new Error(`The metric ${full} is made twice.`)
      readers.set(full, read)
      return full
    }
    return {
      counter: (name, description) => makeCounter((read) => add(name, read), description),
      histogram: (name, description, options) => makeHistogram((read) => add(name, read), description, options),
      gauge(name, description, read) {
        const full: string = add(name, async () => {
          return { kind: 'gauge', name: full, description, series: [{ labels: {}, value: await read() }] }
        })
      },
    }
  }
  return {
    unprefixed: scoped(''),
    forPlugin: (pluginId) => scoped(`callboard_${pluginId.replaceAll('-', '_')}_`),
    async prometheusText() {
      // A gauge that cannot be read now must not hide all others.
      const settled = await Promise.allSettled([...readers.values()].map(async (read) => read()))
      return prometheusText(settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])))
    },
  }
}

type Add = (read: () => Instrument) => string

function makeCounter(add: Add, description: string): ReturnType<Metrics['counter']> {
  const series = seriesOf<ValueSeries>((labels) => ({ labels, value: 0 }))
  const full: string = add(() => ({ kind: 'counter', name: full, description, series: series.all }))
  return {
    add(value: number, labels?: Labels) {
      const one = series.of(labels)
      if (one) one.value += value
    },
  }
}

function makeHistogram(
  add: Add,
  description: string,
  options: { unit: string; buckets: number[] },
): ReturnType<Metrics['histogram']> {
  const { unit, buckets: bounds } = options
  const series = seriesOf<HistogramSeries>((labels) => ({
    labels,
    counts: new Array(bounds.length + 1).fill(0),
    sum: 0,
  }))
  const full: string = add(() => ({ kind: 'histogram', name: full, description, unit, bounds, series: series.all }))
  return {
    record(value: number, labels?: Labels) {
      const one = series.of(labels)
      if (one) observe(one, bounds, value)
    },
  }
}
