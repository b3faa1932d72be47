import { Schedule, Secret, type Static, Type } from '@callboard/kernel'

const text = (description: string) => Type.Optional(Type.String({ description }))
const query = {
  filter: text('An OData filter of Microsoft Graph.'),
  search: text('A search of Microsoft Graph: "displayName:eng".'),
}

const organization = {
  tenantId: Type.String({ description: 'The tenant, by id or domain.' }),
  clientId: Type.String({ description: 'The app registration that reads; it has no signed-in user.' }),
  clientSecret: Secret({ description: 'Its secret.' }),
  target: text('Base URL of the API. Default: https://graph.microsoft.com/v1.0.'),
  authority: text('Where tokens come from. Default: https://login.microsoftonline.com.'),
  queryMode: Type.Optional(
    Type.Union([Type.Literal('basic'), Type.Literal('advanced')], {
      description: 'advanced: filters may use what Graph calls advanced queries. Searches are always sent so.',
    }),
  ),
  user: Type.Optional(
    Type.Object(
      {
        filter: text('Which people are read. Default: accountEnabled eq true.'),
        select: Type.Optional(Type.Array(Type.String(), { description: 'Further properties to ask for.' })),
      },
      { description: 'People, by their own properties.' },
    ),
  ),
  group: Type.Optional(Type.Object(query, { description: 'Which groups are read. Default: all.' })),
  userGroupMember: Type.Optional(
    Type.Object(query, { description: 'Instead of "user": people who are direct members of these groups.' }),
  ),
  schedule: Type.Optional(Schedule),
}

const Organization = Type.Object(organization)

/** The block `catalog.providers`, of which this plugin reads one key. */
export const Providers = Type.Object({
  microsoftGraphOrg: Type.Optional(
    Type.Unsafe<Record<string, unknown>>(
      Type.Union([Organization, Type.Object({}, { additionalProperties: Organization })], {
        description: 'Reads people and groups of a Microsoft Entra ID tenant. One block, or several by id.',
      }),
    ),
  ),
})

/** One block. */
export type OrganizationConfig = Static<typeof Organization>

/** The blocks by id; a single block has the id `default`. */
export function organizationsOf(value: Record<string, unknown> | undefined): Record<string, OrganizationConfig> {
  if (!value) return {}
  const blocks = typeof value.tenantId === 'string' ? { default: value } : value
  // The schema has checked both shapes, and here it is known which one it is.
  const checked = blocks as Record<string, OrganizationConfig>
  for (const [id, { user, userGroupMember }] of Object.entries(checked)) {
    if (user?.filter !== undefined && userGroupMember !== undefined)
      throw new Error(
        `catalog.providers.microsoftGraphOrg (${id}): "user.filter" and "userGroupMember" exclude each other.`,
      )
  }
  return checked
}
