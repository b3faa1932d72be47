import type { JsonObject } from '@callboard/model'
import type { FormFieldQuestion } from '@callboard/web'
import { type ErrorSchema, ErrorSchemaBuilder } from '@rjsf/utils'
import type { Answers } from './form-validator.ts'
import { recordOf } from './split-hints.ts'
import type { FormParts } from './use-form-parts.ts'
import { usedProperties } from './used-properties.ts'

/** What checks ask with, by the plugin that has the field. */
export type AskAs = (pluginId: string) => Pick<FormFieldQuestion, 'call' | 'config' | 'text'>

/**
 * Has the fields of a page check their answers, all at once (spec/scaffolder.md 2.9).
 *
 * @returns What is wrong, where it is shown; undefined when nothing is.
 */
export async function checkFields(
  page: JsonObject,
  answers: JsonObject,
  { parts, askAs }: { parts: FormParts; askAs: AskAs },
): Promise<ErrorSchema<Answers> | undefined> {
  const builder = new ErrorSchemaBuilder<Answers>()
  const found = await Promise.all(
    usedProperties(page, answers).map(async ({ path, name, schema, value }) => {
      const field = parts.fields.get(String(schema['ui:field']))
      if (!field?.parts.validate) return []
      const label = String(schema['ui:title'] ?? schema.title ?? name)
      const options = recordOf(schema['ui:options'])
      const question = { formData: answers, schema, options, label, ...askAs(field.pluginId) }
      const problems = await field.parts.validate(value, question)
      return problems.map((problem) => ({ path, problem }))
    }),
  )
  for (const { path, problem } of found.flat()) builder.addErrors(problem, path)
  return found.flat().length === 0 ? undefined : builder.ErrorSchema
}
