import { checkEnvelope } from './check-envelope.ts'
import { checkMetadata, checkText } from './check-metadata.ts'
import type { Entity, Problem } from './entity.ts'
import { entityRefOf } from './entity-ref.ts'
import { maxEntityDepth } from './index-rows.ts'
import { isMap } from './is-map.ts'
import type { KindModel, KnownKind } from './kinds/kind-model.ts'
import { describeValue, dottedPath, pointerTo } from './pointer.ts'
import { refProblems } from './relations.ts'
import { wrong } from './schema-problems.ts'
import { findSimilar } from './suggest.ts'
import { defaultFieldRules, type FieldRules } from './syntax.ts'

/**
 * Every problem of an entity as its author wrote it, placeholders already replaced; none: it is valid.
 * Each has a pointer into the value, and the entity's ref once it has one.
 *
 * @param value - Of any shape.
 * @see spec/catalog.md 1.9: envelope, common rules, then the kind. The kind is not looked at without a whole envelope.
 */
export function validateEntity(value: unknown, model: KindModel, rules: FieldRules = defaultFieldRules): Problem[] {
  const broken = checkEnvelope(value)
  if (broken.length > 0) return broken
  const entity = value as Entity // its envelope is whole
  const common = checkCommon(entity, rules)
  // Nothing may walk into an entity that is too deep.
  if (common.some((problem) => problem.code === 'model/too-deep')) return withRef(common, entity)
  const problems = [...common, ...checkKind(entity, model)]
  return problems.length === 0 ? problems : withRef(problems, entity)
}

/**
 * What holds for entities of every kind: the root's fields, the metadata, keys and depth.
 *
 * @param entity - Its envelope must be whole.
 */
export function checkCommon(entity: Entity, rules: FieldRules = defaultFieldRules): Problem[] {
  const problems: Problem[] = []
  checkRootFields(problems, entity)
  checkText(problems, '/apiVersion', entity.apiVersion, rules.apiVersion)
  checkText(problems, '/kind', entity.kind, rules.kind)
  problems.push(...checkMetadata(entity.metadata, rules))
  if (entity.spec !== undefined && !isMap(entity.spec)) {
    problems.push(wrong({ code: 'model/field-type', pointer: '/spec', value: entity.spec, expected: 'must be a map' }))
  }
  checkKeys(problems, entity, { pointer: '', depth: 0 })
  return problems
}

/**
 * What holds for the kind: that there is such a kind and version, its fields, and the refs in them.
 * `model/unknown-kind` and `model/unknown-api-version` mean that the model does not claim the entity; a plugin may.
 *
 * @param entity - Its envelope must be whole.
 */
export function checkKind(entity: Entity, model: KindModel): Problem[] {
  const known = model.find(entity)
  if (known === undefined) return [unclaimed(entity, model)]
  return [...checkSpec(entity, known), ...refProblems(entity, known)]
}

const withRef = (problems: Problem[], entity: Entity): Problem[] => {
  const ref = entityRefOf(entity)
  return problems.map((problem) => ({ ...problem, ref }))
}

const rootFields = new Set(['apiVersion', 'kind', 'metadata', 'spec'])

function checkRootFields(problems: Problem[], entity: Entity): void {
  for (const key of Object.keys(entity)) {
    if (rootFields.has(key)) continue
    const isServed = key === 'relations' || key === 'status'
    problems.push({
      code: 'model/root-field-unknown',
      level: 'error',
      message: `An entity has no field ${dottedPath(pointerTo('', key))} at its root.`,
      hint: isServed
        ? `Remove it: ${key} is written by the catalog.`
        : 'Only apiVersion, kind, metadata and spec may stand there; put your own fields below metadata or spec.',
      pointer: pointerTo('', key),
    })
  }
}

function checkSpec(entity: Entity, known: KnownKind): Problem[] {
  const { kind } = known.definition
  if (entity.spec === undefined) {
    const message = `The field spec is missing; ${article(kind)} needs it.`
    return [{ code: 'model/field-missing', level: 'error', message, hint: 'Add spec.', pointer: '/spec' }]
  }
  if (!isMap(entity.spec)) return []
  const check = known.checkFor(entity.spec.type)
  return check.holds(entity.spec) ? [] : check.problems(entity.spec, { pointer: '/spec', owner: article(kind) })
}

const article = (kind: string) => `${/^[AEIOU]/i.test(kind) && kind !== 'User' ? 'an' : 'a'} ${kind}`

function unclaimed({ kind, apiVersion }: Entity, model: KindModel): Problem {
  const versions = model.versionsOf(kind).flatMap((definition) => definition.apiVersions)
  if (versions.length > 0) {
    const message = `The kind ${kind} has no version "${apiVersion}" here.`
    const hint = `Write apiVersion: ${versions.join(' or ')}.`
    return { code: 'model/unknown-api-version', level: 'error', message, hint, pointer: '/apiVersion' }
  }
  const kinds = model.definitions.map((definition) => definition.kind)
  const similar = findSimilar(kind, kinds)
  const list = [...new Set(kinds)].join(', ')
  const message = `No kind is called ${describeValue(kind)} here.`
  const hint = similar
    ? `Did you mean ${similar}? The casing matters.`
    : `This portal has ${list}; others are declared in its config under catalog.model.`
  return { code: 'model/unknown-kind', level: 'error', message, hint, pointer: '/kind' }
}

interface Place {
  pointer: string
  depth: number
}

/**
 * Two keys of one map that differ only in case would be one key to every filter (spec/catalog.md 1.5), and what nests too
 * deep would break whoever walks it.
 */
function checkKeys(problems: Problem[], node: object, { pointer, depth }: Place): void {
  if (depth > maxEntityDepth) {
    // One is enough: a bomb of nested lists would give thousands.
    if (problems.some((problem) => problem.code === 'model/too-deep')) return
    const message = `The entity nests more than ${maxEntityDepth} levels deep at ${dottedPath(pointer).slice(0, 80)}….`
    problems.push({ code: 'model/too-deep', level: 'error', message, hint: 'Flatten it.', pointer })
    return
  }
  const keys = Object.keys(node)
  if (!Array.isArray(node)) checkCase(problems, keys, pointer)
  for (const key of keys) {
    const value = (node as Record<string, unknown>)[key]
    if (typeof value === 'object' && value !== null) {
      checkKeys(problems, value, { pointer: pointerTo(pointer, key), depth: depth + 1 })
    }
  }
}

function checkCase(problems: Problem[], keys: string[], pointer: string): void {
  let lowered: Map<string, string> | undefined
  for (const key of keys) {
    if (key === key.toLowerCase()) continue
    lowered ??= new Map(keys.filter((other) => other === other.toLowerCase()).map((other) => [other, other]))
    const twin = lowered.get(key.toLowerCase())
    if (twin === undefined) lowered.set(key.toLowerCase(), key)
    else {
      const at = dottedPath(pointerTo(pointer, key))
      const message = `The keys ${dottedPath(pointerTo(pointer, twin))} and ${at} differ only in case.`
      const hint = 'Filters ignore case and could not tell them apart: keep one, or rename one.'
      problems.push({
        code: 'model/keys-differ-in-case',
        level: 'error',
        message,
        hint,
        pointer: pointerTo(pointer, key),
      })
    }
  }
}
