import { EmptyState, Link, useText } from '@callboard/web'
import type { DocsSite } from '../../model/index.ts'
import { type DocsPlace, pageHref } from '../docs-place.ts'
import { SiteSearch } from './SiteSearch.tsx'

/** Stands where a site has no such page. */
export function PageMissing({ place, site }: { place: DocsPlace; site: DocsSite }) {
  const t = useText()
  if (site.nav.length === 0) {
    return (
      <EmptyState title={t('site.empty', '{site} has no pages yet.', { site: site.name })} icon="docs">
        <p className="cb-muted">
          {t('site.empty.how', 'Pages are the .md files in its docs folder; index.md is the first one.')}
        </p>
      </EmptyState>
    )
  }
  return (
    <>
      <h1>{t('page.missing.title', 'Page not found')}</h1>
      <EmptyState title={t('page.missing', '{site} has no page at this address.', { site: site.name })} icon="missing">
        <p className="cb-muted">
          {t('page.missing.why', 'It may have been moved or removed, or the link may be mistyped.')}
        </p>
        <SiteSearch place={place} site={site} />
        <p>
          <Link className="cb-link" to={pageHref(place, '')}>
            {t('page.missing.home', 'Go to the first page')}
          </Link>
        </p>
      </EmptyState>
    </>
  )
}
