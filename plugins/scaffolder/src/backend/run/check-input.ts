import type { JsonObject, TSchema } from '@callboard/model'
import { validate } from 'jsonschema'
import { errors } from '../../model/index.ts'

/** @throws `scaffolder/invalid-action-input` with all that is wrong (spec/scaffolder.md 4.4). */
export function checkInput(name: string, schema: TSchema, input: JsonObject): void {
  const { valid, errors: problems } = validate(input, schema)
  if (!valid) throw errors.invalidActionInput({ action: name, problems: problems.join(', ') })
}
