import type { JsonObject } from '@callboard/model'
import { Card, useText } from '@callboard/web'
import type { FormPage } from './flagged-pages.ts'
import { otherRows, type ReviewRow, reviewRows } from './review-rows.ts'

/** What a {@link Review} shows. */
export interface ReviewProps {
  pages: readonly FormPage[]
  answers: JsonObject
  onEdit: (page: number) => void
}

/** All answers, as they will be sent. */
export function Review({ pages, answers, onEdit }: ReviewProps) {
  const t = useText()
  const others = otherRows(pages, answers, t)
  if (pages.length === 0 && others.length === 0) {
    return <p>{t('review.nothing', 'This template has nothing to ask.')}</p>
  }
  return (
    <div className="scf-review">
      {pages.map((page, place) => (
        <Card
          // Two pages may have the same title; they never change places.
          key={place}
          title={page.title}
          aside={
            <button type="button" className="cb-button cb-button-quiet" onClick={() => onEdit(place)}>
              {t('review.change', 'Change')} <span className="cb-visually-hidden">{page.title}</span>
            </button>
          }
        >
          <Rows rows={reviewRows(page, answers, t)} />
        </Card>
      ))}
      {others.length > 0 && (
        <Card title={t('review.others', 'Also sent')}>
          <Rows rows={others} />
        </Card>
      )}
    </div>
  )
}

function Rows({ rows }: { rows: readonly ReviewRow[] }) {
  const t = useText()
  if (rows.length === 0) return <p className="cb-muted">{t('review.none', 'Nothing is answered here.')}</p>
  return (
    <dl className="cb-facts scf-answers">
      {rows.map(({ id, label, text }) => (
        <div key={id}>
          <dt>{label}</dt>
          <dd>{text === '' ? <span className="cb-muted">{t('review.empty', 'Empty')}</span> : text}</dd>
        </div>
      ))}
    </dl>
  )
}
