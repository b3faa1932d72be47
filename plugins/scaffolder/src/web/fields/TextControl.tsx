import type { FormFieldProps } from '@callboard/web'
import { autoFocused } from '../form/theme/auto-focused.ts'

/** What a {@link TextControl} takes. */
export interface TextControlProps
  extends Pick<
    FormFieldProps,
    'id' | 'name' | 'isRequired' | 'isDisabled' | 'isInvalid' | 'describedBy' | 'placeholder' | 'hasAutofocus'
  > {
  value: string
  onChange: (text: string) => void
  type?: 'text' | 'password'
}

/** An input of one line. */
export const TextControl = (props: TextControlProps) => (
  <input
    id={props.id}
    name={props.name}
    className="scf-input"
    ref={autoFocused(props.hasAutofocus)}
    type={props.type ?? 'text'}
    value={props.value}
    required={props.isRequired}
    disabled={props.isDisabled}
    placeholder={props.placeholder}
    aria-invalid={props.isInvalid}
    aria-describedby={props.describedBy}
    autoComplete={props.type === 'password' ? 'new-password' : 'off'}
    onChange={({ target }) => props.onChange(target.value)}
  />
)
