// `npm start`: installs and builds what is stale, then runs the demo portal. Options go to `callboard start`.
import { portalFlags } from '../packages/cli/bin/portal-flags.mjs'
import { installIfStale, node, requireNode20, run } from './run.mjs'

requireNode20()
// The demo is for a machine of one's own: guests may sign in.
process.env.NODE_ENV ??= 'development'
await installIfStale()
const built = await run(node, ['scripts/build-web.mjs'])
if (built !== 0) {
  console.error('The pages could not be built. Read the lines above; the portal was not started.')
  process.exit(built)
}
process.exit(await run(node, [...portalFlags, 'packages/cli/src/main.ts', 'start', ...process.argv.slice(2)]))
