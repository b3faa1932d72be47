import type { FormFieldParts } from '@callboard/web'
import { TextControl } from './TextControl.tsx'

const wellFormed = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/

/** The name of an entity to be (spec/catalog.md 1.2). */
export const entityNamePicker: FormFieldParts = {
  component: (props) => (
    <TextControl {...props} value={textOf(props.value)} onChange={(text) => props.onChange(text || undefined)} />
  ),
  validate: (value, { text, label }) =>
    value === undefined || (typeof value === 'string' && wellFormed.test(value))
      ? []
      : [
          text(
            'field.name.malformed',
            '{label} must have 1 to 63 letters, digits, - _ and . and begin and end with a letter or a digit.',
            { label },
          ),
        ],
  schema: { returnValue: { type: 'string' } },
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')
