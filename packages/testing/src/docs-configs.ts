import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@callboard/kernel'

/** A config that a page of the docs shows. */
export interface DocsConfig {
  /** Of the line after the fence, 1-based: `docs/auth/ldap.md:8`. */
  at: string
  /** As a portal loads it. */
  config: Record<string, unknown>
}

/**
 * Reads the configs out of a page, which are its blocks of YAML, so that a test can start a portal with each.
 *
 * @param page - Its path.
 * @param env - What the blocks take from the environment.
 */
export async function configsIn(page: string, env: Record<string, string> = {}): Promise<DocsConfig[]> {
  const text = await readFile(page, 'utf8')
  const folder = await mkdtemp(join(tmpdir(), 'callboard-docs-'))
  try {
    const configs: DocsConfig[] = []
    for (const { 1: yaml = '', index } of text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)) {
      const file = join(folder, 'app-config.yaml')
      await writeFile(file, yaml)
      const loaded = await loadConfig({ configFiles: [file], cwd: folder, env })
      const line = text.slice(0, index).split('\n').length + 1
      // A file of config is a block at its root.
      configs.push({ at: `${page}:${line}`, config: loaded.get() as Record<string, unknown> })
    }
    return configs
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
