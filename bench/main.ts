import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeCatalog } from './generator/write-catalog.ts'
import { figureTable, fileRecorder, type Recorder } from './measure/figures.ts'
import { loader } from './measure/load.ts'
import { machineName } from './measure/machine.ts'
import { type BenchOptions, parseBenchOptions, type StepName, usage } from './options.ts'
import { type Portal, startPortal } from './portal.ts'
import { type BenchPostgres, startBenchPostgres } from './postgres.ts'
import { measureBrowser } from './steps/browser.ts'
import { measureEdit } from './steps/edit.ts'
import { measureIdle } from './steps/idle.ts'
import { measureIngest } from './steps/ingest.ts'
import { measureReads } from './steps/read.ts'
import type { Run } from './steps/run.ts'
import { measureRestart, measureStart } from './steps/start.ts'

const steps: Record<StepName, (run: Run) => Promise<void>> = {
  start: measureStart,
  ingest: measureIngest,
  restart: measureRestart,
  idle: measureIdle,
  edit: measureEdit,
  read: measureReads,
  browser: measureBrowser,
}

const root = fileURLToPath(new URL('../', import.meta.url))
const commit = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: root, encoding: 'utf8' }).trim()

/** What must be stopped however the bench ends. */
const running = new Set<{ stop(): Promise<void> }>()

async function main(): Promise<void> {
  const options = parseBenchOptions(process.argv.slice(2))
  if (options === 'help') return console.log(usage)
  const recorder = fileRecorder(join(root, 'bench/results/figures.ndjson'))
  console.log(`${machineName()}; load by ${loader}; commit ${commit}`)
  const folder = await mkdtemp(join(tmpdir(), 'callboard-bench-'))
  const cleanUp = async () => {
    await stopAll()
    await rm(folder, { recursive: true, force: true })
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => cleanUp().finally(() => process.exit(130)))
  }
  try {
    for (const entities of options.entities) {
      for (const database of options.databases) await runOne({ entities, database, folder, options, recorder })
    }
  } finally {
    await cleanUp()
  }
  console.log(`\n${figureTable(recorder.figures)}\n\nAppended to bench/results/figures.ndjson.`)
}

async function stopAll(): Promise<void> {
  // Newest first: a portal before its database. Taken out before it is awaited, so that nothing is stopped twice.
  for (const part of [...running].reverse()) if (running.delete(part)) await part.stop()
}

interface OneRun {
  entities: number
  database: BenchOptions['databases'][number]
  folder: string
  options: BenchOptions
  recorder: Recorder
}

async function runOne({ entities, database, folder, options, recorder }: OneRun): Promise<void> {
  console.log(`\n${database}, ${entities} entities`)
  const catalogDir = join(folder, `catalog-${entities}`)
  const manifest = await writeCatalog(catalogDir, { entities, seed: 42 })
  const postgres = database === 'postgres' ? await startBenchPostgres() : undefined
  if (postgres) running.add(postgres)
  const portals = portalsOf({ catalogFile: join(catalogDir, 'all.yaml'), folder, postgres })
  const circumstances = { at: new Date().toISOString(), commit, machine: machineName(), loader, database, entities }
  const run: Run = {
    catalogDir,
    manifest,
    seconds: options.seconds,
    ...(postgres && { databasePid: postgres.pid }),
    record: (figure) => recorder.record(figure, circumstances),
    ...portals,
  }
  if (!options.steps.includes('start')) await run.restart('fresh')
  for (const step of options.steps) {
    try {
      await steps[step](run)
    } catch (error) {
      // The other steps still tell something.
      console.error(`  ${step} failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  await stopAll()
}

/** Keeps one portal up at a time, on a database that is new or the one before. */
function portalsOf({
  catalogFile,
  folder,
  postgres,
}: {
  catalogFile: string
  folder: string
  postgres?: BenchPostgres
}) {
  let current: Portal | undefined
  let data: { dir: string; postgres?: string } | undefined
  return {
    portal(): Portal {
      if (!current) throw new Error('No portal is up.')
      return current
    },
    async restart(wanted: 'fresh' | 'filled'): Promise<Portal> {
      if (current) {
        await current.stop()
        running.delete(current)
        current = undefined
      }
      if (wanted === 'fresh' || !data) {
        data = { dir: await mkdtemp(join(folder, 'portal-')), postgres: await postgres?.createDatabase() }
      }
      current = await startPortal({ ...data, catalogFile })
      running.add(current)
      return current
    },
  }
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
