import type { JsonObject } from '@callboard/model'
import type { TemplateParameterSchema } from './routes.ts'
import type { TemplateEntity, TemplatePage } from './template.ts'

const untitled = 'Please enter the following information'

/**
 * The form of a template (spec/scaffolder.md 8.1).
 *
 * @param pages - Those that the caller may see.
 */
export function parameterSchema(template: TemplateEntity, pages: readonly TemplatePage[]): TemplateParameterSchema {
  const { metadata, spec } = template
  const decorators = spec.formDecorators ?? spec.EXPERIMENTAL_formDecorators
  const secretNames = Object.keys((spec.secrets?.schema?.properties as JsonObject | undefined) ?? {})
  return {
    title: metadata.title ?? metadata.name,
    ...(spec.presentation && { presentation: spec.presentation }),
    ...(metadata.description !== undefined && { description: metadata.description }),
    // Authors may put anything there; it is for the form, and nothing else reads it.
    ...(metadata['ui:options'] !== undefined && { 'ui:options': metadata['ui:options'] as JsonObject }),
    steps: pages.map((page) => ({
      title: typeof page.title === 'string' ? page.title : untitled,
      ...(typeof page.description === 'string' && { description: page.description }),
      schema: page,
    })),
    ...(decorators && { formDecorators: decorators }),
    ...(spec.approval && { approval: spec.approval }),
    ...(secretNames.length > 0 && { secretNames }),
  }
}
