import { useText } from '@callboard/web'
import { ariaDescribedByIds, type BaseInputTemplateProps, getInputProps, type WidgetProps } from '@rjsf/utils'
import { type FocusEvent, useId } from 'react'
import { autoFocused } from './auto-focused.ts'

/** Any control of one line: the library gives its type. */
export function Input(props: BaseInputTemplateProps) {
  const { id, htmlName, value, readonly, disabled, autofocus, required, placeholder, options, schema, type } = props
  const t = useText()
  const listId = useId()
  const { step, min, max, accept, autoComplete, type: inputType } = getInputProps(schema, type, options)
  const examples = [...new Set([schema.examples, schema.default].flat().filter((one) => one !== undefined))]
  const hasExamples = schema.examples !== undefined && examples.length > 0
  const clearable = options.allowClearTextInputs === true && !readonly && !disabled && value
  return (
    <div className="scf-input-line">
      <input
        id={id}
        name={htmlName || id}
        className={inputType === 'color' || inputType === 'range' ? undefined : 'scf-input'}
        ref={autoFocused(autofocus)}
        type={inputType}
        step={step}
        min={min}
        max={max}
        accept={accept}
        autoComplete={autoComplete ?? 'off'}
        value={value ?? ''}
        required={required}
        readOnly={readonly}
        disabled={disabled}
        placeholder={placeholder || undefined}
        list={hasExamples ? listId : undefined}
        aria-invalid={isInvalid(props)}
        aria-describedby={ariaDescribedByIds(id)}
        onChange={
          props.onChangeOverride ??
          (({ target }) => props.onChange(target.value === '' ? options.emptyValue : target.value))
        }
        {...blurring(props)}
      />
      {clearable && (
        <button type="button" className="cb-button" onClick={() => props.onChange(options.emptyValue)}>
          {t('form.clear', 'Clear')}
        </button>
      )}
      {hasExamples && (
        <datalist id={listId}>
          {examples.map((example) => (
            <option key={String(example)} value={String(example)} />
          ))}
        </datalist>
      )}
    </div>
  )
}

/** A text of several lines. */
export function TextArea(props: WidgetProps) {
  const { id, htmlName, value, readonly, disabled, autofocus, required, placeholder, options } = props
  return (
    <textarea
      id={id}
      name={htmlName || id}
      className="scf-input"
      ref={autoFocused(autofocus)}
      rows={options.rows ?? 5}
      value={value ?? ''}
      required={required}
      readOnly={readonly}
      disabled={disabled}
      placeholder={placeholder || undefined}
      aria-invalid={isInvalid(props)}
      aria-describedby={ariaDescribedByIds(id)}
      onChange={({ target }) => props.onChange(target.value === '' ? options.emptyValue : target.value)}
      {...blurring(props)}
    />
  )
}

/** Whether to mark the control. */
export const isInvalid = ({ rawErrors = [], hideError }: Pick<WidgetProps, 'rawErrors' | 'hideError'>): boolean =>
  rawErrors.length > 0 && !hideError

function blurring({ id, onBlur, onFocus }: Pick<WidgetProps, 'id' | 'onBlur' | 'onFocus'>) {
  return {
    onBlur: ({ target }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => onBlur(id, target.value),
    onFocus: ({ target }: FocusEvent<HTMLInputElement | HTMLTextAreaElement>) => onFocus(id, target.value),
  }
}
