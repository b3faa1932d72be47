import { EmptyState, Link, Navigate, useFind, useSearchParams, useText } from '@callboard/web'
import { type ReactNode, useState } from 'react'
import type { DocsPage, DocsSite } from '../../model/index.ts'
import { readPage, readSite } from '../../model/routes.ts'
import { Addons } from '../addons/Addons.tsx'
import { useTextSize } from '../addons/text-size.ts'
import { Article } from '../content/Article.tsx'
import { type DocsPlace, pageHref, pageInput, siteInput } from '../docs-place.ts'
import { HowToAdd } from '../HowToAdd.tsx'
import { Drawers } from './Drawers.tsx'
import { PageNotices, SiteNotices } from './Notices.tsx'
import { PageContents } from './PageContents.tsx'
import { PageFoot } from './PageFoot.tsx'
import { PageMissing } from './PageMissing.tsx'
import { SiteNavigation } from './SiteNavigation.tsx'
import { SiteProblems } from './SiteProblems.tsx'
import { SiteTools } from './SiteTools.tsx'
import { usePageKeys } from './use-page-keys.ts'
import { usePlaceInPage } from './use-place-in-page.ts'
import { useShownSections } from './use-shown-sections.ts'

/** What is being read. */
export interface Shown {
  site: DocsSite
  /** Undefined where the site has no such page. */
  page: DocsPage | undefined
  /** The page's content once it is shown. */
  article: HTMLElement | undefined
  tools: ReactNode
}

/** What a {@link Reader} shows. */
export interface ReaderProps {
  place: DocsPlace
  /** As in the address, below the place's base. */
  path: string
  /** `alone`: it is the page. `inside`: it is a tab of an entity's page, which has the heading. */
  stands: 'alone' | 'inside'
  header: (shown: Shown) => ReactNode
}

/** A site's navigation, a page, and what is on it. */
export function Reader({ place, path, stands, header }: ReaderProps) {
  const site = useFind(readSite, siteInput(place))
  const reading = useFind(readPage, pageInput(place, path))
  const [params] = useSearchParams()
  if (!site) return <NoDocs place={place} />
  if (reading && 'redirect' in reading) return <Moved to={reading.redirect} place={place} />
  return (
    <SiteReader
      place={place}
      site={site}
      page={reading?.page}
      stands={stands}
      header={header}
      view={params.has('problems') ? 'problems' : 'page'}
    />
  )
}

interface SiteReaderProps extends Pick<ReaderProps, 'place' | 'stands' | 'header'> {
  site: DocsSite
  page: DocsPage | undefined
  view: 'page' | 'problems'
}

function SiteReader({ place, site, page, stands, header, view }: SiteReaderProps) {
  const [article, setArticle] = useState<HTMLElement>()
  const sections = useShownSections(site, page?.path)
  usePlaceInPage(article, stands)
  usePageKeys({ place, page })
  useTextSize(article)
  const hides = new Set(page?.hide)
  const navigation = <SiteNavigation place={place} site={site} page={page} sections={sections} />
  const hasContents = page !== undefined && view === 'page' && !hides.has('toc') && page.headings.length > 1
  const addons = { site, page, article, sections }
  return (
    <div className="td-reader" data-stands={stands}>
      {header({ site, page, article, tools: <SiteTools place={place} site={site} addons={addons} /> })}
      <SiteNotices place={place} site={site} />
      <Addons location="subheader" {...addons} />
      <Drawers
        navigation={navigation}
        contents={hasContents ? <PageContents page={page} article={article} /> : undefined}
      />
      <div className="td-columns" data-hides={[...hides].join(' ')}>
        <div className="td-side">
          <Addons location="primary-sidebar" {...addons} />
          {navigation}
        </div>
        <div className="td-middle">
          {view === 'problems' && <SiteProblems place={place} site={site} />}
          {view === 'page' && page === undefined && <PageMissing place={place} site={site} />}
          {view === 'page' && page !== undefined && (
            <>
              {page.trail.length > 0 && <p className="td-trail">{page.trail.join(' / ')}</p>}
              <PageNotices page={page} />
              <Article
                key={contentId(page)}
                page={page}
                place={place}
                entityRef={site.entityRef}
                language={site.language}
                direction={site.direction}
                onShown={setArticle}
              />
              <Addons location="content" {...addons} />
              <PageFoot place={place} page={page} />
            </>
          )}
        </div>
        <div className="td-aside">
          {hasContents && <PageContents page={page} article={article} />}
          <Addons location="secondary-sidebar" {...addons} />
        </div>
      </div>
    </div>
  )
}

const contentIds = new WeakMap<DocsPage, number>()
let contents = 0

/** A page that is another, or says something else now, is shown afresh: add-ons get an element of its own. */
function contentId(page: DocsPage): number {
  const id = contentIds.get(page) ?? ++contents
  contentIds.set(page, id)
  return id
}

function Moved({ to, place }: { to: string; place: DocsPlace }) {
  const t = useText()
  const [path = '', anchor] = to.split('#')
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (!/^https?:/i.test(to)) return <Navigate to={pageHref(place, path, hash)} replace />
  return (
    <EmptyState title={t('moved', 'This page has moved to another site.')} icon="external">
      <p>
        <a className="cb-link" href={to} rel="noreferrer">
          {to}
        </a>
      </p>
    </EmptyState>
  )
}

function NoDocs({ place: { entity } }: { place: DocsPlace }) {
  const t = useText()
  const path = `/catalog/${entity.namespace}/${entity.kind}/${entity.name}`
  return (
    <EmptyState title={t('none', 'There are no docs here, or you may not see them.')} icon="docs">
      <HowToAdd />
      <p className="cb-state-actions">
        <Link className="cb-button" to={path}>
          {t('none.entity', 'Go to {name}', { name: entity.name })}
        </Link>
        <Link className="cb-button" to="/docs">
          {t('none.all', 'All docs')}
        </Link>
      </p>
    </EmptyState>
  )
}
