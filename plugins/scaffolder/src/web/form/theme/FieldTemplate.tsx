import { useText } from '@callboard/web'
import {
  ADDITIONAL_PROPERTY_FLAG,
  descriptionId,
  errorId,
  type FieldErrorProps,
  type FieldTemplateProps,
} from '@rjsf/utils'
import type { ReactNode } from 'react'
import { IconAction } from './IconAction.tsx'

/** How the label stands to the control: `for` it, around several of them, or drawn by the control itself. */
type Labelling = 'control' | 'group' | 'own'

/** A field with its label, what it is for, and what is wrong with the answer. */
export function FieldTemplate(props: FieldTemplateProps) {
  const { id, hidden, schema, uiSchema, registry, label, required, rawDescription, description, errors, help } = props
  if (hidden) return <div hidden>{props.children}</div>
  const labelling = labellingOf(schema, uiSchema ?? {}, registry.fields)
  if (labelling === 'own') {
    return (
      <div className="scf-part">
        <Removable {...props}>
          {props.children}
          {errors}
          {help}
        </Removable>
      </div>
    )
  }
  const content = (
    <>
      {rawDescription && <div className="scf-description">{description}</div>}
      {props.children}
      {errors}
      {help}
    </>
  )
  if (labelling === 'group') {
    return (
      // A fieldset would be one, but its legend cannot stand in a grid.
      // biome-ignore lint/a11y/useSemanticElements: see above
      <div
        className="scf-field"
        role="group"
        aria-labelledby={`${id}__label`}
        aria-describedby={rawDescription ? descriptionId(id) : undefined}
      >
        <span id={`${id}__label`} className="scf-label">
          {label}
          {required && <Required />}
        </span>
        {content}
      </div>
    )
  }
  return (
    <div className="scf-field">
      <Removable {...props}>
        <label id={`${id}__label`} htmlFor={id} className="scf-label">
          {label}
          {required && <Required />}
        </label>
        {content}
      </Removable>
    </div>
  )
}

/** Marks what must be filled in; assistive technology hears it from the control itself. */
export const Required = () => (
  <span className="scf-required" aria-hidden="true">
    *
  </span>
)

function labellingOf(
  schema: FieldTemplateProps['schema'],
  hints: NonNullable<FieldTemplateProps['uiSchema']>,
  fields: object,
): Labelling {
  const field = hints['ui:field'] ?? hints['ui:options']?.field
  const known: unknown = typeof field === 'string' ? Reflect.get(fields, field) : undefined
  if (known) return Reflect.get(Object(known), 'isGroup') === true ? 'group' : 'control'
  const widget = hints['ui:widget'] ?? hints['ui:options']?.widget
  if (widget === 'radio' || widget === 'checkboxes') return 'group'
  if (schema.oneOf || schema.anyOf) return isChoice(schema) ? 'control' : 'own'
  if (schema.type === 'boolean') return widget === 'select' ? 'control' : 'own'
  if (schema.type === 'array') return isChoice(schema.items) ? (schema.uniqueItems ? 'group' : 'own') : 'own'
  return schema.type === 'object' || schema.type === 'null' || schema.properties ? 'own' : 'control'
}

/** A schema that leaves only constants to choose from. */
function isChoice(schema: FieldTemplateProps['schema'] | FieldTemplateProps['schema']['items']): boolean {
  if (typeof schema !== 'object' || Array.isArray(schema)) return false
  const alternatives = schema.oneOf ?? schema.anyOf
  return (
    schema.enum !== undefined ||
    (alternatives ?? []).some((one) => typeof one === 'object' && ('const' in one || one.enum?.length === 1))
  )
}

/** What is wrong with an answer. */
export function FieldErrors({ errors = [], fieldPathId }: FieldErrorProps) {
  if (errors.length === 0) return null
  return (
    <ul id={errorId(fieldPathId)} className="scf-errors">
      {[...new Set(errors)].map((error) => (
        <li key={String(error)}>{error}</li>
      ))}
    </ul>
  )
}

/** A property that the person has added has a name to change, and can be taken away. */
function Removable({
  schema,
  id,
  label,
  disabled,
  readonly,
  onKeyRenameBlur,
  onRemoveProperty,
  children,
}: RemovableProps) {
  const t = useText()
  if (!(ADDITIONAL_PROPERTY_FLAG in schema)) return children
  return (
    <div className="scf-added">
      <div className="scf-field">
        <label htmlFor={`${id}-key`} className="scf-label">
          {t('form.added-name', 'Name of the property')}
        </label>
        <input
          key={label}
          id={`${id}-key`}
          className="scf-input"
          defaultValue={label}
          disabled={disabled || readonly}
          onBlur={onKeyRenameBlur}
        />
      </div>
      <div className="scf-field">{children}</div>
      <IconAction
        icon="close"
        label={t('form.remove', 'Remove {name}', { name: label })}
        isDisabled={disabled || readonly}
        onPress={onRemoveProperty}
      />
    </div>
  )
}

type RemovableProps = Pick<
  FieldTemplateProps,
  'schema' | 'id' | 'label' | 'disabled' | 'readonly' | 'onKeyRenameBlur' | 'onRemoveProperty'
> & { children: ReactNode }
