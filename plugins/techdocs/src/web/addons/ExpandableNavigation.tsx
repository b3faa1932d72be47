import { useText } from '@callboard/web'
import { use } from 'react'
import { SectionsContext } from './sections-context.ts'

/** Opens or folds all sections of a site at once. */
export function ExpandableNavigation() {
  const t = useText()
  const sections = use(SectionsContext)
  if (!sections || sections.all.length < 2) return null
  const isAllOpen = sections.all.every(sections.isOpen)
  return (
    <button type="button" className="td-fold-all" onClick={() => sections.setAll(!isAllOpen)}>
      {isAllOpen ? t('nav.fold-all', 'Fold all sections') : t('nav.open-all', 'Open all sections')}
    </button>
  )
}
