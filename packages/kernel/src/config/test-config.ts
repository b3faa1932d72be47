import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type LoadConfigOptions, type LoadedConfig, loadConfig } from './load-config.ts'

/** Writes files into a new folder that goes away after the test. */
export async function writeFiles(files: Record<string, string>): Promise<string> {
  const cwd = await mkdtemp(join(tmpdir(), 'callboard-config-'))
  onTestFinished(() => rm(cwd, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), text)
  }
  return cwd
}

/** Loads a configuration from files given as text. */
export async function load(
  files: Record<string, string>,
  options: Partial<LoadConfigOptions> = {},
): Promise<LoadedConfig & { cwd: string }> {
  return loadConfig({ cwd: await writeFiles(files), env: {}, ...options })
}
