import { type IconName, Popup, useLanguageTag, useText } from '@callboard/web'
import { useEffect, useRef, useState } from 'react'

/** One value to choose. */
export interface FilterOption {
  value: string
  title: string
  /** How many entities have it, where that is known. */
  count?: number
}

/** What a {@link FilterMenu} offers. */
export interface FilterMenuProps {
  label: string
  /** What the panel is called. Default: "Filter by" and the label. */
  legend?: string
  /** Whether the button tells what is chosen. Default: yes. */
  telling?: 'choice' | 'label'
  icon?: IconName
  options: readonly FilterOption[]
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

/** From this many values on, typing finds one quicker than looking. */
const searchableFrom = 9

/** A button that opens a list of values to tick. Several values of one filter mean "any of them". */
export function FilterMenu(props: FilterMenuProps) {
  const { label, telling = 'choice', icon, options, chosen } = props
  const titles = new Map(options.map(({ value, title }) => [value, title]))
  const [first, ...others] = telling === 'choice' ? chosen : []
  const told = (
    <>
      {first === undefined ? label : `${label}: ${titles.get(first) ?? first}`}
      {others.length > 0 && <span className="cat-count">+{others.length}</span>}
    </>
  )
  return (
    <Popup align="start" label={told} icon={icon} isChosen={first !== undefined}>
      {() => <Panel {...props} />}
    </Popup>
  )
}

function Panel({ label, legend, options, chosen, onChange }: FilterMenuProps) {
  const t = useText()
  const language = useLanguageTag()
  const [wanted, setWanted] = useState('')
  const fieldset = useRef<HTMLFieldSetElement>(null)
  useEffect(() => {
    fieldset.current?.querySelector('input')?.focus()
  }, [])

  const matching = options.filter(({ title }) => title.toLowerCase().includes(wanted.trim().toLowerCase()))
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value])
  return (
    <fieldset ref={fieldset} className="cat-panel">
      <legend className="cb-visually-hidden">{legend ?? t('filter.legend', 'Filter by {label}', { label })}</legend>
      {options.length >= searchableFrom && (
        <input
          type="search"
          className="cat-panel-search"
          value={wanted}
          aria-label={t('filter.find', 'Find a value of {label}', { label })}
          placeholder={t('filter.find.placeholder', 'Find…')}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      <ul className="cat-options">
        {matching.map(({ value, title, count }) => (
          <li key={value}>
            <label>
              <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
              <span className="cat-option-title">{title}</span>
              {count !== undefined && (
                <span className="cat-count">{new Intl.NumberFormat(language).format(count)}</span>
              )}
            </label>
          </li>
        ))}
      </ul>
      {matching.length === 0 && <p className="cb-muted">{t('filter.none', 'No value is like that.')}</p>}
    </fieldset>
  )
}
