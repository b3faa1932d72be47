import type { JsonObject, JsonValue } from '@callboard/model'
import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import { isRecord, recordOf } from './split-hints.ts'

/** Something that is wrong with an answer. */
export interface Violation {
  /** From the root of the answers: `['owners', 0]`. Of a missing answer, where it is missing. */
  path: (string | number)[]
  /** The keyword of JSON schema that does not hold. */
  keyword: string
  /** The schema that has the keyword. */
  schema: JsonObject
  /** The schema of the object around, and for a missing answer the schema that wants it. */
  parent: JsonObject
}

/** What only says that something below is wrong. */
const passedOn = new Set([
  '$ref',
  'additionalItems',
  'allOf',
  'dependentSchemas',
  'if',
  'items',
  'patternProperties',
  'properties',
  'propertyNames',
])

/** Whether answers keep to a schema. */
export function keepsTo(schema: JsonObject, answers: JsonValue | undefined, root: JsonObject): boolean {
  return checkerOf({ ...schema, $defs: root.$defs, definitions: root.definitions }).validate(plain(answers)).valid
}

/** What is wrong with answers, each thing once. */
export function violationsOf(schema: JsonObject, answers: JsonValue | undefined): Violation[] {
  const { errors } = checkerOf(schema).validate(plain(answers))
  const leaves = errors.filter((error) => !isPassedOn(error) && !isOfOtherBranch(error, errors, schema))
  const violations = leaves.flatMap((error) => violationOf(error, schema))
  const seen = new Set<string>()
  return violations.filter(({ path, keyword }) => {
    const key = JSON.stringify([path, keyword])
    return !seen.has(key) && seen.add(key)
  })
}

function violationOf(error: OutputUnit, root: JsonObject): Violation[] {
  const at = tokensOf(error.instanceLocation).map((token) => (/^\d+$/.test(token) ? Number(token) : token))
  const schema = schemaAt(root, tokensOf(error.keywordLocation).slice(0, -1))
  const missing = /(?:property|does not have) "(.*)"\.$/.exec(error.error)?.[1]
  if (missing !== undefined && ['required', 'dependencies', 'dependentRequired'].includes(error.keyword)) {
    const property = recordOf(recordOf(schema.properties)[missing])
    const known = Object.keys(property).length > 0 ? property : recordOf(recordOf(root.properties)[missing])
    return [{ path: [...at, missing], keyword: 'required', schema: known, parent: schema }]
  }
  if (error.keyword === 'false') return [{ path: at, keyword: 'false', schema: {}, parent: {} }]
  const around = tokensOf(error.keywordLocation).slice(0, -3)
  return [{ path: at, keyword: error.keyword, schema, parent: schemaAt(root, around) }]
}

/** A property that breaks its own schema, which says so itself. */
const isPassedOn = ({ keyword, error }: OutputUnit) =>
  passedOn.has(keyword) ||
  keyword === 'additionalProperties' ||
  (keyword === 'dependencies' && error.endsWith('match dependant schema.'))

/**
 * Of alternatives, only what the one that is meant lacks is of use: the one whose constants hold. Where none is meant, or
 * several hold, the choice itself is wrong, and what they lack is not told.
 */
function isOfOtherBranch(error: OutputUnit, errors: readonly OutputUnit[], root: JsonObject): boolean {
  const choices = errors.filter(({ keyword }) => keyword === 'oneOf' || keyword === 'anyOf')
  return choices.some((choice) => {
    const meant = meantBranch(choice, errors, root)
    if (error === choice) return meant !== undefined
    if (!error.keywordLocation.startsWith(`${choice.keywordLocation}/`)) return false
    return meant === undefined || !error.keywordLocation.startsWith(`${choice.keywordLocation}/${meant}/`)
  })
}

function meantBranch(choice: OutputUnit, errors: readonly OutputUnit[], root: JsonObject): number | undefined {
  const owner = schemaAt(root, tokensOf(choice.keywordLocation).slice(0, -1))
  const branches = owner[choice.keyword]
  if (!Array.isArray(branches)) return undefined
  const meant = branches.flatMap((_, place) => {
    const own = errors.filter(({ keywordLocation }) =>
      keywordLocation.startsWith(`${choice.keywordLocation}/${place}/`),
    )
    const isOther = own.some(({ keyword }) => keyword === 'const' || keyword === 'enum' || keyword === 'type')
    return own.length === 0 || isOther ? [] : [place]
  })
  return meant.length === 1 ? meant[0] : undefined
}

function schemaAt(root: JsonObject, tokens: readonly string[]): JsonObject {
  let here: JsonValue | undefined = root
  for (const token of tokens) {
    if (token === '$ref' && isRecord(here)) {
      here = typeof here.$ref === 'string' ? schemaAt(root, tokensOf(here.$ref)) : {}
    } else if (Array.isArray(here)) here = here[Number(token)]
    else here = recordOf(here)[token]
  }
  return recordOf(here)
}

/** `#/properties/a~1b` in its parts. */
function tokensOf(pointer: string): string[] {
  const [, ...tokens] = pointer.split('/')
  return tokens.map((token) => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~'))
}

const checkers = new WeakMap<JsonObject, Validator>()

function checkerOf(schema: JsonObject): Validator {
  // Its constructor marks the schema; the form library compares schemas, and may freeze them.
  const checker = checkers.get(schema) ?? new Validator(checkable(schema) as Schema, '7', false)
  checkers.set(schema, checker)
  return checker
}

/** A copy without patterns that this browser cannot read: those the server checks. */
function checkable(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => checkable(item) ?? null)
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(
    ([key, part]) => part !== undefined && !(key === 'pattern' && typeof part === 'string' && !isReadable(part)),
  )
  return Object.fromEntries(kept.map(([key, part]) => [key, checkable(part)]))
}

function isReadable(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return true
  } catch {
    return false
  }
}

/** As it will travel: what is undefined is not there. */
const plain = (answers: JsonValue | undefined): unknown =>
  answers === undefined ? {} : JSON.parse(JSON.stringify(answers))
