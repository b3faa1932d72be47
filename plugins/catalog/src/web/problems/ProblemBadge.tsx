import { useRead, useText } from '@callboard/web'
import { problems } from '../../model/routes-insight.ts'

/** How many errors the catalog has. Warnings do not count: a number that never goes away is soon overlooked. */
export function ProblemBadge() {
  const t = useText()
  const { totalItems } = useRead(problems, { query: { level: 'error', limit: 1 } })
  if (totalItems === 0) return null
  return (
    <>
      <span aria-hidden="true">{totalItems > 999 ? '999+' : totalItems}</span>
      <span className="cb-visually-hidden">
        {t('problem-page.badge', '{count, plural, one {# error} other {# errors}}', { count: totalItems })}
      </span>
    </>
  )
}
