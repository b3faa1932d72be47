import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Logger, makeProcessFolder, type ProcessFolder } from '@callboard/kernel'
import type { Sanitiser } from '../sanitise/sanitiser.ts'
import type { Site, SiteFiles } from '../site/site.ts'
import { localStore } from './local-store.ts'
import { publishedSite } from './published-site.ts'
import { runMkdocs } from './run-mkdocs.ts'
import { type MkdocsAllowed, safeMkdocsConfig } from './safe-mkdocs-config.ts'

/** What building by MkDocs needs. */
export interface MkdocsOptions {
  allowed: MkdocsAllowed
  /** Where folders of builds are made. */
  workingDirectory: string
  environment(name: string): string | undefined
  sanitiser: Sanitiser
  log: Logger
  /** Aborts builds when the portal stops. */
  signal: AbortSignal
  nowMs(): number
}

/** What folders of builds are called. */
export const buildsPrefix = 'callboard-docs-'
/** Builds that are kept. */
const maxKept = 20
const configNames = ['mkdocs.yaml', 'mkdocs.yml']

/**
 * Has sites built by the MkDocs of this machine when they ask for a plugin that does not run here and that the administrator
 * allows. Readers see the site as it is rendered here until the build is done, and afterwards when it fails; the page says which.
 */
export function createMkdocsBuilds(options: MkdocsOptions) {
  const kept: { folder: ProcessFolder; forget(): void }[] = []
  let queue: Promise<unknown> = Promise.resolve()

  const build = async (files: SiteFiles, forget: () => void): Promise<Site> => {
    const folder = await makeProcessFolder(options.workingDirectory, buildsPrefix)
    try {
      const [source, output] = [join(folder.path, 'source'), join(folder.path, 'site')]
      await writeFiles(files, source, options.allowed)
      const env = Object.fromEntries(
        ['PATH', 'HOME', 'LANG', 'TMPDIR', 'VIRTUAL_ENV'].map((name) => [name, options.environment(name)]),
      )
      await runMkdocs({
        folder: source,
        output,
        env,
        nowMs: options.nowMs(),
        etag: files.version,
        signal: options.signal,
      })
      const site = await publishedSite(localStore(folder.path), 'site', {
        sanitiser: options.sanitiser,
        origin: 'mkdocs',
      })
      if (!site) throw new Error('MkDocs made no pages.')
      kept.push({ folder, forget })
      if (kept.length > maxKept) await drop(kept.shift())
      return site
    } catch (error) {
      await folder.remove()
      throw error
    }
  }
  const drop = async (old: (typeof kept)[number] | undefined) => {
    old?.forget()
    await old?.folder.remove()
  }

  return {
    /** The site to show for one that lacks plugins. */
    instead(native: Site, files: SiteFiles): Site {
      let current = saying(native, 'mkdocs-building', 'It is being built by MkDocs, which will add what is missing.')
      const forget = () => {
        current = native
      }
      queue = queue
        .then(() => build(files, forget))
        .then((site) => {
          const why = native.notices.filter(({ code }) => code !== 'plugin-missing')
          current = saying(
            { ...site, notices: why },
            'built-by-mkdocs',
            'This site is built by MkDocs, because of its plugins.',
          )
        })
        .catch((error) => {
          const reason = error instanceof Error ? error.message : String(error)
          options.log.warn('docs not built by MkDocs', { site: native.name, reason })
          current = saying(native, 'mkdocs-failed', reason)
        })
      return following(() => current)
    },
    /** Removes what was built. */
    async stop() {
      await Promise.all(kept.splice(0).map(drop))
    },
  }
}

const saying = (site: Site, code: string, message: string): Site => ({
  ...site,
  notices: [...site.notices, { code, message }],
})

/** A site that is always the current one. */
function following(current: () => Site): Site {
  return new Proxy({} as Site, { get: (_, key) => Reflect.get(current(), key) })
}

async function writeFiles(files: SiteFiles, folder: string, allowed: MkdocsAllowed): Promise<void> {
  for (const { path } of files.list()) {
    const content = await files.read(path)
    if (!content) continue
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    const isConfig = configNames.includes(path.slice(path.lastIndexOf('/') + 1))
    await writeFile(target, isConfig ? safeMkdocsConfig(content.toString('utf8'), allowed) : content)
  }
}
