import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeCatalog } from './generator/write-catalog.ts'
import { figureTable, fileRecorder, type Recorder } from './measure/figures.ts'
import { loader } from './measure/load.ts'
import { machineName } from './measure/machine.ts'
import { type CatalogRun, parseBenchOptions, type StepName, usage } from './options.ts'
import { type Portal, startPortal } from './portal.ts'
import { type BenchPostgres, startBenchPostgres } from './postgres.ts'
import { measureBrowser } from './steps/browser.ts'
import { measureDocs } from './steps/docs.ts'
import { measureEdit } from './steps/edit.ts'
import { measureIdle } from './steps/idle.ts'
import { measureIngest } from './steps/ingest.ts'
import { measureLighthouse } from './steps/lighthouse.ts'
import { measurePermissions } from './steps/permissions.ts'
import { measureReads } from './steps/read.ts'
import type { MoreOfPortal, Run } from './steps/run.ts'
import { measureScaffold } from './steps/scaffold.ts'
import { measureSearch } from './steps/search.ts'
import { measureRestart, measureStart } from './steps/start.ts'

const steps: Record<StepName, (run: Run) => Promise<void>> = {
  start: measureStart,
  ingest: measureIngest,
  restart: measureRestart,
  idle: measureIdle,
  edit: measureEdit,
  read: measureReads,
  permissions: measurePermissions,
  search: measureSearch,
  scaffold: measureScaffold,
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
    for (const catalog of options.runs) await runOne({ ...catalog, folder, seconds: options.seconds, recorder })
    if (options.docs) await runDocs(recorder)
    if (options.lighthouse) await runDemo(folder, recorder)
  } finally {
    await cleanUp()
  }
  console.log(`\n${figureTable(recorder.figures)}\n\nAppended to bench/results/figures.ndjson.`)
}

async function stopAll(): Promise<void> {
  // Newest first: a portal before its database. Taken out before it is awaited, so that nothing is stopped twice.
  for (const part of [...running].reverse()) if (running.delete(part)) await part.stop()
}

interface OneRun extends CatalogRun {
  folder: string
  seconds: number
  recorder: Recorder
}

async function runOne({ entities, database, steps: wanted, folder, seconds, recorder }: OneRun): Promise<void> {
  console.log(`\n${database}, ${entities} entities`)
  const catalogDir = join(folder, `catalog-${entities}`)
  const manifest = await writeCatalog(catalogDir, { entities, seed: 42 })
  const postgres = database === 'postgres' ? await startBenchPostgres() : undefined
  if (postgres) running.add(postgres)
  const portals = portalsOf({ catalogFile: join(catalogDir, 'all.yaml'), folder, postgres })
  const run: Run = {
    catalogDir,
    manifest,
    seconds,
    ...(postgres && { databasePid: postgres.pid }),
    record: (figure) => recorder.record(figure, circumstances(database, entities)),
    ...portals,
  }
  if (!wanted.includes('start')) await run.restart('fresh')
  for (const step of wanted) {
    try {
      await steps[step](run)
    } catch (error) {
      // The other steps still tell something.
      console.error(`  ${step} failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  await stopAll()
}

async function runDocs(recorder: Recorder): Promise<void> {
  console.log('\nA docs site')
  await measureDocs((figure) => recorder.record(figure, circumstances('none', 0)))
}

async function runDemo(folder: string, recorder: Recorder): Promise<void> {
  console.log('\nLighthouse, the demo portal')
  const portal = await startPortal({ dir: await mkdtemp(join(folder, 'demo-')) })
  running.add(portal)
  await measureLighthouse(portal, (figure, entities) => recorder.record(figure, circumstances('sqlite', entities)))
  await stopAll()
}

const circumstances = (database: string, entities: number) => ({
  at: new Date().toISOString(),
  commit,
  machine: machineName(),
  loader,
  database,
  entities,
})

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
    async restart(wanted: 'fresh' | 'filled', more: MoreOfPortal = {}): Promise<Portal> {
      if (current) {
        await current.stop()
        running.delete(current)
        current = undefined
      }
      if (wanted === 'fresh' || !data) {
        data = { dir: await mkdtemp(join(folder, 'portal-')), postgres: await postgres?.createDatabase() }
      }
      current = await startPortal({ ...data, catalogFile, ...more })
      running.add(current)
      return current
    },
  }
}

await main().catch((error) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
