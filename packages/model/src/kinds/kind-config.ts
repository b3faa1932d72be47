import type { Problem } from '../entity.ts'
import { pointerTo } from '../pointer.ts'
import { type TSchema, Type } from '../schema.ts'
import { compileSchema, wrong } from '../schema-problems.ts'
import { defaultFieldRules } from '../syntax.ts'
import { builtinKinds } from './builtin-kinds.ts'
import { findSchemaProblems } from './check-schema.ts'
import type { KindColumn, KindDefinition, KindRelation } from './kind-definition.ts'

const text = Type.String({ minLength: 1 })
const field = (description: string) => Type.String({ minLength: 1, description })
const schemaOfSpec = (description: string) => Type.Unsafe<Record<string, unknown>>({ type: 'object', description })

const Relation = Type.Object(
  {
    field: Type.String({
      pattern: '^spec\\.',
      description: 'Dotted path of the field that holds a ref or a list: `spec.owner`.',
    }),
    type: Type.String({
      pattern: '^\\w+$',
      description: 'The relation from the entity to what it names: `performedAt`.',
    }),
    inverse: Type.String({ pattern: '^\\w+$', description: 'The relation back: `hosts`.' }),
    defaultKind: Type.Optional(field('The kind of refs that name none. Without it refs must name their kind.')),
    onlyType: Type.Optional(field('Only entities with this `spec.type` have the relation.')),
  },
  { additionalProperties: false },
)

const Column = Type.Object(
  {
    field: field('Path of the value: `spec.venue`, `relations.ownedBy`.'),
    title: field('The head of the column.'),
  },
  { additionalProperties: false },
)

const Kind = Type.Object(
  {
    kind: field('Name of the kind, exact casing: `Production`.'),
    apiVersions: Type.Optional(
      Type.Array(text, { minItems: 1, description: 'Accepted versions. Default: `backstage.io/v1alpha1`.' }),
    ),
    plural: Type.Optional(field('What many of them are called. Default: the name and an s.')),
    icon: Type.Optional(field('A name from the icon set.')),
    description: field('One sentence: what such an entity stands for.'),
    spec: schemaOfSpec('JSON Schema of `spec`.'),
    variants: Type.Optional(
      Type.Record(Type.String(), schemaOfSpec('JSON Schema of `spec`.'), {
        description: 'Schemas that replace `spec` for one `spec.type` each.',
      }),
    ),
    relations: Type.Optional(Type.Array(Relation, { description: 'What its fields refer to, with the way back.' })),
    columns: Type.Optional(
      Type.Array(Column, { description: 'Columns of a table of such entities, besides the name.' }),
    ),
  },
  { additionalProperties: false },
)

/** The shape of `catalog.model` in config: kinds that the portal declares without code. */
export const KindConfig = Type.Object(
  { kinds: Type.Optional(Type.Array(Kind, { description: 'Kinds besides the built-in ones.' })) },
  { additionalProperties: false, description: 'Kinds that this portal has besides the built-in ones.' },
)

const check = compileSchema(KindConfig)

interface DeclaredKind {
  kind: string
  apiVersions?: string[]
  plural?: string
  icon?: string
  description: string
  spec: TSchema
  variants?: Record<string, TSchema>
  relations?: KindRelation[]
  columns?: KindColumn[]
}

/**
 * Reads `catalog.model`.
 *
 * @param value - As it stands in config; undefined or null: no kinds.
 * @returns The kinds that are free of problems, and the problems of all others; pointers begin at `value`.
 */
export function parseKindConfig(value: unknown): { kinds: KindDefinition[]; problems: Problem[] } {
  if (value === undefined || value === null) return { kinds: [], problems: [] }
  if (!check.holds(value))
    return { kinds: [], problems: check.problems(value, { pointer: '', owner: 'a declared kind' }) }
  const declared = (value as { kinds?: DeclaredKind[] }).kinds ?? [] // the check has just said so
  const taken = new Set(builtinKinds.flatMap(namesOf))
  const kinds: KindDefinition[] = []
  const problems: Problem[] = []
  for (const [index, declaration] of declared.entries()) {
    const definition = withDefaults(declaration)
    const found = problemsOfKind(definition, pointerTo('/kinds', index), taken)
    for (const name of namesOf(definition)) taken.add(name)
    problems.push(...found)
    if (found.length === 0) kinds.push(definition)
  }
  return { kinds, problems }
}

const namesOf = ({ kind, apiVersions }: KindDefinition) =>
  apiVersions.map((version) => `${version} ${kind.toLowerCase()}`)

const withDefaults = (declared: DeclaredKind): KindDefinition => ({
  ...declared,
  apiVersions: declared.apiVersions ?? ['backstage.io/v1alpha1'],
  plural: declared.plural ?? `${declared.kind}s`,
  relations: declared.relations ?? [],
})

function problemsOfKind(definition: KindDefinition, pointer: string, taken: ReadonlySet<string>): Problem[] {
  const { kind, apiVersions } = definition
  const problems: Problem[] = []
  const syntax = (at: string, value: string, rule: { test(text: string): boolean; expected: string }) => {
    if (rule.test(value)) return
    problems.push(wrong({ code: 'model/field-syntax', pointer: at, value, expected: `must be ${rule.expected}` }))
  }
  syntax(`${pointer}/kind`, kind, defaultFieldRules.kind)
  for (const [index, version] of apiVersions.entries()) {
    syntax(`${pointer}/apiVersions/${index}`, version, defaultFieldRules.apiVersion)
    if (!taken.has(`${version} ${kind.toLowerCase()}`)) continue
    problems.push({
      code: 'model/kind-taken',
      level: 'error',
      message: `The kind ${kind} of ${version} exists already.`,
      hint: 'Choose another name or another version; built-in kinds cannot be replaced.',
      pointer: `${pointer}/kind`,
    })
  }
  problems.push(...findSchemaProblems(definition.spec, `${pointer}/spec`))
  for (const [type, schema] of Object.entries(definition.variants ?? {})) {
    problems.push(...findSchemaProblems(schema, pointerTo(`${pointer}/variants`, type)))
  }
  return problems
}
