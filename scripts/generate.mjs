// Writes the files that are printed from declarations; with `--check` only tells which are stale. Part of `npm test`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { capture, node, root } from './run.mjs'

const callboard = ['--conditions=callboard-source', 'packages/cli/src/main.ts']

// An empty config: what somebody adds to a portal of their own is not part of the reference.
const configDocs = {
  file: 'docs/reference/config.md',
  text: await printed('docs/reference/config.md', [...callboard, 'config:docs', '--config', '/dev/null']),
}
const apiDocs = (await printed('docs/reference/api', ['--conditions=callboard-source', 'scripts/print-api-docs.ts']))
  .split(/^(?=# )/m)
  .map((text) => ({ file: `docs/reference/api/${text.match(/^# (.+)/)[1]}.md`, text }))

const isCheck = process.argv.includes('--check')
const stale = []
for (const { file, text: printedText } of [configDocs, ...apiDocs]) {
  const text = await formatted(file, printedText)
  if (read(file) === text) continue
  stale.push(file)
  if (isCheck) continue
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
for (const file of stale) console.log(isCheck ? `${file} is stale. Run: npm run generate` : `wrote ${file}`)
process.exitCode = isCheck && stale.length > 0 ? 1 : 0

async function printed(file, command) {
  const { code, output, stdout } = await capture(node, command)
  if (code === 0) return stdout
  console.error(`${file} cannot be generated:\n${output}`)
  process.exit(1)
}

/** As `npm run fix` would leave it, so that the two checks never disagree. */
async function formatted(file, text) {
  const { code, output, stdout } = await capture('biome', ['format', `--stdin-file-path=${file}`], { input: text })
  if (code === 0) return stdout
  console.error(`${file} cannot be formatted:\n${output}`)
  process.exit(1)
}

function read(file) {
  try {
    return readFileSync(join(root, file), 'utf8')
  } catch {
    return undefined
  }
}
