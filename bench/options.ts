import { parseArgs } from 'node:util'

/** What a bench run does. */
export interface BenchOptions {
  /** One after the other. */
  runs: CatalogRun[]
  /** Whether a docs site is rendered, without a portal. */
  docs: boolean
  /** Whether Lighthouse looks at the demo portal at the end. */
  lighthouse: boolean
  /** Of each load. */
  seconds: number
}

/** The steps on one generated catalog in one database. */
export interface CatalogRun {
  entities: number
  database: 'sqlite' | 'postgres'
  steps: StepName[]
}

/** In the order in which they run; each builds on what the ones before have left. */
export const stepNames = [
  'start',
  'ingest',
  'restart',
  'idle',
  'edit',
  'read',
  'permissions',
  'search',
  'scaffold',
  'browser',
] as const
/** One of {@link stepNames}. */
export type StepName = (typeof stepNames)[number]

/** Run once, whatever the sizes and databases. */
const stepsOnce = ['docs', 'lighthouse']

const databaseNames = ['sqlite', 'postgres'] as const

/** Where nothing else is asked for: what the browser shows must also hold for a small catalog and a very large one. */
const otherSizesInBrowser = [300, 100_000]

/** The text that `--help` prints. */
export const usage = `npm run bench -- [options]

  --entities 1000,10000   sizes of the generated catalog, 20 to 200000 (default 10000; besides, ${otherSizesInBrowser.join(' and ')} on
                          SQLite in the browser)
  --databases sqlite      sqlite, postgres or both, by commas (default both)
  --steps read            of ${[...stepNames, ...stepsOnce].join(', ')}
                          (default all; a database is always filled first; docs takes no portal, lighthouse the demo portal)
  --seconds 5             of each load, 1 to 60 (default 5)
`

/** Reads the command line. @throws Error that says what is wrong, for people. */
export function parseBenchOptions(args: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      entities: { type: 'string' },
      databases: { type: 'string', default: databaseNames.join(',') },
      steps: { type: 'string', default: [...stepNames, ...stepsOnce].join(',') },
      seconds: { type: 'string', default: '5' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const wanted = namesIn('steps', values.steps, [...stepNames, ...stepsOnce])
  const databases = namesIn('databases', values.databases, databaseNames)
  const sizes = (values.entities ?? '10000').split(',').map((text) => numberIn('entities', text, [20, 200_000]))
  const runs = sizes.flatMap((entities) => databases.map((database) => ({ entities, database, steps: wanted })))
  if (values.entities === undefined && wanted.includes('browser')) {
    for (const entities of otherSizesInBrowser) runs.push({ entities, database: 'sqlite', steps: ['browser'] })
  }
  return {
    runs: runs.map((run) => ({ ...run, steps: catalogSteps(run.steps) })).filter(({ steps }) => steps.length > 0),
    docs: wanted.includes('docs'),
    lighthouse: wanted.includes('lighthouse'),
    seconds: numberIn('seconds', values.seconds, [1, 60]),
  }
}

/** Nothing can be measured on a catalog that is not filled. */
function catalogSteps(wanted: readonly string[]): StepName[] {
  const isAny = stepNames.some((name) => wanted.includes(name))
  return stepNames.filter((name) => wanted.includes(name) || (isAny && name === 'ingest'))
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
