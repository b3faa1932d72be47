import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const portal = (more = '', port = 0) =>
  `backend:\n  listen: { host: 127.0.0.1, port: ${port} }\n  database: { client: better-sqlite3, connection: ":memory:" }\n${more}`

/** Runs the real command in a folder of its own. */
async function callboard(config: string, files: Record<string, string> = {}) {
  const cwd = await mkdtemp(join(tmpdir(), 'callboard-start-'))
  for (const [name, text] of Object.entries({ 'app-config.yaml': config, ...files })) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), text)
  }
  const child = spawn(process.execPath, ['--conditions=callboard-source', main, 'start'], { cwd, stdio: 'pipe' })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await rm(cwd, { recursive: true, force: true })
  })
  let told = ''
  child.stderr.on('data', (chunk) => {
    told += chunk
  })
  child.stdout.resume()
  const exit = once(child, 'exit').then(([code]) => code)
  /** Resolves when the text was told, or the process ended without. */
  const tells = async (text: string) => {
    const isTold = () => told.includes(text)
    while (!isTold() && child.exitCode === null) await Promise.race([once(child.stderr, 'data'), exit])
    return told
  }
  return { child, exit, tells, told: () => told, cwd }
}

const urlIn = (told: string) => /running: (\S+)/.exec(told)?.[1] ?? ''

test('the portal runs, says where, with its plugins, and stops on Ctrl-C', async () => {
  const run = await callboard(portal('plugins: [./plugins/hello, ./plugins/gone]\n'), {
    'plugins/hello/package.json': '{ "name": "hello", "type": "module", "exports": { "./backend": "./index.js" } }',
    'plugins/hello/index.js': "export default { id: 'hello', setup() {} }",
  })
  const told = await run.tells('Stop    Ctrl-C')
  expect(told).toContain('Data    in memory')
  expect(told).toContain('Config  app-config.yaml')
  expect(told).toContain('Failed  ./plugins/gone: There is no package.json in ./plugins/gone')
  const health = await fetch(`${urlIn(told)}/.backstage/health/v1/readiness`)
  expect(await health.json()).toEqual({ status: 'ok' })
  run.child.kill('SIGINT')
  // A terminal and npm both send it; the second one must not cut the stop short.
  run.child.kill('SIGINT')
  expect(await run.exit).toBe(0)
})

test('a port that is in use is told with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  // A listening TCP server has such an address.
  const { port } = other.address() as AddressInfo
  const run = await callboard(portal('', port))
  expect(await run.exit).toBe(1)
  expect(run.told()).toContain(`Port ${port} is in use by another program`)
  expect(run.told()).toContain('app-config.yaml:2')
})

test('a wrong key of the kernel keeps the portal from starting, and is told with its line', async () => {
  const run = await callboard('backend:\n  listen: { port: x }\n')
  expect(await run.exit).toBe(1)
  expect(run.told()).toContain('app-config.yaml:2  backend.listen.port: expected a number, got "x"')
})

test('a config file that breaks while the portal runs is told, and the portal goes on', async () => {
  const run = await callboard(portal())
  const url = urlIn(await run.tells('Stop    Ctrl-C'))
  await writeFile(join(run.cwd, 'app-config.yaml'), 'backend: [')
  expect(await run.tells('keeps what it had before')).toContain('app-config.yaml:1')
  expect((await fetch(`${url}/.backstage/health/v1/liveness`)).status).toBe(200)
  run.child.kill('SIGTERM')
  expect(await run.exit).toBe(0)
})
