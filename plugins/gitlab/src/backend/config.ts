import { Schedule, type Static, Type } from '@callboard/kernel'

const Provider = Type.Object(
  {
    host: Type.String({ description: 'A host of "integrations.gitlab".' }),
    group: Type.Optional(
      Type.String({ description: 'Full path of the group to search, with all groups below. Default: all.' }),
    ),
    branch: Type.Optional(Type.String({ description: 'The branch to read instead of the default one.' })),
    fallbackBranch: Type.Optional(
      Type.String({ description: 'For projects without a default branch. Default: master.' }),
    ),
    entityFilename: Type.Optional(
      Type.String({ description: 'The file in each project. Default: catalog-info.yaml.' }),
    ),
    projectPattern: Type.Optional(Type.String({ description: 'A regular expression that is found in the full path.' })),
    excludeRepos: Type.Optional(Type.Array(Type.String(), { description: 'Full paths of projects to leave out.' })),
    skipForkedRepos: Type.Optional(Type.Boolean({ description: 'Leaves forks out. Default: false.' })),
    includeArchivedRepos: Type.Optional(Type.Boolean({ description: 'Reads archived projects too. Default: false.' })),
    orgEnabled: Type.Optional(Type.Boolean({ description: 'Reads users and groups as well. Default: false.' })),
    restrictUsersToGroup: Type.Optional(
      Type.Boolean({ description: 'Reads only users that are members of "group". Always so on gitlab.com.' }),
    ),
    userPattern: Type.Optional(Type.String({ description: 'A regular expression that is found in the user name.' })),
    groupPattern: Type.Optional(Type.String({ description: 'A regular expression that is found in the full path.' })),
    relations: Type.Optional(
      Type.Array(Type.String(), {
        description: 'Which memberships count besides direct ones; of them only INHERITED is built.',
      }),
    ),
    schedule: Type.Optional(Schedule),
  },
  { additionalProperties: false },
)

/** The block `catalog.providers`, of which this plugin reads one key. */
export const Providers = Type.Object({
  gitlab: Type.Optional(
    Type.Record(Type.String(), Provider, {
      description: 'Finds catalog files, and reads users and groups, on GitLab. By id.',
    }),
  ),
})

/** One block. */
export type GitlabProviderConfig = Static<typeof Provider>
