import { type Static, Type } from '@callboard/model'

const refs = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))

const policy = Type.Object(
  {
    files: refs('Files with roles, `.yaml` or `.csv`. Paths start at the folder the portal runs in. They are watched.'),
    default: Type.Union([Type.Literal('deny'), Type.Literal('allow')], {
      default: 'deny',
      description: 'What holds where no role says anything.',
    }),
    administrators: refs('Users and groups who always may see and change roles, whatever the roles say.'),
    fences: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.String({ minLength: 1, description: 'What people call it.' }),
            members: Type.Array(Type.String(), { minItems: 1, description: 'Users and groups inside it.' }),
            namespaces: refs('The namespaces of the entities inside it.'),
            labels: Type.Optional(
              Type.Record(Type.String(), Type.String(), {
                description: 'Labels of the entities inside it, all of them with their values.',
              }),
            ),
            shared: Type.Boolean({
              default: false,
              description: 'Whether its members also see entities that are inside no fence.',
            }),
          },
          { additionalProperties: false },
        ),
        { description: 'People who see only their own part of the catalog, whatever their roles say.' },
      ),
    ),
  },
  { additionalProperties: false, description: 'Who may do what: roles in files and in the database.' },
)

const people = (description: string) =>
  Type.Optional(Type.Array(Type.Object({ name: Type.String({ description: 'A ref.' }) }), { description }))

const rbac = Type.Object(
  {
    'policies-csv-file': Type.Optional(Type.String({ description: 'A file of policies as Casbin writes them.' })),
    conditionalPoliciesFile: Type.Optional(Type.String({ description: 'A YAML file of conditional policies.' })),
    policyFileReload: Type.Optional(
      Type.Boolean({ description: 'Accepted, and not needed: files are always watched.' }),
    ),
    admin: Type.Optional(
      Type.Object({
        users: people('As permission.policy.administrators.'),
        superUsers: people('Who may do everything.'),
      }),
    ),
  },
  { description: 'The keys of the RBAC plugin of Red Hat Developer Hub, for those who come from there.' },
)

/** What this plugin reads of the block `permission`. */
export const PermissionConfig = Type.Object({
  policy: Type.Optional(policy),
  rbac: Type.Optional(rbac),
})
export type PermissionConfig = Static<typeof PermissionConfig>
