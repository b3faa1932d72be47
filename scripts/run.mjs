// What the repository's commands share. Runs on Node 20, before anything is installed: Node's own modules only.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('../', import.meta.url))

/** The Node 24 that the repository brings. It exists after {@link installIfStale}. */
export const node = join(root, 'node_modules/.bin/node')

const marker = join(root, 'node_modules/.callboard-installed')

/** Ends with a sentence when the machine's own Node is too old even to install. */
export function requireNode20() {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= 20) return
  console.error(
    `Callboard needs Node.js 20 or newer to install itself, and this is ${process.version}. Get one from https://nodejs.org`,
  )
  process.exit(1)
}

/** Installs the packages of package-lock.json, unless they are. */
export async function installIfStale() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  if (existsSync(node) && existsSync(marker) && readFileSync(marker, 'utf8') === wanted) return
  if (existsSync(node) && isInstalledByHand()) return writeFileSync(marker, wanted)
  const seconds = stopwatch()
  console.log('installing packages …')
  // Not `npm ci`: it refuses the lock file wherever the registry lacks an optional package of some other platform. This
  // takes the locked versions as well, and `--no-save` leaves the lock file alone.
  const code = await run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) {
    console.error('The packages could not be installed. Read the lines above; then run the same command again.')
    process.exit(1)
  }
  writeFileSync(marker, wanted)
  console.log(`installed packages in ${seconds()} s`)
}

/** Whether somebody's own `npm install` put exactly the locked versions there: then nothing needs to be thrown away. */
function isInstalledByHand() {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages
  try {
    const installed = read('node_modules/.package-lock.json')
    return Object.entries(read('package-lock.json')).every(([path, { version, optional, link }]) => {
      if (!path.includes('node_modules/') || link) return true
      return installed[path] ? installed[path].version === version : optional === true
    })
  } catch {
    return false
  }
}

/** Tells biome to leave alone what git does. */
export const gitIgnored = ['--vcs-enabled=true', '--vcs-client-kind=git', '--vcs-use-ignore-file=true']

/** Runs a program in the repository, its output where ours goes. Signals are passed on. */
export function run(command, args, { env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: environment(env) })
    const forward = (signal) => child.kill(signal)
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    child.on('error', (error) => {
      console.error(`${command} could not be run: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, forward)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}

/** Runs a program and collects what it writes: `output` is all of it, `stdout` only the results. */
export function capture(command, args, { env = {}, input = '' } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'pipe', env: environment(env) })
    // A program that does not read its input may be gone before it is written.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    const all = []
    const results = []
    child.stdout.on('data', (chunk) => {
      all.push(chunk)
      results.push(chunk)
    })
    child.stderr.on('data', (chunk) => all.push(chunk))
    child.on('error', (error) =>
      resolve({ code: 1, output: `${command} could not be run: ${error.message}\n`, stdout: '' }),
    )
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output: Buffer.concat(all).toString(), stdout: Buffer.concat(results).toString() })
    })
  })
}

/** Seconds since it was made, with one decimal. */
export function stopwatch() {
  const startedAt = performance.now()
  return () => ((performance.now() - startedAt) / 1000).toFixed(1)
}

/** Tools of the repository are found first, its Node among them. */
const environment = (more) => ({
  ...process.env,
  PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
  ...more,
})
