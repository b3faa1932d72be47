import { execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../free-port.ts'

/** A cluster of one node. */
export interface RunningOpenSearch extends AsyncDisposable {
  /** Without a trailing slash. */
  url: string
}

// From src and from dist alike: the compiler copies no Java.
const pom = fileURLToPath(new URL('../../src/opensearch/pom.xml', import.meta.url))
const serve = fileURLToPath(new URL('../../src/opensearch/Serve.java', import.meta.url))

/** Whether Maven can fetch OpenSearch, and Java run it, on this machine. */
export function hasMaven(): boolean {
  try {
    for (const command of ['mvn', 'java']) execFileSync(command, ['-version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Starts the real OpenSearch, as Maven Central has it. The first time on a machine it is some 60 MB to fetch. */
export async function startRealOpenSearch(): Promise<RunningOpenSearch> {
  const folder = await mkdtemp(join(tmpdir(), 'callboard-opensearch-'))
  const libraries = join(folder, 'lib')
  const fetched = ['-q', '-B', '-f', pom, 'dependency:copy-dependencies']
  await promisify(execFile)('mvn', [...fetched, `-DoutputDirectory=${libraries}`])
  const port = await freePort()
  const node = spawn('java', ['-Xmx1g', '-cp', join(libraries, '*'), serve, join(folder, 'data'), String(port)])
  const ended = new Promise<void>((resolve) => node.on('exit', () => resolve()))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const listen = (text: Buffer) => {
      said += text
      if (said.includes('callboard: started')) resolve()
    }
    node.stdout.on('data', listen)
    node.stderr.on('data', listen)
    node.on('exit', () => reject(new Error(`OpenSearch did not start:\n${said}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      node.stdin.end()
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
