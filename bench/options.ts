import { parseArgs } from 'node:util'

/** What a bench run does. */
export interface BenchOptions {
  entities: number[]
  databases: ('sqlite' | 'postgres')[]
  steps: StepName[]
  /** Of each load. */
  seconds: number
}

/** In the order in which they run; each builds on what the ones before have left. */
export const stepNames = ['start', 'ingest', 'restart', 'idle', 'edit', 'read', 'browser'] as const
/** One of {@link stepNames}. */
export type StepName = (typeof stepNames)[number]

const databaseNames = ['sqlite', 'postgres'] as const

/** The text that `--help` prints. */
export const usage = `npm run bench -- [options]

  --entities 1000,10000   sizes of the generated catalog, 20 to 200000 (default 10000)
  --databases sqlite      sqlite, postgres or both, by commas (default both)
  --steps read            of ${stepNames.join(', ')} (default all; a database is always filled first)
  --seconds 5             of each load, 1 to 60 (default 5)
`

/** Reads the command line. @throws Error that says what is wrong, for people. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entities: { type: 'string', default: '10000' },
      databases: { type: 'string', default: databaseNames.join(',') },
      steps: { type: 'string', default: stepNames.join(',') },
      seconds: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const wanted = namesIn('steps', values.steps, stepNames)
  return {
    entities: values.entities.split(',').map((text) => numberIn('entities', text, [20, 200_000])),
    databases: namesIn('databases', values.databases, databaseNames),
    // Nothing can be measured on a catalog that is not filled.
    steps: stepNames.filter((name) => wanted.includes(name) || name === 'ingest'),
    seconds: numberIn('seconds', values.seconds, [1, 60]),
  }
}

function numberIn(option: string, text: string, [min, max]: [number, number]): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= min && number <= max) return number
  throw new Error(`--${option} takes whole numbers from ${min} to ${max}, not "${text}".`)
}

function namesIn<T extends string>(option: string, text: string, known: readonly T[]): T[] {
  return text.split(',').map((name) => {
    const found = known.find((candidate) => candidate === name.trim())
    if (found) return found
    throw new Error(`--${option} takes ${known.join(', ')}, not "${name}".`)
  })
}
