import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from './run-command.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const bin = (name: string) => join(root, 'node_modules/.bin', name)

/** In the repository, where its imports lead somewhere; not where other checks look. */
async function newPlugin(name: string): Promise<string> {
  const cwd = join(root, `.cache/new-plugin-${process.pid}`)
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  await mkdir(cwd, { recursive: true })
  const code = await runCommand(['new', 'plugin', name], { cwd, env: {}, print: () => {}, tell: () => {} })
  expect(code).toBe(0)
  return cwd
}

async function run(command: string, args: string[], cwd: string) {
  const { stdout, stderr } = await promisify(execFile)(command, args, { cwd }).catch((error) => error)
  return `${stdout}${stderr}`
}

test('a new plugin type-checks, follows the style, and its own test passes', async () => {
  const cwd = await newPlugin('deploy-freeze')
  // The two sides are checked apart, as in the repository: the server knows no DOM, and browsers no Node.
  const server = { extends: '../../tsconfig.base.json', include: ['plugins/*/src/model', 'plugins/*/src/backend'] }
  const web = { ...server, extends: '../../tsconfig.web.json', include: ['plugins/*/src/web'] }
  await writeFile(join(cwd, 'tsconfig.json'), JSON.stringify(server))
  await writeFile(join(cwd, 'tsconfig.web.json'), JSON.stringify(web))
  await writeFile(
    join(cwd, 'vitest.config.mjs'),
    "export default { resolve: { conditions: ['callboard-source'] }, ssr: { resolve: { conditions: ['callboard-source'], externalConditions: ['callboard-source'] } } }",
  )
  const [types, webTypes, style, tests] = await Promise.all([
    run(bin('tsc'), ['-p', 'tsconfig.json'], cwd),
    run(bin('tsc'), ['-p', 'tsconfig.web.json'], cwd),
    run(bin('biome'), ['check', '--config-path', root, '--vcs-use-ignore-file=false', 'plugins'], cwd),
    run(bin('vitest'), ['run', '--reporter=dot'], cwd),
  ])
  expect(types + webTypes).toBe('')
  expect(style).toContain('No fixes applied')
  expect(tests).toMatch(/1 passed/)
}, 120_000)
