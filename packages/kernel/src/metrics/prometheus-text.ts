import type { Instrument, Labels } from './instruments.ts'

/**
 * Writes instruments in the text format of Prometheus, version 0.0.4. By hand: the format has had these five rules for
 * ten years, and OpenTelemetry's serialiser would keep 20 MB in memory for them.
 */
export function prometheusText(instruments: readonly Instrument[]): string {
  return instruments.map(oneInstrument).join('')
}

function oneInstrument(instrument: Instrument): string {
  const name = instrument.kind === 'counter' ? `${instrument.name}_total` : instrument.name
  const help = instrument.description.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
  return `# HELP ${name} ${help}\n# TYPE ${name} ${instrument.kind}\n${samples(name, instrument).join('')}`
}

function samples(name: string, instrument: Instrument): string[] {
  if (instrument.kind !== 'histogram') {
    return instrument.series.map(({ labels, value }) => sample(name, labels, value))
  }
  const { bounds, series } = instrument
  return series.flatMap(({ labels, counts, sum }) => {
    let below = 0
    const buckets = counts.map((count, i) => {
      below += count
      return sample(`${name}_bucket`, { ...labels, le: String(bounds[i] ?? '+Inf') }, below)
    })
    return [...buckets, sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, below)]
  })
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
