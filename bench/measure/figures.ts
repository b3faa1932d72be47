import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { budgetOf, budgetText } from './budgets.ts'

/** One measured figure. */
export interface Figure {
  /** What was measured: `by name`. */
  figure: string
  /** Undefined when it could not be measured; `note` then says why. */
  value?: number
  unit: 's' | 'ms' | 'MiB' | 'req/s' | 'files/s' | 'documents/s' | 'kB' | 'requests' | 'cores' | 'ratio' | 'of 100'
  /** Every sample, when `value` is their median. */
  samples?: number[]
  p50Ms?: number
  p99Ms?: number
  connections?: number
  foreignCores?: number
  note?: string
}

/** Where and when a figure was taken. */
export interface Circumstances {
  at: string
  commit: string
  machine: string
  database: string
  entities: number
  loader: string
}

/** Takes figures down as they come. */
export interface Recorder {
  readonly figures: readonly (Figure & Circumstances)[]
  record(figure: Figure, circumstances: Circumstances): Promise<void>
}

/** Appends every figure to a file of JSON lines at once, so that a run that is broken off loses nothing. */
export function fileRecorder(path: string): Recorder {
  const figures: (Figure & Circumstances)[] = []
  return {
    figures,
    async record(figure, circumstances) {
      const line = { ...circumstances, ...figure }
      figures.push(line)
      await mkdir(dirname(path), { recursive: true })
      await appendFile(path, `${JSON.stringify(line)}\n`)
      console.log(
        `  ${figure.figure}: ${figure.value === undefined ? 'not measured' : `${figure.value} ${figure.unit}`}`,
      )
    },
  }
}

/** The middle of the samples; of an even number, the lower of the two in the middle. */
export function median(samples: readonly number[]): number | undefined {
  return [...samples].sort((a, b) => a - b)[Math.floor((samples.length - 1) / 2)]
}

/** A figure that is the median of several samples. */
export function medianFigure(figure: string, unit: Figure['unit'], samples: readonly number[]): Figure {
  return { figure, unit, value: median(samples), samples: [...samples] }
}

/** Lays figures out as a Markdown table, one row each. */
export function figureTable(figures: readonly (Figure & Circumstances)[]): string {
  const rows = figures.map((figure) => [
    figure.figure,
    figure.database,
    figure.entities.toLocaleString('en-US'),
    figure.connections?.toString() ?? '',
    figure.value === undefined ? '–' : `${figure.value.toLocaleString('en-US')} ${figure.unit}`,
    budgetText(budgetOf(figure), figure.value),
    figure.p50Ms?.toString() ?? '',
    figure.p99Ms?.toString() ?? '',
    figure.foreignCores?.toString() ?? '',
    figure.note ?? '',
  ])
  const heads = ['figure', 'database', 'rows', 'conns', 'value', 'budget', 'p50 ms', 'p99 ms', 'foreign cores', 'note']
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
