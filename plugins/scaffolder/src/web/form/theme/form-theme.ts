import type { Text } from '@callboard/web'
import type { FormProps } from '@rjsf/core/lib/components/Form.js'
import { englishStringTranslator, TranslatableString } from '@rjsf/utils'
import { Checkbox, Checkboxes, Radios, Select } from './choices.tsx'
import {
  AlternativesTemplate,
  ArrayItemTemplate,
  ArrayTemplate,
  ClearButton,
  DescriptionTemplate,
  HelpTemplate,
  ObjectTemplate,
} from './containers.tsx'
import { FieldErrors, FieldTemplate } from './FieldTemplate.tsx'
import { Input, TextArea } from './inputs.tsx'

/** The library's forms in the look of the portal. */
export const formTheme = {
  templates: {
    ArrayFieldItemTemplate: ArrayItemTemplate,
    ArrayFieldTemplate: ArrayTemplate,
    BaseInputTemplate: Input,
    ButtonTemplates: { ClearButton },
    DescriptionFieldTemplate: DescriptionTemplate,
    FieldErrorTemplate: FieldErrors,
    FieldHelpTemplate: HelpTemplate,
    FieldTemplate,
    MultiSchemaFieldTemplate: AlternativesTemplate,
    ObjectFieldTemplate: ObjectTemplate,
  },
  widgets: {
    CheckboxesWidget: Checkboxes,
    CheckboxWidget: Checkbox,
    RadioWidget: Radios,
    SelectWidget: Select,
    TextareaWidget: TextArea,
  },
} satisfies Pick<FormProps, 'templates' | 'widgets'>

/** The few words of the library itself that our forms show. */
export function libraryWords(t: Text): NonNullable<FormProps['translateString']> {
  return (key, params = []) => {
    switch (key) {
      case TranslatableString.YesLabel:
        return t('form.yes', 'Yes')
      case TranslatableString.NoLabel:
        return t('form.no', 'No')
      case TranslatableString.OptionPrefix:
        return t('form.option', 'Option {place}', { place: params[0] })
      case TranslatableString.TitleOptionPrefix:
        return t('form.option-of', '{title}, option {place}', { title: params[0], place: params[1] })
      default:
        return englishStringTranslator(key, params)
    }
  }
}
