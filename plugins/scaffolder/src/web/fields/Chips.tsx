import { Icon, useText } from '@callboard/web'

/** What {@link Chips} show. */
export interface ChipsProps {
  label: string
  items: readonly { value: string; title: string }[]
  isDisabled: boolean
  onRemove: (value: string) => void
}

/** What is chosen so far, each to be taken away. */
export function Chips({ label, items, isDisabled, onRemove }: ChipsProps) {
  const t = useText()
  if (items.length === 0) return null
  return (
    <ul className="scf-chips" aria-label={t('field.chosen', '{name}: chosen', { name: label })}>
      {items.map(({ value, title }) => (
        <li key={value}>
          <span title={value}>{title}</span>
          <button
            type="button"
            aria-label={t('field.remove', 'Remove {title}', { title })}
            disabled={isDisabled}
            onClick={() => onRemove(value)}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  )
}
