import { del, EntityRef, get, post, put, Type } from '@callboard/model'
import { policyRead } from './permissions.ts'
import { Role, RoleDocument, SourcedGrant } from './role.ts'

/** Something wrong with a file of the policy. With an error, its last good version is in force. */
export const PolicyProblem = Type.Object({
  file: Type.String(),
  line: Type.Optional(Type.Integer()),
  level: Type.Union([
    Type.Literal('error'),
    Type.Literal('warning', { description: 'The file is in force all the same.' }),
  ]),
  message: Type.String(),
})

/** All roles, and how the policy stands. */
export const listRoles = get('/roles', {
  summary: 'The roles, each put together from everywhere it is written, and what is wrong with the files.',
  reply: Type.Object({
    roles: Type.Array(Role),
    /** `off`: permission.enabled is false. `open`: it is on without a policy, so everything is allowed. */
    state: Type.Union([Type.Literal('in-force'), Type.Literal('off'), Type.Literal('open')]),
    default: Type.Union([Type.Literal('allow'), Type.Literal('deny')]),
    administrators: Type.Array(Type.String()),
    fences: Type.Array(Type.Object({ name: Type.String(), members: Type.Array(Type.String()) })),
    problems: Type.Array(PolicyProblem),
  }),
})

const place = { namespace: Type.String(), name: Type.String() }
const byRef = '/roles/:namespace/:name'

/** One role. */
export const readRole = get(byRef, { summary: 'One role.', params: place, reply: Role })
/** Makes a role in the database. */
export const createRole = post('/roles', {
  summary: 'Make a role in the database.',
  audit: 'role-create',
  status: 201,
  body: { name: Type.String({ description: '`editors`, or `role:default/editors`.' }), role: RoleDocument },
  reply: Role,
})
/** Replaces what the database says of a role. */
export const changeRole = put(byRef, {
  summary: 'Replace what the database says of a role. What files say of it stays.',
  params: place,
  audit: 'role-change',
  body: {
    role: RoleDocument,
    version: Type.Optional(
      Type.Integer({ description: 'As read: another version is refused. Without it, whatever is there is replaced.' }),
    ),
  },
  reply: Role,
})
/** Deletes what the database says of a role. */
export const deleteRole = del(byRef, {
  summary: 'Delete what the database says of a role. What files say of it stays.',
  params: place,
  audit: 'role-delete',
  status: 204,
  reply: Type.Void(),
})

const PermissionInfo = Type.Object({
  pluginId: Type.String(),
  name: Type.String(),
  action: Type.Optional(Type.String()),
  resourceType: Type.Optional(Type.String()),
})
const RuleInfo = Type.Object({
  name: Type.String(),
  description: Type.String(),
  /** JSON Schema. */
  paramsSchema: Type.Optional(Type.Unknown()),
})

/** What grants can be made of. */
export const listPermissions = get('/permissions', {
  summary: 'Every permission that a plugin of this portal declares, and the rules that conditions may name.',
  allow: policyRead,
  reply: Type.Object({
    permissions: Type.Array(PermissionInfo),
    resourceTypes: Type.Array(
      Type.Object({ pluginId: Type.String(), resourceType: Type.String(), rules: Type.Array(RuleInfo) }),
    ),
  }),
})

/** A grant that fits the question, and what came of it. */
const Match = Type.Object({
  role: Type.String(),
  grant: SourcedGrant,
  outcome: Type.Union([
    Type.Literal('decides'),
    Type.Literal('overruled', { description: 'By a deny, or by an allow without condition.' }),
  ]),
})

/** Why somebody may do something, or may not. */
export const Explanation = Type.Object({
  user: Type.Object({
    userEntityRef: EntityRef,
    ownershipEntityRefs: Type.Array(EntityRef),
    from: Type.Union([
      Type.Literal('given'),
      Type.Literal('sign-in', {
        description: 'What they owned when they last signed in; themselves alone if nobody knows them.',
      }),
      Type.Literal('catalog', { description: 'They have not signed in, or had no groups: those of the catalog.' }),
    ]),
  }),
  permission: PermissionInfo,
  result: Type.Union([Type.Literal('ALLOW'), Type.Literal('DENY'), Type.Literal('CONDITIONAL')]),
  /** One sentence. */
  reason: Type.String(),
  roles: Type.Array(Type.String()),
  matches: Type.Array(Match),
  conditions: Type.Optional(Type.Unknown()),
  fences: Type.Array(Type.String(), { description: 'The fences around the person.' }),
  resource: Type.Optional(
    Type.Object({
      ref: Type.String(),
      state: Type.Union([Type.Literal('meets'), Type.Literal('fails'), Type.Literal('missing')]),
      rules: Type.Array(
        Type.Object({ rule: Type.String(), params: Type.Optional(Type.Unknown()), holds: Type.Boolean() }),
      ),
    }),
  ),
})

/** Asks why. */
export const simulate = post('/simulate', {
  reads: true,
  summary: 'Whether somebody may do something, to a thing if one is given, and by which grants.',
  body: {
    userEntityRef: Type.String({ minLength: 1 }),
    ownershipEntityRefs: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), { description: 'Default: as of the last sign-in.' }),
    ),
    permission: Type.String({ minLength: 1, description: 'Its name.' }),
    resourceRef: Type.Optional(Type.String({ minLength: 1 })),
  },
  reply: Explanation,
})
