import { Schedule, Secret, type Static, Type } from '@callboard/kernel'

const text = (description: string) => Type.Optional(Type.String({ description }))

const Organization = Type.Object({
  baseUrl: Type.String({ description: 'Address of the server: https://id.example.com, with "/auth" for old ones.' }),
  realm: text('The realm whose people are read. Default: master.'),
  loginRealm: text('The realm that the client belongs to. Default: the realm that is read.'),
  clientId: Type.String({ description: 'A client with a service account that has the role view-users.' }),
  clientSecret: Secret({ description: 'Its secret.' }),
  userQuerySize: Type.Optional(Type.Integer({ minimum: 1, description: 'People per request. Default: 100.' })),
  groupQuerySize: Type.Optional(Type.Integer({ minimum: 1, description: 'Groups per request. Default: 100.' })),
  schedule: Type.Optional(Schedule),
})

/** The block `catalog.providers`, of which this plugin reads one key. */
export const Providers = Type.Object({
  keycloakOrg: Type.Optional(
    Type.Unsafe<Record<string, unknown>>(
      Type.Union([Organization, Type.Object({}, { additionalProperties: Organization })], {
        description: 'Reads people and groups of a Keycloak realm. One block, or several by id.',
      }),
    ),
  ),
})

/** One block. */
export type OrganizationConfig = Static<typeof Organization>

/** The blocks by id; a single block has the id `default`. */
export function organizationsOf(value: Record<string, unknown> | undefined): Record<string, OrganizationConfig> {
  if (!value) return {}
  const blocks = typeof value.baseUrl === 'string' ? { default: value } : value
  // The schema has checked both shapes, and here it is known which one it is.
  return blocks as Record<string, OrganizationConfig>
}
