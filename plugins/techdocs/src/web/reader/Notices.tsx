import { Icon, Link, useText } from '@callboard/web'
import type { DocsNotice, DocsPage, DocsSite } from '../../model/index.ts'
import { type DocsPlace, pageHref } from '../docs-place.ts'

/** What everybody should know of a site before they trust it: that it is old, or lacks something. */
export function SiteNotices({ place, site }: { place: DocsPlace; site: DocsSite }) {
  const t = useText()
  return (
    <>
      {site.notices.map((notice) => (
        <NoticeLine key={`${notice.code} ${notice.message}`} notice={notice} />
      ))}
      {place.version !== undefined && (
        <p className="td-notice" role="note">
          <Icon name="recent" />
          <span>
            {t('version.old', 'This is the version {version}.', { version: place.version })}{' '}
            <Link to={pageHref({ ...place, version: undefined }, '')}>
              {t('version.newest', 'Read the newest one')}
            </Link>
          </span>
        </p>
      )}
    </>
  )
}

/** What is said about one page only. */
export const PageNotices = ({ page }: { page: DocsPage }) =>
  page.notices.map((notice) => <NoticeLine key={`${notice.code} ${notice.message}`} notice={notice} />)

const NoticeLine = ({ notice: { code, message } }: { notice: DocsNotice }) => (
  <p className="td-notice" role="note" data-tone={code === 'source-unreadable' ? 'warning' : 'quiet'}>
    <Icon name={code === 'source-unreadable' ? 'alert' : 'broken'} />
    <span>{message}</span>
  </p>
)
