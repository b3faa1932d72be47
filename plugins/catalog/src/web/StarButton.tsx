import { Icon, useText } from '@callboard/web'
import { useStarred } from './starred.ts'

/** Stars an entity, or takes its star away. `title` is what people call the entity. */
export function StarButton({ entityRef, title }: { entityRef: string; title: string }) {
  const starred = useStarred()
  return (
    <StarToggle title={title} isStarred={starred.has(entityRef)} onToggle={() => void starred.toggle([entityRef])} />
  )
}

/** What a {@link StarToggle} shows. */
export interface StarToggleProps {
  title: string
  isStarred: boolean
  onToggle: () => void
}

/** The star alone, for lists that know what is starred. */
export function StarToggle({ title, isStarred, onToggle }: StarToggleProps) {
  const t = useText()
  const label = t('star', 'Star {title}', { title })
  return (
    <button
      type="button"
      className="cb-icon-button cat-star"
      aria-pressed={isStarred}
      aria-label={label}
      title={label}
      onClick={onToggle}
    >
      <Icon name="star" />
    </button>
  )
}
