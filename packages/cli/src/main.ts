import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Before anything else is imported: it is what makes a second start fast. Three folders up is the repository, or the project
// whose node_modules holds this package.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/callboard'))
const { runCommand } = await import('./run-command.ts')

process.exitCode = await runCommand(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  print: (text) => console.log(text),
  tell: (text) => console.error(text),
})
