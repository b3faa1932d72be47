import { definePlugin } from '@callboard/kernel'
import { ifInstalled } from '@callboard/model'
import { entities } from '@callboard/plugin-catalog'
import { collators } from '@callboard/plugin-search'
import { docsSources } from '../model/source-type.ts'
import { createRenderServices, sanitiserOptions } from './render-services.ts'
import { setUpTechdocs } from './set-up.ts'
import type { RenderServices } from './site/services.ts'
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
    let services: Promise<RenderServices> | undefined
    setUpTechdocs(core, {
      config,
      entities: core.entities,
      sourceTypes: core.docsSources,
      collators: core.collators,
      async openSite(files, context) {
        services ??= createRenderServices(config, core)
        const { openSite } = await import('./site/open-site.ts')
        return openSite(files, context, await services)
      },
      findPublished: async () => undefined,
    })
  },
})
