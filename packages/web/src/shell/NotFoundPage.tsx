import { Link, useLocation } from 'react-router'
import { SearchInstead } from '../palette/SearchInstead.tsx'
import { useShellText } from '../text/use-text.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeading } from '../ui/PageHeading.tsx'
import { wordsOfPath } from './words-of-path.ts'

/** Says that the address leads nowhere, and where to go instead. */
export function NotFoundPage() {
  const t = useShellText()
  const { pathname } = useLocation()
  return (
    <div className="cb-page">
      <PageHeading title={t('not-found.title', 'Page not found')} />
      <EmptyState
        title={t('not-found.what', 'Nothing in this portal has the address {pathname}.', { pathname })}
        icon="missing"
      >
        <p className="cb-muted">
          {t('not-found.why', 'The link may be old, or the plugin that had this page may be switched off.')}
        </p>
        {/* Another address that leads nowhere is another question. */}
        <SearchInstead key={pathname} words={wordsOfPath(pathname)} />
        <p>
          <Link className="cb-link" to="/">
            {t('not-found.back', 'Go to the first page')}
          </Link>
        </p>
      </EmptyState>
    </div>
  )
}
