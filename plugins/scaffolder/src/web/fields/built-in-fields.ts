import type { FormFieldParts } from '@callboard/web'
import { entityNamePicker } from './EntityNamePicker.tsx'
import { secretField } from './SecretField.tsx'

/** The fields of the portal itself, by the names that templates call them (spec/scaffolder.md 2.5). */
export const builtInFields: Readonly<Record<string, FormFieldParts>> = {
  EntityNamePicker: entityNamePicker,
  Secret: secretField,
}
