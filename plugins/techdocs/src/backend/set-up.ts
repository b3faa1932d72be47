import type { Contributions, Contributor, CoreServices } from '@callboard/kernel'
import type { Entities } from '@callboard/plugin-catalog'
import type { Collator } from '@callboard/plugin-search'
import type { DocsSourceType } from '../model/source-type.ts'
import { createDocsFinder } from './api/docs-finder.ts'
import { serveContract } from './api/serve-contract.ts'
import { serveSites } from './api/serve-sites.ts'
import { techdocsCollator } from './search/techdocs-collator.ts'
import type { Site, SiteFiles, SourceContext } from './site/site.ts'
import { takeDeadLeases } from './sources/copy-store.ts'
import { createDocsCopies } from './sources/docs-copies.ts'
import { followSources } from './sources/follow-sources.ts'
import { createDocsHistories } from './sources/history/docs-histories.ts'
import { copyLimits } from './sources/limits.ts'
import { createOpenSites } from './sources/open-sites.ts'
import { createSiteProblems } from './sources/site-problems.ts'
import type { TechdocsConfig } from './techdocs-config.ts'

/** What the plugin is made of, beside its core services. */
export interface TechdocsParts {
  config: TechdocsConfig
  entities: Entities
  sourceTypes: Contributions<DocsSourceType>
  collators: Contributor<Collator> | undefined
  /** Makes a site of files. */
  openSite(files: SiteFiles, context: SourceContext): Promise<Site>
  /** The site that somebody has published for an entity. */
  findPublished(ref: string): Promise<Site | undefined>
}

/** Puts copies, routes and search together. */
export function setUpTechdocs(core: CoreServices, parts: TechdocsParts): void {
  const { db, log, scm, lifecycle, http, clock, events, urlReader, scheduler } = core
  const { entities, openSite, findPublished } = parts
  const { builder } = parts.config
  const by = { credentials: core.auth.ownCredentials() }
  const copies = createDocsCopies({
    ...{ db, clock, log, lifecycle, urlReader, limits: copyLimits },
    types: () => parts.sourceTypes.all(),
  })
  const openSites = createOpenSites({ db, scm, openSite })
  const finder = createDocsFinder({ entities, scm, copies, openSites, builder, findPublished })
  const histories = createDocsHistories({ cache: core.cache, scm, lifecycle, searchPath: core.environment('PATH') })

  serveContract({ core, finder, copies })
  serveSites({ http, scm, finder, histories, problems: createSiteProblems(db) })
  const following = { entities, copies, scm, by, builder, events, log }
  parts.collators?.add(techdocsCollator({ ...following, openSites, findPublished }))
  lifecycle.onStart(() => takeDeadLeases(db))
  followSources({ ...following, db, clock, scheduler })
}
