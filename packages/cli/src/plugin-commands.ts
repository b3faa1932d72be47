import { dirname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Command } from '@callboard/kernel'
import { bundledPlugins } from './bundled-plugins.ts'
import { findPluginPackage } from './package-entry.ts'

/** The commands that plugins bring along. No config is read: they also run where no portal is, such as in a pipeline. */
export async function pluginCommands(): Promise<Command[]> {
  const here = dirname(fileURLToPath(import.meta.url))
  const found = await Promise.all(
    bundledPlugins.map(async (name) => {
      const entry = (await findPluginPackage(name, here)).entry('./commands')
      if (entry === undefined) return []
      // The packages are ours, and scripts/imports tests hold their types.
      return ((await import(pathToFileURL(entry).href)) as { default: readonly Command[] }).default
    }),
  )
  return found.flat()
}
