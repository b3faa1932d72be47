import type { JsonObject } from '@callboard/model'
import type { TemplatingExtension, TemplatingExtensions } from '../../model/index.ts'

/** Filters, functions and values as they are listed (spec/scaffolder.md 8.12). */
export function describeTemplating(extensions: readonly TemplatingExtension[]): TemplatingExtensions {
  const listed: TemplatingExtensions = { filters: {}, globals: { functions: {}, values: {} } }
  for (const extension of extensions) {
    const { id, kind, description, examples } = extension
    const words = { ...(description !== undefined && { description }), ...(examples && { examples: [...examples] }) }
    if (kind === 'value') {
      listed.globals.values[id] = { ...(description !== undefined && { description }), value: extension.value }
    } else {
      // Schemas are plain JSON.
      const schema = extension.schema as JsonObject | undefined
      const place = kind === 'filter' ? listed.filters : listed.globals.functions
      place[id] = { ...words, ...(schema && { schema }) }
    }
  }
  return listed
}
