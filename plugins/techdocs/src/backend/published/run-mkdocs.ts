import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { errors } from './published-errors.ts'

/** What of a log people are told. */
const maxLog = 2_000
/** A build that takes longer hangs. */
const timeoutMs = 10 * 60_000

/** What MkDocs is to build. */
export interface MkdocsRun {
  /** Of `mkdocs.yml`; one is made where there is none. */
  folder: string
  /** Emptied first. */
  output: string
  env: Readonly<Record<string, string | undefined>>
  siteName?: string | undefined
  /** Milliseconds since 1970. */
  nowMs: number
  etag?: string | undefined
  signal?: AbortSignal
}

/**
 * Lets the `mkdocs` of this machine build a folder, and writes the metadata that portals read. MkDocs runs what the config and
 * its plugins tell it to: whoever calls this trusts the folder.
 *
 * @throws `techdocs/mkdocs-failed` with the end of its log.
 */
export async function runMkdocs({
  folder,
  output,
  env,
  siteName,
  nowMs,
  etag,
  signal,
}: MkdocsRun): Promise<{ files: number }> {
  const config = await configOf(folder, siteName)
  await rm(output, { recursive: true, force: true })
  await mkdir(output, { recursive: true })
  const child = spawn('mkdocs', ['build', '-f', config.file, '-d', resolve(output)], {
    cwd: folder,
    // Only what a program needs to run: the portal's secrets stand in its environment.
    env: {
      ...Object.fromEntries(['PATH', 'HOME', 'LANG', 'TMPDIR', 'VIRTUAL_ENV'].map((name) => [name, env[name]])),
      // techdocs-core starts a PlantUML that is installed: diagrams then include no files of the machine.
      PLANTUML_SECURITY_PROFILE: 'SANDBOX',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-maxLog)
    })
  }
  try {
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw errors.mkdocsFailed({ why: log.trim() })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw errors.mkdocsFailed({ why: 'There is no program "mkdocs": pip install mkdocs-techdocs-core.' })
    }
    throw error
  } finally {
    if (config.isMade) await rm(config.file, { force: true })
  }
  return { files: await writeMetadata(output, { nowMs, etag }) }
}

async function configOf(folder: string, siteName: string | undefined): Promise<{ file: string; isMade: boolean }> {
  for (const name of ['mkdocs.yaml', 'mkdocs.yml']) {
    const file = join(folder, name)
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return { file, isMade: false }
  }
  const file = join(folder, 'mkdocs.yml')
  await writeFile(
    file,
    stringify({ site_name: siteName ?? 'Documentation', docs_dir: 'docs', plugins: ['techdocs-core'] }),
  )
  return { file, isMade: true }
}

/** techdocs-core writes the name and the description; the rest is ours to add (spec/techdocs.md 4). */
async function writeMetadata(output: string, { nowMs, etag }: { nowMs: number; etag?: string | undefined }) {
  const file = join(output, 'techdocs_metadata.json')
  const known = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as object
  const entries = await readdir(output, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(output.length + 1))
    .sort()
  const metadata = { ...known, build_timestamp: nowMs, files, ...(etag !== undefined && { etag }) }
  await writeFile(file, JSON.stringify(metadata))
  return files.length
}
