import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { importedNames } from './imported-names.mjs'

const run = promisify(execFile)
const reader = fileURLToPath(new URL('read-declaration.mjs', import.meta.url))

/**
 * Writes `manifest.json` beside the `index.js` of a plugin that only declares things: with it, the portal knows the plugin's
 * pages and cards without loading the module, until somebody opens one. A module that is needed for more, or that cannot be
 * read without a browser, has none, and is loaded with every page of the portal.
 *
 * @param {string} outDir
 * @param {readonly { type: string, code?: string }[]} output - What was built.
 */
export async function writeManifest(outDir, output) {
  const names = {}
  for (const chunk of output) {
    if (chunk.type !== 'chunk') continue
    for (const [specifier, imported] of importedNames(chunk.code))
      if (!specifier.startsWith('.')) names[specifier] = [...new Set([...(names[specifier] ?? []), ...imported])]
  }
  const asked = [reader, join(outDir, 'index.js'), JSON.stringify(names)]
  const manifest = await run(process.execPath, asked, { timeout: 30_000 }).then(
    ({ stdout }) => stdout,
    () => '',
  )
  if (manifest !== '') await writeFile(join(outDir, 'manifest.json'), manifest)
}
