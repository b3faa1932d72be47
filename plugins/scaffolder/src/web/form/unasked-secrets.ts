import type { JsonObject } from '@callboard/model'
import type { TemplateParameterSchema } from '../../model/index.ts'
import type { FormPage } from './flagged-pages.ts'
import { recordOf } from './split-hints.ts'
import { usedProperties } from './used-properties.ts'

/**
 * The secrets that a template needs and that no field of its form asks for. Where decorators may bring them, nobody is asked.
 */
export function unaskedSecrets(
  template: TemplateParameterSchema,
  pages: readonly FormPage[],
  answers: JsonObject,
): string[] {
  if ((template.formDecorators ?? []).length > 0) return []
  const asked = new Set(
    pages
      .flatMap(({ schema }) => usedProperties(schema, answers))
      .map(({ name, schema }) =>
        schema['ui:field'] === 'Secret'
          ? name
          : recordOf(recordOf(schema['ui:options']).requestUserCredentials).secretsKey,
      ),
  )
  return (template.secretNames ?? []).filter((name) => !asked.has(name))
}
