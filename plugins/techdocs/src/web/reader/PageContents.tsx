import { Link, useLocation, useText } from '@callboard/web'
import type { DocsPage } from '../../model/index.ts'
import { useCurrentHeading } from './use-current-heading.ts'

/** The headings of the page, with the one that is being read marked. */
export function PageContents({ page, article }: { page: DocsPage; article: HTMLElement | undefined }) {
  const t = useText()
  const current = useCurrentHeading(article)
  const headings = page.headings.filter(({ level }) => level === 2 || level === 3)
  if (headings.length === 0) return null
  return (
    <nav className="td-contents" aria-label={t('contents', 'On this page')}>
      <p>{t('contents', 'On this page')}</p>
      <ul>
        {headings.map(({ id, title, level }) => (
          <li key={id} data-level={level}>
            <HeadingLink id={id} title={title} isCurrent={id === current} />
          </li>
        ))}
      </ul>
    </nav>
  )
}

function HeadingLink({ id, title, isCurrent }: { id: string; title: string; isCurrent: boolean }) {
  const { search } = useLocation()
  return (
    <Link to={{ search, hash: `#${id}` }} aria-current={isCurrent ? 'location' : undefined}>
      {title}
    </Link>
  )
}
