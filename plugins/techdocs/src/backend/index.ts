import { definePlugin } from '@callboard/kernel'
import { ifInstalled, parseEntityRef } from '@callboard/model'
import { entities } from '@callboard/plugin-catalog'
import { collators } from '@callboard/plugin-search'
import { docsSources } from '../model/source-type.ts'
import { createRenderServices, sanitiserOptions } from './render-services.ts'
import { setUpTechdocs } from './set-up.ts'
import { TechdocsConfig } from './techdocs-config.ts'

export default definePlugin({
  id: 'techdocs',
  description: 'Docs: Markdown sites, read straight from their source.',
  config: TechdocsConfig,
  migrations: new URL('./migrations/', import.meta.url),
  provide: { docsSources },
  use: { entities, collators: ifInstalled(collators) },
  setup(core) {
    const { config } = core
    // Told at start, not by the first page.
    sanitiserOptions(config)
    const rendering = lazily(() => createRenderServices(config, core))
    const published = lazily(async () => {
      const { createPublishedSites } = await import('./published/published-sites.ts')
      const { sanitiser } = await rendering()
      const keepsCase = config.legacyUseCaseSensitiveTripletPaths
      const publisher = config.publisher ?? { type: 'local' as const }
      return createPublishedSites({ publisher, keepsCase, sanitiser, clock: core.clock, baseDir: process.cwd() })
    })
    const mkdocs = lazily(async () => {
      const { openMkdocs } = await import('./published/open-mkdocs.ts')
      return openMkdocs(core, { ...config.generator.mkdocs, sanitiser: (await rendering()).sanitiser })
    })
    setUpTechdocs(core, {
      config,
      entities: core.entities,
      sourceTypes: core.docsSources,
      collators: core.collators,
      async openSite(files, context) {
        const { openSite } = await import('./site/open-site.ts')
        const site = await openSite(files, context, await rendering())
        const lacksPlugins = site.notices.some(({ code }) => code === 'plugin-missing')
        return lacksPlugins && config.generator.runIn === 'local' ? (await mkdocs()).instead(site, files) : site
      },
      findPublished: async (ref) => (await published())(parseEntityRef(ref)),
    })
  },
})

/** Made when it is first wanted; tried again when that failed. */
function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    made.catch(() => {
      made = undefined
    })
    return made
  }
}
