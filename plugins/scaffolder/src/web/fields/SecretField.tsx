import type { FormFieldParts, FormFieldProps } from '@callboard/web'
import { TextControl } from './TextControl.tsx'

/**
 * A text that the task gets beside the answers. The answer itself is stars, as many as the text has characters, so that the
 * length can be checked (spec/scaffolder.md 2.6).
 */
export const secretField: FormFieldParts = { component: SecretField, schema: { returnValue: { type: 'string' } } }

function SecretField(props: FormFieldProps) {
  const { name, secrets, onChange } = props
  function write(text: string) {
    secrets.set(name, text === '' ? undefined : text)
    onChange(text === '' ? undefined : '*'.repeat(text.length))
  }
  return <TextControl {...props} type="password" value={secrets.values[name] ?? ''} onChange={write} />
}
