import { useState } from 'react'
import { Combobox } from '../Combobox.tsx'
import { TextControl } from '../TextControl.tsx'

/** What a {@link PartInput} asks for. */
export interface PartInputProps {
  id: string
  label: string
  description: string | undefined
  value: string
  /** Nothing else may be chosen. */
  allowed: readonly string[] | undefined
  /** To be suggested. */
  known: readonly string[]
  isRequired: boolean
  isDisabled: boolean
  isInvalid: boolean
  describedBy: string | undefined
  onChange: (text: string | undefined) => void
}

/** Enough to choose from; whoever looks for more types on. */
const shownSuggestions = 20

/** One part of an address: chosen where the template says from what, else typed. */
export function PartInput(props: PartInputProps) {
  const { id, label, description, value, allowed, known, onChange } = props
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase()
  const control = {
    id,
    name: id,
    isRequired: props.isRequired,
    isDisabled: props.isDisabled,
    isInvalid: props.isInvalid,
    describedBy: [props.describedBy, description && `${id}__description`].filter(Boolean).join(' ') || undefined,
    placeholder: undefined,
    hasAutofocus: false,
  }
  return (
    <div className="scf-field">
      <label htmlFor={id} className="scf-sublabel">
        {label}
      </label>
      {description && (
        <p id={`${id}__description`} className="scf-description">
          {description}
        </p>
      )}
      {allowed ? (
        <select
          id={id}
          className="scf-input"
          value={value}
          required={props.isRequired}
          disabled={props.isDisabled || (allowed.length === 1 && value === allowed[0])}
          aria-invalid={props.isInvalid}
          aria-describedby={control.describedBy}
          onChange={({ target }) => onChange(target.value || undefined)}
        >
          {!allowed.includes(value) && <option value={value}>{value}</option>}
          {allowed.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      ) : known.length > 0 ? (
        <Combobox
          {...control}
          label={label}
          text={value}
          choices={known
            .filter((one) => one.toLowerCase().includes(wanted))
            .slice(0, shownSuggestions)
            .map((one) => ({ value: one, title: one }))}
          state="settled"
          onSearch={setSearch}
          onChoose={(choice) => onChange(choice.value)}
          onText={onChange}
          onClear={() => onChange(undefined)}
        />
      ) : (
        <TextControl {...control} value={value} onChange={(text) => onChange(text || undefined)} />
      )}
    </div>
  )
}
