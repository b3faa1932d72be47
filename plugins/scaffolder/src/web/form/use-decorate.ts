import type { JsonObject } from '@callboard/model'
import { useAnnounce, useExtensions, useText } from '@callboard/web'
import type { TemplateParameterSchema } from '../../model/index.ts'
import type { FormAnswers } from './TemplateForm.tsx'
import { useAskAs } from './use-ask-as.ts'

/** Has the template's decorators, one after the other, add to what will be sent (spec/scaffolder.md 2.8). */
export function useDecorate() {
  const t = useText()
  const announce = useAnnounce()
  const askAs = useAskAs()
  const known = useExtensions('form-decorator')

  return async (wanted: NonNullable<TemplateParameterSchema['formDecorators']>, answers: FormAnswers) => {
    let values: JsonObject = answers.values
    let secrets = answers.secrets
    for (const { id, input = {} } of wanted) {
      const found = known.find(({ extension }) => extension.id === id)
      if (!found) {
        announce(
          t('form.decorator-unknown', 'No installed plugin has the form decorator {id}; it is left out.', { id }),
        )
        continue
      }
      const decorate = await found.extension.load()
      await decorate({
        input,
        formState: values,
        setFormState(change) {
          values = change(values)
        },
        setSecrets(change) {
          secrets = change(secrets)
        },
        call: askAs(found.pluginId).call,
      })
    }
    return { values, secrets }
  }
}
