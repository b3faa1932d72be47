import type { JsonObject } from '@callboard/model'
import { CallboardError } from '@callboard/model'
import { type ErrorSchema, ErrorSchemaBuilder } from '@rjsf/utils'
import type { FormPage } from './flagged-pages.ts'
import type { Answers } from './form-validator.ts'
import { recordOf } from './split-hints.ts'
import { usedProperties } from './used-properties.ts'

/** What the server found wrong with answers, where it can be shown. */
export interface Refusal {
  /** The first page that has something wrong. */
  page: number
  problems: ErrorSchema<Answers>
  /** What belongs to no field. */
  others: readonly string[]
}

interface ServerViolation {
  path?: (string | number)[]
  property?: string
  message?: string
  name?: string
  argument?: unknown
}

/** Reads the list of violations in a refused request (spec/scaffolder.md 8.3); undefined when it failed otherwise. */
export function refusalOf(error: unknown, pages: readonly FormPage[], answers: JsonObject): Refusal | undefined {
  const listed = error instanceof CallboardError ? recordOf(error.data as JsonObject).errors : undefined
  if (!Array.isArray(listed)) return undefined
  const builder = new ErrorSchemaBuilder<Answers>()
  const others: string[] = []
  const concerned: number[] = []
  // The shape is fixed by the spec; each field is checked before it is used.
  for (const violation of listed as unknown as ServerViolation[]) {
    const message = violation.message ?? ''
    const path = pathOf(violation, pages, answers)
    const page = pages.findIndex(({ schema }) => has(schema, answers, path))
    if (page === -1) others.push(path.length > 0 ? `${path.join('.')}: ${message}` : message)
    else {
      builder.addErrors(message, path)
      concerned.push(page)
    }
  }
  return { page: Math.min(...concerned, pages.length), problems: builder.ErrorSchema, others }
}

function pathOf(
  { path = [], property = '', name, argument }: ServerViolation,
  pages: readonly FormPage[],
  answers: JsonObject,
) {
  const missing = name === 'required' && typeof argument === 'string' ? [argument] : []
  if (!property.startsWith('secrets')) return [...path, ...missing]
  // Of secrets, the field that asks for it.
  const secret = path[0] ?? missing[0] ?? property.split('.')[1]
  const fields = pages.flatMap(({ schema }) => usedProperties(schema, answers))
  const field = fields.find((one) => one.name === secret && one.schema['ui:field'] === 'Secret')
  return field?.path ?? [String(secret)]
}

const has = (schema: JsonObject, answers: JsonObject, [first]: (string | number)[]) =>
  first !== undefined && usedProperties(schema, answers).some(({ path }) => path[0] === first)
