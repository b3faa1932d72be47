// `npm run bench -- [options]`: builds what is stale of the web parts, then runs bench/main.ts on Node 24.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../', import.meta.url))
const node = join(root, 'node_modules/.bin/node')
if (!existsSync(node)) {
  console.error('The packages are not installed yet. Run `npm ci` (or `npm start` once), then this again.')
  process.exit(1)
}
const run = (...args) => spawnSync(node, args, { cwd: root, stdio: 'inherit' }).status ?? 1
const built = run('scripts/build-web.mjs')
process.exit(built === 0 ? run('--conditions=callboard-source', 'bench/main.ts', ...process.argv.slice(2)) : built)
