// Checks that imports go one way (design.md 3). Part of `npm test`.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { checkImports } from './import-rules.ts'
import { root } from './run.mjs'

const files = ['packages', 'plugins'].flatMap((folder) =>
  readdirSync(join(root, folder)).flatMap((name) => sourcesBelow(join(root, folder, name, 'src'))),
)
const violations = checkImports(files.map((file) => ({ path: relative(root, file), text: readFileSync(file, 'utf8') })))
for (const { path, line, message } of violations) console.log(`${path}:${line} ${message}`)
console.log(`${files.length} files, ${violations.length} imports in the wrong direction`)
process.exitCode = violations.length > 0 ? 1 : 0

function sourcesBelow(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
  } catch (error) {
    // A package may have no sources of its own.
    if (error.code === 'ENOENT') return []
    throw error
  }
}
