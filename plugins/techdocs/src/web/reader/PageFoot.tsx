import { Icon, Link, SafeLink, Since, useText } from '@callboard/web'
import type { DocsNeighbour, DocsPage } from '../../model/index.ts'
import { type DocsPlace, pageHref } from '../docs-place.ts'

/** What comes after the text: who changed it and when, where it can be edited, and the pages before and after. */
export function PageFoot({ place, page }: { place: DocsPlace; page: DocsPage }) {
  const t = useText()
  const { previous, next, editUrl, sourceUrl, history, hide } = page
  const hasFacts = history !== undefined || editUrl !== undefined || sourceUrl !== undefined
  return (
    <footer className="td-foot">
      {hasFacts && (
        <div className="td-facts">
          {history && <History history={history} />}
          {editUrl && <SafeLink href={editUrl}>{t('page.edit', 'Edit this page')}</SafeLink>}
          {sourceUrl && !editUrl && <SafeLink href={sourceUrl}>{t('page.source', 'Source of this page')}</SafeLink>}
        </div>
      )}
      {!hide.includes('footer') && (previous || next) && (
        <nav className="td-turn" aria-label={t('turn', 'Previous and next page')}>
          {previous && <Neighbour place={place} neighbour={previous} side="previous" />}
          {next && <Neighbour place={place} neighbour={next} side="next" />}
        </nav>
      )}
    </footer>
  )
}

function History({ history: { updatedAt, contributors } }: { history: NonNullable<DocsPage['history']> }) {
  const t = useText()
  const names = contributors.map(({ name }) => name)
  const [first, ...others] = names
  return (
    <p>
      {t('page.updated', 'Last updated')} <Since at={updatedAt} />
      {first !== undefined && (
        <span title={names.join(', ')}>
          {' '}
          {t(
            'page.by',
            '{others, plural, =0 {by {first}} one {by {first} and # other} other {by {first} and # others}}',
            {
              first,
              others: others.length,
            },
          )}
        </span>
      )}
    </p>
  )
}

interface NeighbourProps {
  place: DocsPlace
  neighbour: DocsNeighbour
  side: 'previous' | 'next'
}

function Neighbour({ place, neighbour, side }: NeighbourProps) {
  const t = useText()
  return (
    <Link to={pageHref(place, neighbour.path)} rel={side === 'next' ? 'next' : 'prev'} data-side={side}>
      {side === 'previous' && <Icon name="previous" />}
      <span>
        <small>{side === 'next' ? t('turn.next', 'Next') : t('turn.previous', 'Previous')}</small>
        {neighbour.title}
      </span>
      {side === 'next' && <Icon name="next" />}
    </Link>
  )
}
