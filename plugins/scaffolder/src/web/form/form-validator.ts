import type { JsonObject, JsonValue } from '@callboard/model'
import type { Text } from '@callboard/web'
import { ErrorSchemaBuilder, type RJSFSchema, type ValidatorType } from '@rjsf/utils'
import { keepsTo, violationsOf } from './check-schema.ts'
import { violationWords } from './violation-words.ts'

/** Answers, as the form library has them: its types cannot follow JSON to its end. */
export type Answers = Record<string, unknown>

/** Checks answers for the form library, without code made at run time, which the portal's policy forbids. */
export function formValidator(t: Text): ValidatorType<Answers> {
  return {
    validateFormData(answers, schema) {
      const builder = new ErrorSchemaBuilder<Answers>()
      const violations = violationsOf(schema as JsonObject, answers as JsonObject | undefined)
      const errors = violations.map((violation) => {
        const message = violationWords(violation, t)
        builder.addErrors(message, violation.path)
        return { message, stack: message, property: `.${violation.path.join('.')}`, name: violation.keyword }
      })
      return { errors, errorSchema: builder.ErrorSchema }
    },
    isValid: (schema, answers, root) => holds(schema, answers as JsonValue | undefined, root),
    rawValidation: (schema, answers) => ({
      // The library counts them, and no more.
      errors: violationsOf(schema as JsonObject, answers as JsonValue | undefined) as never[],
    }),
  }
}

/** Keywords that nothing at all cannot keep to. */
const wantsSomething = ['type', 'const', 'enum', '$ref']

/** Booleans are schemas, too. */
function holds(schema: RJSFSchema | boolean, answers: JsonValue | undefined, root: RJSFSchema): boolean {
  if (typeof schema === 'boolean') return schema
  if (answers === undefined) return !wantsSomething.some((keyword) => keyword in schema)
  // Schemas are JSON; the library's type says more than it has.
  return keepsTo(schema as JsonObject, answers, root as JsonObject)
}
