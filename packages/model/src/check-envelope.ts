import type { Problem } from './entity.ts'
import { isMap } from './is-map.ts'
import { describeValue } from './pointer.ts'
import { wrong } from './schema-problems.ts'

/**
 * Whether a value has what makes it an entity at all: `apiVersion`, `kind` and `metadata.name` are texts, `namespace`
 * and `annotations` are what they should be if they are there. Only with no problem may it be treated as an entity.
 *
 * @see spec/catalog.md 1.9, steps 0 and 1
 */
export function checkEnvelope(value: unknown): Problem[] {
  if (!isMap(value)) {
    const message = `An entity is a map with apiVersion, kind, metadata and spec; this is ${describeValue(value)}.`
    return [{ code: 'model/not-an-entity', level: 'error', message, pointer: '' }]
  }
  const problems = [...requiredText(value.apiVersion, '/apiVersion'), ...requiredText(value.kind, '/kind')]
  const { metadata } = value
  if (metadata === undefined) return [...problems, missing('/metadata', 'metadata', 'Add metadata with a name.')]
  if (!isMap(metadata)) {
    return [
      ...problems,
      wrong({ code: 'model/field-type', pointer: '/metadata', value: metadata, expected: 'must be a map' }),
    ]
  }
  problems.push(...requiredText(metadata.name, '/metadata/name'))
  if (metadata.namespace !== undefined) problems.push(...requiredText(metadata.namespace, '/metadata/namespace'))
  if (metadata.annotations !== undefined && !isMap(metadata.annotations))
    problems.push(annotationsNoMap(metadata.annotations))
  return problems
}

function requiredText(value: unknown, pointer: string): Problem[] {
  if (typeof value === 'string' && value !== '') return []
  const path = pointer.slice(1).replace('/', '.')
  if (value === undefined) return [missing(pointer, path, `Add ${path}.`)]
  if (value === null || value === '') {
    return [
      wrong({ code: 'model/field-empty', pointer, value, expected: 'must be a string', hint: `Give ${path} a value.` }),
    ]
  }
  const isScalar = typeof value === 'number' || typeof value === 'boolean'
  const hint = isScalar ? `Put it in quotes: "${value}".` : `Write ${path} as a string.`
  return [wrong({ code: 'model/field-type', pointer, value, expected: 'must be a string', hint })]
}

function annotationsNoMap(value: unknown): Problem {
  const hint = Array.isArray(value)
    ? 'Write each annotation as key: value, without the dash in front.'
    : 'Write annotations as key: value, one a line, or leave them out.'
  return wrong({ code: 'model/field-type', pointer: '/metadata/annotations', value, expected: 'must be a map', hint })
}

const missing = (pointer: string, path: string, hint: string): Problem => ({
  code: 'model/field-missing',
  level: 'error',
  message: `The field ${path} is missing; every entity needs it.`,
  hint,
  pointer,
})
