import type { JsonObject, JsonValue } from '@callboard/model'
import { ExtensionBoundary, type FormFieldParts } from '@callboard/web'
import { ariaDescribedByIds, type Field, type FieldProps, getUiOptions } from '@rjsf/utils'
import { recordOf } from './split-hints.ts'
import { useSurroundings } from './surroundings.ts'

/** A control by the name that templates call it. */
export interface NamedField {
  /** What `ui:field` says. */
  name: string
  pluginId: string
  /** As in `app.extensions`. */
  key: string
  parts: FormFieldParts
}

const made = new WeakMap<FormFieldParts, Field>()

/** The control as the form library takes it; the same one every time, so that it keeps its state. */
export function libraryField(field: NamedField): Field {
  const before = made.get(field.parts)
  if (before) return before
  const Made = (props: FieldProps) => <CustomField {...props} field={field} />
  Made.isGroup = field.parts.isGroup === true
  made.set(field.parts, Made)
  return Made
}

function CustomField({ field, ...props }: FieldProps & { field: NamedField }) {
  const { schema, uiSchema, fieldPathId, name, formData, required, disabled, readonly, rawErrors = [] } = props
  const { formData: all, secrets } = useSurroundings()
  const Control = field.parts.component
  const { placeholder, title } = getUiOptions(uiSchema)
  const label = String(title ?? schema.title ?? name)
  return (
    <ExtensionBoundary pluginId={field.pluginId} extensionKey={field.key} title={label}>
      <Control
        id={fieldPathId.$id}
        name={name}
        label={label}
        value={formData as JsonValue | undefined}
        onChange={(value) => props.onChange(value, fieldPathId.path)}
        // Schemas and hints are JSON; the library's types say more than they have.
        schema={schema as JsonObject}
        options={recordOf(uiSchema?.['ui:options'] as JsonValue | undefined)}
        formData={all}
        secrets={secrets}
        isRequired={required === true}
        isDisabled={disabled === true || readonly === true}
        isInvalid={rawErrors.length > 0}
        describedBy={ariaDescribedByIds(fieldPathId.$id)}
        placeholder={placeholder || undefined}
        hasAutofocus={props.autofocus === true}
      />
    </ExtensionBoundary>
  )
}
