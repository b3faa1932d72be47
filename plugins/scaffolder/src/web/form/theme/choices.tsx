import {
  ariaDescribedByIds,
  descriptionId,
  type EnumOptionsType,
  enumOptionsDeselectValue,
  enumOptionsIsSelected,
  enumOptionsSelectValue,
  optionId,
  type WidgetProps,
} from '@rjsf/utils'
import { autoFocused } from './auto-focused.ts'
import { Required } from './FieldTemplate.tsx'
import { isInvalid } from './inputs.tsx'

/** One of several values. Several of them are ticked in a list: what is chosen stays in sight. */
export function Select(props: WidgetProps) {
  const { id, htmlName, value, multiple, readonly, disabled, autofocus, required, placeholder, schema, options } = props
  if (multiple) return <Checkboxes {...props} />
  const choices = choicesOf(props)
  const chosen = choices.findIndex((choice) => enumOptionsIsSelected(choice.value, value))
  // Whoever may leave it open can take a choice back.
  const hasNone = schema.default === undefined || chosen === -1
  return (
    <select
      id={id}
      name={htmlName || id}
      className="scf-input"
      ref={autoFocused(autofocus)}
      value={chosen === -1 ? '' : String(chosen)}
      required={required}
      disabled={disabled || readonly}
      aria-invalid={isInvalid(props)}
      aria-describedby={ariaDescribedByIds(id)}
      onChange={({ target }) =>
        props.onChange(target.value === '' ? options.emptyValue : choices[Number(target.value)]?.value)
      }
    >
      {hasNone && <option value="">{placeholder}</option>}
      {choices.map((choice, place) => (
        <option key={String(choice.value)} value={String(place)} disabled={isSwitchedOff(props, choice)}>
          {choice.label}
        </option>
      ))}
    </select>
  )
}

/** Several of several values. */
export function Checkboxes(props: WidgetProps) {
  const { id, htmlName, value, readonly, disabled, options } = props
  const chosen: unknown[] = Array.isArray(value) ? value : []
  const toggle = (place: number, isChosen: boolean) =>
    props.onChange(
      (isChosen ? enumOptionsSelectValue : enumOptionsDeselectValue)(place, chosen as never, choicesOf(props)),
    )
  return (
    <div className="scf-choices" data-inline={options.inline === true}>
      {choicesOf(props).map((choice, place) => (
        <label key={String(choice.value)} className="scf-choice">
          <input
            type="checkbox"
            id={place === 0 ? id : optionId(id, place)}
            name={htmlName || id}
            checked={enumOptionsIsSelected(choice.value, chosen as never)}
            disabled={disabled || readonly || isSwitchedOff(props, choice)}
            aria-invalid={isInvalid(props)}
            aria-describedby={ariaDescribedByIds(id)}
            onChange={({ target }) => toggle(place, target.checked)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}

/** One of several values, all in sight. */
export function Radios(props: WidgetProps) {
  const { id, htmlName, value, readonly, disabled, required, options } = props
  return (
    <div className="scf-choices" data-inline={options.inline === true}>
      {choicesOf(props).map((choice, place) => (
        <label key={String(choice.value)} className="scf-choice">
          <input
            type="radio"
            id={place === 0 ? id : optionId(id, place)}
            name={htmlName || id}
            checked={enumOptionsIsSelected(choice.value, value)}
            required={required}
            disabled={disabled || readonly || isSwitchedOff(props, choice)}
            aria-describedby={ariaDescribedByIds(id)}
            onChange={() => props.onChange(choice.value)}
          />
          {choice.label}
        </label>
      ))}
    </div>
  )
}

/** Yes or no, with its label beside it. */
export function Checkbox(props: WidgetProps) {
  const { id, htmlName, value, label, required, readonly, disabled, autofocus, schema, options, registry } = props
  const { DescriptionFieldTemplate: Description } = registry.templates
  const uiSchema = props.uiSchema ?? {}
  const description = options.description ?? schema.description
  return (
    <div className="scf-field">
      <label className="scf-choice">
        <input
          type="checkbox"
          id={id}
          name={htmlName || id}
          ref={autoFocused(autofocus)}
          checked={value === true}
          disabled={disabled || readonly}
          aria-invalid={isInvalid(props)}
          aria-describedby={ariaDescribedByIds(id)}
          onChange={({ target }) => props.onChange(target.checked)}
        />
        <span>
          {label}
          {required && <Required />}
        </span>
      </label>
      {description && (
        <div className="scf-description scf-below-choice">
          <Description id={descriptionId(id)} {...{ description, schema, uiSchema, registry }} />
        </div>
      )}
    </div>
  )
}

const choicesOf = ({ options }: WidgetProps): EnumOptionsType[] => options.enumOptions ?? []

const isSwitchedOff = ({ options }: WidgetProps, { value }: EnumOptionsType) =>
  Array.isArray(options.enumDisabled) && options.enumDisabled.includes(value)
