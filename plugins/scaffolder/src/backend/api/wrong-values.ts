import type { JsonObject } from '@callboard/model'
import type { ValidationError } from 'jsonschema'
import { errors } from '../../model/index.ts'
import { withinTime } from '../expressions/bounded-time.ts'

/** Of all secrets together. Everything that a task writes is searched for them. */
const maxSecretsLength = 256 * 1024

/** What any honest schema needs by far; meanwhile nobody else is served. */
const timeoutMs = 2_000

/** A violation in the form that the field's clients know (spec/scaffolder.md 8.3). */
export type WrongValue = Pick<
  ValidationError,
  'path' | 'property' | 'message' | 'schema' | 'instance' | 'name' | 'argument' | 'stack'
>

/**
 * What is wrong with the answers, by the first page that they violate.
 *
 * @returns Nothing when they are good.
 * @throws `scaffolder/malformed-schema`
 */
export async function findWrongValues(values: JsonObject, pages: readonly JsonObject[]): Promise<WrongValue[]> {
  for (const page of pages) {
    const wrong = await violations(values, page, 'parameters')
    if (wrong.length > 0) return wrong
  }
  return []
}

/**
 * The same for secrets; no value of theirs is in what comes back.
 *
 * @throws `scaffolder/secrets-too-large`, `scaffolder/malformed-schema`
 */
export async function findWrongSecrets(
  secrets: Record<string, string>,
  schema: JsonObject | undefined,
): Promise<WrongValue[]> {
  const length = Object.values(secrets).reduce((sum, secret) => sum + secret.length, 0)
  if (length > maxSecretsLength) throw errors.secretsTooLarge({ maxLength: maxSecretsLength })
  if (!schema) return []
  return (await violations(secrets, schema, 'secrets')).map((error) => {
    const property = `secrets${error.property.slice('instance'.length)}`
    const message =
      error.name === 'required' ? `${property}.${error.argument} is required` : `${property} ${error.message}`
    return { ...error, property, message, instance: {}, stack: message }
  })
}

async function violations(value: JsonObject, schema: JsonObject, part: string): Promise<WrongValue[]> {
  const { validate } = await import('jsonschema')
  try {
    return withinTime(timeoutMs, () => validate(value, schema).errors)
  } catch (cause) {
    // A reference that leads nowhere or round in circles, a pattern that is none or never comes to an end.
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw errors.malformedSchema({ part, reason }, { cause })
  }
}
