import { Popup, useText } from '@callboard/web'

/** What a {@link FilterMenu} offers. */
export interface FilterMenuProps {
  label: string
  options: readonly { value: string; title: string; count: number }[]
  chosen: readonly string[]
  onChange: (chosen: readonly string[]) => void
}

/** A button that opens a list of values to tick. */
export function FilterMenu({ label, options, chosen, onChange }: FilterMenuProps) {
  const t = useText()
  const titles = new Map(options.map(({ value, title }) => [value, title]))
  const [first, ...others] = chosen
  const told =
    first === undefined
      ? label
      : `${label}: ${titles.get(first) ?? first}${others.length > 0 ? ` +${others.length}` : ''}`
  // What the address asks for stays in the list, so that it can be taken back.
  const all = [
    ...options,
    ...chosen.filter((value) => !titles.has(value)).map((value) => ({ value, title: value, count: 0 })),
  ]
  return (
    <Popup align="start" label={told} isChosen={first !== undefined}>
      {() => (
        <fieldset className="gal-options">
          <legend className="cb-visually-hidden">{t('gallery.filter', 'Filter by {label}', { label })}</legend>
          {all.length === 0 && <p className="cb-muted">{t('gallery.no-values', 'No template has one.')}</p>}
          {all.map(({ value, title, count }) => (
            <label key={value}>
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
                }
              />
              <span>{title}</span>
              <span className="cb-muted">{count}</span>
            </label>
          ))}
        </fieldset>
      )}
    </Popup>
  )
}
