import { type Static, Type } from '@callboard/model'

/** Conditions as people write them: a decision's, without the resource type, which the permission has. */
export type Condition =
  | { allOf: Condition[] }
  | { anyOf: Condition[] }
  | { not: Condition }
  | { rule: string; params?: Record<string, unknown> }

// No control characters and no blanks: names of permissions end up in logs, files and sentences.
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '^[\\w.:/-]*\\*?$' })

/** What a role may or may not do. Every field that is there must fit the permission. */
export const Grant = Type.Object(
  {
    permission: Type.Optional({
      ...Name,
      description: 'The name of a permission, or the beginning of one and `*`: `catalog.entity.*`.',
    } as typeof Name),
    resourceType: Type.Optional({ ...Name, description: 'What it is about: `catalog-entity`.' } as typeof Name),
    action: Type.Optional(
      Type.Union(
        [
          Type.Literal('create'),
          Type.Literal('read'),
          Type.Literal('update'),
          Type.Literal('delete'),
          Type.Literal('use', { description: 'Permissions without an action.' }),
        ],
        { description: 'What the permission does to its subject.' },
      ),
    ),
    effect: Type.Optional(
      Type.Union([Type.Literal('allow'), Type.Literal('deny')], { description: 'Default: allow. Any deny wins.' }),
    ),
    if: Type.Optional(
      Type.Unsafe<Condition>({
        type: 'object',
        description: 'Only for what meets this: `{ rule: IS_ENTITY_OWNER, params: { claims: [$ownerRefs] } }`.',
      }),
    ),
  },
  { additionalProperties: false },
)
export type Grant = Static<typeof Grant>

/** A role as people write it, in a file or on the screen. */
export const RoleDocument = Type.Object(
  {
    description: Type.Optional(Type.String({ maxLength: 500 })),
    members: Type.Array(Type.String({ minLength: 1, maxLength: 255 }), {
      maxItems: 1000,
      description: 'Refs of users and groups, or `*` for everybody who is signed in.',
    }),
    grants: Type.Array(Grant, { maxItems: 500 }),
  },
  { additionalProperties: false },
)
export type RoleDocument = Static<typeof RoleDocument>

/** Where something of the policy stands. Only what is in the database can be changed on the screen. */
export const PolicySource = Type.Object({
  type: Type.Union([Type.Literal('config'), Type.Literal('file'), Type.Literal('database')]),
  name: Type.Optional(Type.String({ description: 'The file, from the folder of the portal; the key of the config.' })),
  line: Type.Optional(Type.Integer()),
})
export type PolicySource = Static<typeof PolicySource>

/** A grant, and where it stands. */
export const SourcedGrant = Type.Object({ ...Grant.properties, source: PolicySource })
export type SourcedGrant = Static<typeof SourcedGrant>

/** A role, put together from everywhere it is written. */
export const Role = Type.Object({
  ref: Type.String({ description: '`role:default/editors`' }),
  description: Type.Optional(Type.String()),
  members: Type.Array(Type.Object({ ref: Type.String(), source: PolicySource })),
  grants: Type.Array(SourcedGrant),
  database: Type.Optional(
    Type.Object(
      {
        version: Type.Integer({ description: 'Goes up with every change; to be sent along with the next.' }),
        updatedAt: Type.String(),
        updatedBy: Type.String(),
      },
      { description: 'Present when part of it, or all, is in the database.' },
    ),
  ),
})
export type Role = Static<typeof Role>
