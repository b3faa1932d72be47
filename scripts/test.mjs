// `npm test`: every check of the repository, cheapest first. `-- --only lint,types` runs some of them.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from './chromium.mjs'
import { capture, gitIgnored, installIfStale, node, requireNode20, root, stopwatch } from './run.mjs'

const cache = join(root, '.cache')
const summaryFile = join(cache, 'test-summary.txt')

/** Each runs `command` with `args`; one with a `report` counts the tests in it, any other counts as one. */
const steps = [
  { name: 'lint', command: 'biome', args: ['check', ...gitIgnored, '.'] },
  { name: 'types', command: 'tsc', args: ['-p', 'tsconfig.json'] },
  { name: 'web-types', command: 'tsc', args: ['-p', 'tsconfig.web.json'] },
  { name: 'imports', command: node, args: ['scripts/check-imports.mjs'] },
  { name: 'versions', command: node, args: ['scripts/check-duplicates.mjs'] },
  { name: 'dead-code', command: 'knip', args: ['--no-progress', '--no-config-hints'] },
  { name: 'generated', command: node, args: ['scripts/generate.mjs', '--check'] },
  vitest('server'),
  vitest('web'),
  { name: 'build', command: node, args: ['scripts/build-web.mjs'] },
  {
    name: 'e2e',
    command: 'playwright',
    args: ['test', '--config', 'e2e/playwright.config.ts', '--reporter=line,json'],
    report: { env: 'PLAYWRIGHT_JSON_OUTPUT_NAME', count: countPlaywright, shaky: shakyTests },
    needs: ['e2e/playwright.config.ts'],
    needsChromium: true,
  },
]

const only = readOnly(process.argv.slice(2))
requireNode20()
const seconds = stopwatch()
mkdirSync(cache, { recursive: true })
rmSync(summaryFile, { force: true })
await installIfStale()

const results = []
for (const step of steps) {
  if (only && !only.includes(step.name)) continue
  if (step.needs?.some((file) => !existsSync(join(root, file)))) continue
  results.push(await runStep(step))
}
const sum = (key) => results.reduce((total, result) => total + result[key], 0)
const failed = results.filter((result) => result.failed > 0).map(({ name }) => name)
const summary = `${sum('passed')} passed, ${sum('failed')} failed`
writeFileSync(summaryFile, `${summary}\n`)
console.log('')
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}. Repeat only these with: npm test -- --only ${failed.join(',')}`)
  if (failed.includes('lint')) console.log('Most of what lint finds is repaired by: npm run fix')
} else {
  console.log('Everything is right. See the portal with: npm start')
}
console.log(`${summary}, ${seconds()} s`)
process.exitCode = failed.length > 0 ? 1 : 0

function vitest(project) {
  return {
    name: project === 'web' ? 'components' : 'tests',
    command: 'vitest',
    args: (file) => ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
    report: {
      count: ({ numPassedTests, numFailedTests, numFailedTestSuites }) => [
        numPassedTests,
        numFailedTests || numFailedTestSuites,
      ],
    },
  }
}

function readOnly(args) {
  if (args.length === 0) return undefined
  const names = args[0]?.startsWith('--only=')
    ? args[0].slice('--only='.length)
    : args[0] === '--only'
      ? args[1]
      : undefined
  const wanted = names?.split(',') ?? []
  const unknown = wanted.filter((name) => !steps.some((step) => step.name === name))
  if (wanted.length > 0 && unknown.length === 0) return wanted
  console.error(
    `${names ? `There is no check named ${unknown.join(', ')}.` : `${args[0]} is unknown.`} Use: npm test -- --only ${steps.map(({ name }) => name).join(',')}`,
  )
  process.exit(2)
}

async function runStep({ name, command, args, report, needsChromium }) {
  const took = stopwatch()
  if (process.stdout.isTTY) process.stdout.write(`${name.padEnd(11)} …`)
  const file = join(cache, `${name}.json`)
  rmSync(file, { force: true })
  const env = report?.env ? { [report.env]: file } : {}
  let run
  if (needsChromium) {
    const chromium = await findChromium()
    if (chromium.path) env.CHROMIUM = chromium.path
    else run = { code: 1, output: `${chromium.reason}\n` }
  }
  run ??= await capture(command, typeof args === 'function' ? args(file) : args, { env })
  const [passed, failed] = countOf({ run, report, file })
  const isOk = run.code === 0 && failed === 0
  const tests = report ? `  ${passed} passed${failed > 0 ? `, ${failed} failed` : ''}` : ''
  if (process.stdout.isTTY) process.stdout.write('\r')
  console.log(`${name.padEnd(11)} ${isOk ? 'ok    ' : 'FAILED'} ${took().padStart(6)} s${tests}`)
  if (!isOk) console.log(run.output.trimEnd().replace(/^/gm, '  '))
  else for (const title of report?.shaky?.(file) ?? []) console.log(`  only the second time: ${title}`)
  return { name, passed, failed }
}

/** A run that failed without a failed test, because it broke or never began, counts as one failure. */
function countOf({ run, report, file }) {
  const failedAnyhow = run.code === 0 ? 0 : 1
  if (!report || !existsSync(file)) return run.code === 0 ? [1, 0] : [0, 1]
  const [passed, failed] = report.count(JSON.parse(readFileSync(file, 'utf8')))
  return [passed, failed || failedAnyhow]
}

/** The browser tests that failed first and passed then: somebody must look at them. */
function shakyTests(file) {
  const specsOf = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsOf)]
  return specsOf(JSON.parse(readFileSync(file, 'utf8')))
    .filter(({ tests }) => tests.some(({ status }) => status === 'flaky'))
    .map(({ file, line, title }) => `${file}:${line} ${title}`)
}

function countPlaywright({ stats }) {
  return [stats.expected + stats.flaky, stats.unexpected]
}
