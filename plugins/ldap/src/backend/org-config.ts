import { Schedule, type Static, Type } from '@callboard/kernel'
import { connectionKeys, scope } from './connection-config.ts'

const attribute = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

const searchKeys = {
  dn: Type.String({ minLength: 1, description: 'Where the entries are: `ou=people,dc=example,dc=net`.' }),
  options: Type.Optional(
    Type.Object(
      {
        filter: Type.Optional(Type.String({ description: 'Which entries count, as an LDAP filter. Default: all.' })),
        scope: scope('one'),
        attributes: Type.Optional(
          Type.Array(Type.String(), { description: 'What is asked for. Default: `*` and `+`, which is everything.' }),
        ),
        paged: Type.Optional(
          Type.Union(
            [
              Type.Boolean(),
              Type.Object({ pageSize: Type.Optional(Type.Integer({ minimum: 1, description: 'Entries per page.' })) }),
            ],
            {
              description: 'Whether entries are asked for in pages, and how long they are. Default: pages of 100.',
            },
          ),
        ),
      },
      { description: 'How entries are searched.' },
    ),
  ),
  set: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'Fixed values by their place in the entity: `{ spec.type: team }`. Attributes win over them.',
    }),
  ),
}

const commonMap = {
  rdn: attribute('Becomes the annotation `backstage.io/ldap-rdn`. Default: uid for users, cn for groups.'),
  name: attribute('The name of the entity. Default: uid for users, cn for groups.'),
  description: attribute('Default: description, for groups.'),
  displayName: attribute('Default: cn.'),
  email: attribute('Default: mail, for users.'),
  picture: attribute('The address of a picture. Default: none.'),
  memberOf: attribute('The groups that the entry is in, as DNs. Default: memberOf.'),
}

const Users = Type.Object(
  {
    ...searchKeys,
    map: Type.Optional(
      Type.Object(commonMap, { additionalProperties: false, description: 'Which attributes say what.' }),
    ),
  },
  { additionalProperties: false },
)

const Groups = Type.Object(
  {
    ...searchKeys,
    map: Type.Optional(
      Type.Object(
        {
          ...commonMap,
          type: attribute('The type of the group. Default: groupType.'),
          members: attribute('Who is in the group, as DNs, names or ids. Default: member.'),
        },
        { additionalProperties: false, description: 'Which attributes say what.' },
      ),
    ),
  },
  { additionalProperties: false },
)

const Organization = Type.Object(
  {
    ...connectionKeys,
    users: Type.Optional(
      Type.Union([Users, Type.Array(Users)], { description: 'How people are found; one search, or several.' }),
    ),
    groups: Type.Optional(
      Type.Union([Groups, Type.Array(Groups)], { description: 'How groups are found; one search, or several.' }),
    ),
    vendor: Type.Optional(
      Type.Object(
        {
          dnAttributeName: attribute('Holds the DN, where the one of the entry is not meant.'),
          uuidAttributeName: attribute('Holds the id. Default: objectGUID, ipaUniqueID, entryUUID or nsUniqueId.'),
        },
        { description: 'For directories that differ from the usual ones.' },
      ),
    ),
    schedule: Type.Optional(Schedule),
  },
  { additionalProperties: false },
)

/** The block `catalog.providers`, of which this plugin reads one key. */
export const Providers = Type.Object({
  ldapOrg: Type.Optional(
    Type.Record(Type.String(), Organization, { description: 'Reads people and groups of LDAP directories. By id.' }),
  ),
})

/** One directory. */
export type OrganizationConfig = Static<typeof Organization>
/** One search. */
export type SearchConfig = Static<typeof Groups>
/** What is particular about the directory. */
export type Vendor = NonNullable<OrganizationConfig['vendor']>

/** The searches of a key that holds one, several or none. */
export const searchesOf = (searches: SearchConfig | SearchConfig[] | undefined): SearchConfig[] =>
  [searches ?? []].flat()
