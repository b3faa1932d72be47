import type { CoreServices, RequestContext, ScmIntegrations } from '@callboard/kernel'
import { entityRefOf } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { listProblems, readPage, readSite } from '../../model/routes.ts'
import type { DocsNotice, DocsSite } from '../../model/site.ts'
import type { CopiedSite } from '../sources/docs-copies.ts'
import { versionsOf } from '../sources/docs-versions.ts'
import { docsSourceOf } from '../sources/find-sources.ts'
import type { DocsHistories } from '../sources/history/docs-histories.ts'
import { placeOf } from '../sources/open-sites.ts'
import type { SiteProblems } from '../sources/site-problems.ts'
import type { DocsFinder, EntityParams } from './docs-finder.ts'

/** What the routes need. */
export interface SiteRouteServices {
  http: CoreServices['http']
  scm: ScmIntegrations
  finder: DocsFinder
  problems: SiteProblems
  histories: DocsHistories
}

type Asked = Pick<RequestContext<EntityParams, { version?: string }, undefined>, 'params' | 'query' | 'credentials'>

/** Serves what the reader of this portal is made of. */
export function serveSites({ http, scm, finder, problems, histories }: SiteRouteServices): void {
  const find = ({ params, query, credentials }: Asked) => finder.docs(params, { credentials, version: query.version })

  http.serve(readSite, async (asked) => {
    const { owner, site, copied } = await find(asked)
    const reply: DocsSite = {
      entityRef: entityRefOf(owner),
      name: site.name,
      ...(site.description !== undefined && { description: site.description }),
      nav: [...site.nav],
      origin: site.origin,
      version: site.version,
      ...(site.language !== undefined && { language: site.language }),
      ...(site.direction !== undefined && { direction: site.direction }),
      versions: versionsOf(owner).filter((version) => docsSourceOf(owner, scm, version) !== undefined),
      notices: [...noticesOf(copied), ...site.notices],
      problemCount: await problems.count(site, copied),
    }
    const sourceUrl = copied && placeOf(copied.source, scm).sourceUrl
    return { ...reply, ...(sourceUrl !== undefined && { sourceUrl }) }
  })

  http.serve(readPage, async (asked) => {
    const { owner, site, copied } = await find(asked)
    const path = asked.query.path ?? ''
    const reading = await site.page(path)
    if (!reading) throw errors.pageNotFound({ ref: entityRefOf(owner), path })
    if ('redirect' in reading) return reading
    const { page, file } = reading
    const history = copied && file !== undefined ? await histories.of(copied, file) : undefined
    return { page: { ...page, ...(history && { history }) } }
  })

  http.serve(listProblems, async (asked) => {
    const { site, copied } = await find(asked)
    return problems.list(site, copied)
  })
}

/** That the copy may be old, and why. */
function noticesOf(copied: CopiedSite | undefined): DocsNotice[] {
  if (!copied?.failure) return []
  const since = new Date(copied.failure.sinceMs).toISOString()
  return [
    {
      code: 'source-unreadable',
      message: `The source of these docs could not be read since ${since}: ${copied.failure.message} What you see is the last copy.`,
    },
  ]
}
