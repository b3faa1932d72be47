import { type Static, Type } from '@callboard/kernel'
import { connectionKeys, scope } from './connection-config.ts'

const Users = Type.Object(
  {
    dn: Type.String({ minLength: 1, description: 'Where people are: `ou=people,dc=example,dc=net`.' }),
    usernameAttributes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z0-9;.-]+$' }), {
        minItems: 1,
        description: 'What people may type as their name: the value of any of these. Default: uid.',
      }),
    ),
    filter: Type.Optional(
      Type.String({ description: 'Who may sign in: `(objectClass=inetOrgPerson)`. Default: all.' }),
    ),
    scope: scope('sub'),
    map: Type.Optional(
      Type.Object(
        {
          name: Type.Optional(Type.String({ description: 'For resolvers by name. Default: uid.' })),
          displayName: Type.Optional(Type.String({ description: 'Default: cn.' })),
          email: Type.Optional(Type.String({ description: 'Default: mail.' })),
          memberOf: Type.Optional(Type.String({ description: 'Groups, if "groups" is absent. Default: memberOf.' })),
        },
        { additionalProperties: false, description: 'Which attributes say what.' },
      ),
    ),
  },
  { additionalProperties: false, description: 'How the entry of a person is found.' },
)

const Groups = Type.Object(
  {
    dn: Type.String({ minLength: 1, description: 'Where groups are: `ou=groups,dc=example,dc=net`.' }),
    memberAttribute: Type.Optional(
      Type.String({ description: 'The attribute that holds the DNs of members. Default: member.' }),
    ),
    filter: Type.Optional(Type.String({ description: 'Which groups count. Default: all.' })),
    scope: scope('sub'),
  },
  { additionalProperties: false, description: 'How the groups of a person are found. Default: by "memberOf".' },
)

/** The own keys of the block `auth.providers.ldap`. */
export const ldapKeys = { ...connectionKeys, users: Users, groups: Type.Optional(Groups) }

/** The block `auth.providers.ldap`. */
export type LdapConfig = Static<ReturnType<typeof Type.Object<typeof ldapKeys>>>

/** Which attributes say what, with what holds where nothing is configured. */
export const mapOf = ({ map = {} }: LdapConfig['users']) => ({
  name: map.name ?? 'uid',
  displayName: map.displayName ?? 'cn',
  email: map.email ?? 'mail',
  memberOf: map.memberOf ?? 'memberOf',
})
