#!/usr/bin/env node
// Runs the compiled command; in the repository, where nothing is compiled, its TypeScript sources.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { portalFlags } from './portal-flags.mjs'

const compiled = new URL('../dist/main.js', import.meta.url)
if (existsSync(compiled)) {
  await import(compiled.href)
} else {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
  const child = spawn(node24(), [...portalFlags, main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => process.exit(code ?? 1))
}

/** The repository brings its own Node, for machines that have an older one. */
function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  const manifest = createRequire(import.meta.url).resolve('node/package.json')
  return join(dirname(manifest), 'bin/node')
}
