import type { Entity, Problem } from './entity.ts'
import { defaultNamespace, entityRefOf, parseEntityRef, stringifyEntityRef } from './entity-ref.ts'
import { CallboardError } from './errors.ts'
import type { KindModel, KnownKind } from './kinds/kind-model.ts'
import { dottedPath, pointerTo } from './pointer.ts'

/** One direction of a relation, from the entity that shows it; both refs canonical. */
export interface EmittedRelation {
  sourceRef: string
  type: string
  targetRef: string
}

/**
 * The relations that an entity emits: for each ref in its fields both directions, each triple once.
 * Refs that cannot be read emit nothing; `refProblems` tells them. A kind that `model` does not know emits nothing.
 *
 * @see spec/catalog.md 2.1
 */
export function relationsOf(entity: Entity, model: KindModel): EmittedRelation[] {
  const known = model.find(entity)
  if (known === undefined || known.relations.length === 0) return []
  const self = entityRefOf(entity)
  const seen = new Set<string>()
  const emitted: EmittedRelation[] = []
  const add = (sourceRef: string, type: string, targetRef: string) => {
    const { size } = seen.add(`${type}\0${sourceRef}\0${targetRef}`)
    if (size > emitted.length) emitted.push({ sourceRef, type, targetRef })
  }
  eachRef(entity, known, ({ relation, text }) => {
    const ref = readRef(text, relation.defaultKind, entity)
    if (typeof ref !== 'string') return
    add(self, relation.type, ref)
    add(ref, relation.inverse, self)
  })
  return emitted
}

/** What is wrong with the refs in an entity's fields. */
export function refProblems(entity: Entity, known: KnownKind): Problem[] {
  const problems: Problem[] = []
  eachRef(entity, known, ({ relation, text, pointer }) => {
    // The schema has its own words for an empty ref.
    if (text === '') return
    const error = readRef(text, relation.defaultKind, entity)
    if (typeof error === 'string') return
    const isKindMissing = relation.defaultKind === undefined && !text.includes(':')
    problems.push({
      code: isKindMissing ? 'model/ref-without-kind' : 'model/ref-malformed',
      level: 'error',
      message: isKindMissing
        ? `The field ${dottedPath(pointer())} refers to "${text}" without saying which kind that is.`
        : `The field ${dottedPath(pointer())} holds no entity ref: ${error.message}`,
      hint: isKindMissing ? `Write the kind too, for example component:${text}.` : (error.hint ?? ''),
      pointer: pointer(),
    })
  })
  return problems
}

interface FoundRef {
  relation: KnownKind['relations'][number]
  text: string
  pointer: () => string
}

/** Calls back for each ref that is a string; whatever else stands there is for the schema to report. */
function eachRef(entity: Entity, known: KnownKind, found: (ref: FoundRef) => void): void {
  for (const relation of known.relations) {
    if (relation.onlyType !== undefined && entity.spec?.type !== relation.onlyType) continue
    const value = valueAt(entity, relation.path)
    if (typeof value === 'string') {
      found({ relation, text: value, pointer: () => pointerOf(relation.path) })
    } else if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        const text: unknown = value[i]
        if (typeof text === 'string') found({ relation, text, pointer: () => pointerTo(pointerOf(relation.path), i) })
      }
    }
  }
}

/** The canonical ref, or why there is none. */
function readRef(text: string, defaultKind: string | undefined, entity: Entity): string | CallboardError {
  const context = { defaultNamespace: entity.metadata.namespace || defaultNamespace }
  try {
    return stringifyEntityRef(parseEntityRef(text, defaultKind === undefined ? context : { ...context, defaultKind }))
  } catch (error) {
    if (error instanceof CallboardError) return error
    throw error
  }
}

const pointerOf = (path: readonly string[]) => path.reduce<string>(pointerTo, '')

function valueAt(entity: Entity, path: readonly string[]): unknown {
  let node: unknown = entity
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined
    node = (node as Record<string, unknown>)[key]
  }
  return node
}
