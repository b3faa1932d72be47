import type { Entity } from '../entity.ts'
import { modelErrors } from '../model-errors.ts'
import { compileSchema, type SchemaCheck } from '../schema-problems.ts'
import type { KindDefinition, KindRelation } from './kind-definition.ts'

/** All kinds of one portal, ready to check entities. */
export interface KindModel {
  /** In the order of declaration. */
  readonly definitions: readonly KindDefinition[]
  /** The kind of an entity; exact casing, exact version. */
  find(entity: Pick<Entity, 'apiVersion' | 'kind'>): KnownKind | undefined
  /** Every definition of a kind, one for each set of versions; exact casing. */
  versionsOf(kind: string): readonly KindDefinition[]
}

/** One kind, ready to check entities. */
export interface KnownKind {
  readonly definition: KindDefinition
  /** Its relations, the path of each taken apart: `['spec', 'owner']`. */
  readonly relations: readonly (KindRelation & { path: readonly string[] })[]
  /** The check of `spec` for an entity with this `spec.type`. */
  checkFor(specType: unknown): SchemaCheck
}

/**
 * Puts kinds together: the built-in ones and what the portal declares.
 *
 * @throws `model/kind-declared-twice` when two definitions share kind and version.
 */
export function kindModel(definitions: readonly KindDefinition[]): KindModel {
  const known = new Map<string, Map<string, KnownKind>>()
  for (const definition of definitions) {
    const versions = known.get(definition.kind) ?? new Map<string, KnownKind>()
    known.set(definition.kind, versions)
    const entry = knownKind(definition)
    for (const apiVersion of definition.apiVersions) {
      if (versions.has(apiVersion)) throw modelErrors.kindDeclaredTwice({ kind: definition.kind, apiVersion })
      versions.set(apiVersion, entry)
    }
  }
  return {
    definitions,
    find: ({ apiVersion, kind }) => known.get(kind)?.get(apiVersion),
    versionsOf: (kind) => definitions.filter((definition) => definition.kind === kind),
  }
}

function knownKind(definition: KindDefinition): KnownKind {
  // Compiled on first use: a browser that only wants names and icons compiles nothing.
  let base: SchemaCheck | undefined
  const variants = new Map<string, SchemaCheck>()
  return {
    definition,
    relations: definition.relations.map((relation) => ({ ...relation, path: relation.field.split('.') })),
    checkFor(specType) {
      const own = definition.variants
      if (own === undefined || typeof specType !== 'string' || !Object.hasOwn(own, specType)) {
        base ??= compileSchema(definition.spec)
        return base
      }
      const schema = own[specType]
      const compiled = variants.get(specType) ?? compileSchema(schema ?? definition.spec)
      variants.set(specType, compiled)
      return compiled
    },
  }
}
