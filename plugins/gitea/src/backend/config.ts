import { Schedule, type Static, Type } from '@callboard/kernel'

const Discovery = Type.Object(
  {
    host: Type.String({ description: 'A host of "integrations.gitea".' }),
    organization: Type.String({ description: 'The organisation whose repositories are searched.' }),
    branch: Type.Optional(Type.String({ description: 'The branch to read instead of the default one.' })),
    catalogPath: Type.Optional(
      Type.String({ description: 'The file in each repository. Default: /catalog-info.yaml.' }),
    ),
    repositories: Type.Optional(
      Type.String({
        description: 'A regular expression that the whole name of a repository must match. Default: all.',
      }),
    ),
    schedule: Type.Optional(Schedule),
  },
  { additionalProperties: false },
)

const Organization = Type.Object(
  {
    host: Type.String({ description: 'A host of "integrations.gitea".' }),
    orgs: Type.Array(Type.String(), {
      minItems: 1,
      description: 'The organisations whose members and teams are read.',
    }),
    schedule: Type.Optional(Schedule),
  },
  { additionalProperties: false },
)

/** The block `catalog.providers`, of which this plugin reads two keys. */
export const Providers = Type.Object({
  gitea: Type.Optional(
    Type.Record(Type.String(), Discovery, {
      description: 'Finds catalog files in the repositories of organisations. By id.',
    }),
  ),
  giteaOrg: Type.Optional(
    Type.Record(Type.String(), Organization, { description: 'Reads members and teams of organisations. By id.' }),
  ),
})

/** One block of discovery. */
export type DiscoveryConfig = Static<typeof Discovery>
/** One block of organisation data. */
export type OrganizationConfig = Static<typeof Organization>
