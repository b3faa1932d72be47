import type { TLocalizedValidationError } from 'typebox/error'
import { Compile } from 'typebox/schema'
import { Settings } from 'typebox/system'
import type { Problem } from './entity.ts'
import { describeValue, dottedPath, pointerKeys, pointerTo } from './pointer.ts'
import type { TSchema } from './schema.ts'

/** Checks values against one JSON Schema. */
export interface SchemaCheck {
  /** Whether the value conforms; cheap. */
  holds(value: unknown): boolean
  /** Every problem of a value that does not conform. */
  problems(value: unknown, place: SchemaPlace): Problem[]
}

/** Where the checked value stands. */
export interface SchemaPlace {
  /** JSON pointer of the value: `/spec`. */
  pointer: string
  /** What needs the fields, at the end of a sentence: `a Component`. */
  owner: string
}

/** Compiles a JSON Schema. */
export function compileSchema(schema: TSchema): SchemaCheck {
  const validator = Compile(schema)
  return {
    holds: (value) => validator.Check(value),
    problems: (value, place) =>
      withoutBranches(allErrors(() => validator.Errors(value)[1])).flatMap((error) => problemsOf(error, value, place)),
  }
}

/** The library stops at a few errors, by a setting that only exists for all of the process: hence set and put back. */
function allErrors<T>(run: () => T): T {
  const { maxErrors } = Settings.Get()
  Settings.Set({ maxErrors: 200 })
  try {
    return run()
  } finally {
    Settings.Set({ maxErrors })
  }
}

type SchemaError = TLocalizedValidationError & { branches?: TLocalizedValidationError[] }

const isChoice = (error: TLocalizedValidationError) => error.keyword === 'anyOf' || error.keyword === 'oneOf'

/** A value that fits no branch is one problem, not one for each branch. */
function withoutBranches(errors: TLocalizedValidationError[]): SchemaError[] {
  const choices = errors.filter(isChoice)
  const isBranchOf = (error: TLocalizedValidationError, choice: TLocalizedValidationError) =>
    error !== choice && error.schemaPath.startsWith(`${choice.schemaPath}/${choice.keyword}/`)
  return errors
    .filter((error) => !choices.some((choice) => isBranchOf(error, choice)))
    .map((error) =>
      isChoice(error) ? { ...error, branches: errors.filter((branch) => isBranchOf(branch, error)) } : error,
    )
}

function problemsOf(error: SchemaError, root: unknown, { pointer, owner }: SchemaPlace): Problem[] {
  const at = pointer + error.instancePath
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map((name) => missing(pointerTo(at, name), owner))
  }
  if (error.keyword === 'additionalProperties') {
    return error.params.additionalProperties.map((name) => unknownKey(pointerTo(at, name), owner))
  }
  // A closed object says "this key may not be" by a schema that is false; the error above already tells it.
  if (error.keyword === 'boolean') return []
  const needed = neededByAll(error.branches)
  if (needed) return [oneMissing(at, needed)]
  const expected = expectation(error)
  const value = valueAt(root, error.instancePath)
  // JSON knows no undefined, but a provider's code does: to its author the field is missing.
  if (value === undefined) return [missing(at, owner)]
  const code = value === null || value === '' ? 'model/field-empty' : codeOf(error.keyword)
  return [wrong({ code, pointer: at, value, expected })]
}

const codeOf = (keyword: string) => (keyword === 'type' ? 'model/field-type' : 'model/field-value')

function expectation(error: SchemaError): string {
  switch (error.keyword) {
    case 'type':
      return `must be ${[error.params.type].flat().map(typeName).join(' or ')}`
    case 'enum':
      return `must be one of ${error.params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`
    case 'const':
      return `must be ${JSON.stringify(error.params.allowedValue)}`
    case 'minLength':
      return error.params.limit === 1 ? 'must not be empty' : `must have at least ${error.params.limit} characters`
    case 'maxLength':
      return `must have at most ${error.params.limit} characters`
    case 'minItems':
      return `must have at least ${error.params.limit} ${error.params.limit === 1 ? 'element' : 'elements'}`
    case 'maxItems':
      return `must have at most ${error.params.limit} elements`
    case 'anyOf':
    case 'oneOf':
      return choiceExpectation(error.branches ?? [])
    default:
      return error.message
  }
}

function choiceExpectation(branches: readonly TLocalizedValidationError[]): string {
  const types = branches.flatMap((branch) => (branch.keyword === 'type' ? [branch.params.type].flat() : []))
  return types.length === branches.length && types.length > 0
    ? `must be ${[...new Set(types)].map(typeName).join(' or ')}`
    : 'must fit one of the forms that its schema allows'
}

/** The fields of which one must be there, when that is all that the branches of a choice ask for. */
function neededByAll(branches: readonly TLocalizedValidationError[] = []): string[] | undefined {
  const needed = branches.flatMap((branch) => (branch.keyword === 'required' ? branch.params.requiredProperties : []))
  return needed.length > 0 && branches.every((branch) => branch.keyword === 'required')
    ? [...new Set(needed)]
    : undefined
}

const typeNames: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'empty',
}

const typeName = (type: string) => typeNames[type] ?? type

function valueAt(root: unknown, instancePath: string): unknown {
  const into = (node: unknown, key: string) =>
    typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[key] : undefined
  return pointerKeys(instancePath).reduce(into, root)
}

const missing = (pointer: string, owner: string): Problem => ({
  code: 'model/field-missing',
  level: 'error',
  message: `The field ${dottedPath(pointer)} is missing; ${owner} needs it.`,
  hint: `Add ${dottedPath(pointer)}.`,
  pointer,
})

function oneMissing(pointer: string, names: readonly string[]): Problem {
  const paths = names.map((name) => dottedPath(pointerTo(pointer, name))).join(' or ')
  return {
    code: 'model/field-missing',
    level: 'error',
    message: `One of ${paths} must be there.`,
    hint: `Add ${paths}.`,
    pointer,
  }
}

const unknownKey = (pointer: string, owner: string): Problem => ({
  code: 'model/field-unknown',
  level: 'error',
  message: `The field ${dottedPath(pointer)} is not known; ${owner} has no such field.`,
  hint: 'Remove it, or check its spelling.',
  pointer,
})

/** Says that the value of a field is not what it must be. */
export function wrong(field: {
  code: string
  pointer: string
  value: unknown
  expected: string
  hint?: string
}): Problem {
  const { code, pointer, value, expected, hint } = field
  const message = `The field ${dottedPath(pointer)} is ${describeValue(value)}; it ${expected}.`
  return hint === undefined
    ? { code, level: 'error', message, pointer }
    : { code, level: 'error', message, hint, pointer }
}
