import { Schedule, type Static, Type } from '@callboard/kernel'

const strings = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))

const Filters = Type.Object(
  {
    branch: Type.Optional(Type.String({ description: 'The branch to read instead of the default one.' })),
    repository: Type.Optional(Type.String({ description: 'A regular expression that the whole name must match.' })),
    topic: Type.Optional(
      Type.Object(
        { include: strings('At least one of these.'), exclude: strings('None of these; wins over "include".') },
        { additionalProperties: false, description: 'By the topics of repositories.' },
      ),
    ),
    visibility: Type.Optional(
      Type.Array(Type.Union([Type.Literal('public'), Type.Literal('internal'), Type.Literal('private')]), {
        description: 'Only repositories of these visibilities.',
      }),
    ),
    allowForks: Type.Optional(Type.Boolean({ description: 'Whether forks are read. Default: true.' })),
    allowArchived: Type.Optional(
      Type.Boolean({ description: 'Whether archived repositories are read. Default: false.' }),
    ),
  },
  { additionalProperties: false, description: 'Which repositories are read. Default: all that are not archived.' },
)

const discovery = {
  organization: Type.Optional(
    Type.String({ description: 'The organisation or user whose repositories are searched.' }),
  ),
  app: Type.Optional(
    Type.Union([Type.Number(), Type.String()], {
      description: 'The id of a GitHub App of "integrations": all organisations that have installed it are searched.',
    }),
  ),
  host: Type.Optional(Type.String({ description: 'A host of "integrations.github". Default: github.com.' })),
  catalogPath: Type.Optional(
    Type.String({ description: 'The file in each repository, or a pattern for many. Default: /catalog-info.yaml.' }),
  ),
  validateLocationsExist: Type.Optional(
    Type.Boolean({ description: 'Leave repositories out that lack the file. Not with a pattern. Default: false.' }),
  ),
  filters: Type.Optional(Filters),
  pageSizes: Type.Optional(
    Type.Object({
      repositories: Type.Optional(Type.Number({ description: 'Repositories per request, at most 100.' })),
    }),
  ),
  schedule: Type.Optional(Schedule),
}

const Discovery = Type.Object(discovery, { additionalProperties: false })

const Organization = Type.Object(
  {
    id: Type.Optional(Type.String({ description: 'Stays the same, or the entities are made anew. Default: default.' })),
    githubUrl: Type.Optional(Type.String({ description: 'Address of the host. Default: https://github.com.' })),
    orgs: strings('The organisations. Default: all that have installed the GitHub Apps of the integration.'),
    schedule: Type.Optional(Schedule),
  },
  { additionalProperties: false },
)

/** The block `catalog.providers`, of which this plugin reads two keys. */
export const Providers = Type.Object({
  github: Type.Optional(
    // Not a union of the two shapes: a wrong key is then named, whichever shape was meant.
    Type.Object(discovery, {
      additionalProperties: Discovery,
      description: 'Finds catalog files in the repositories of organisations. One block, or several by id.',
    }),
  ),
  githubOrg: Type.Optional(
    Type.Union([Organization, Type.Array(Organization)], {
      description: 'Reads users and teams of organisations.',
    }),
  ),
})

/** One block of discovery. */
export type DiscoveryConfig = Static<typeof Discovery>
/** One block of organisation data. */
export type OrganizationConfig = Static<typeof Organization>

/** The blocks of discovery by id; a single block has the id `default`. */
export function discoveriesOf(value: Record<string, unknown> | undefined): Record<string, DiscoveryConfig> {
  if (!value) return {}
  const isSingle = Object.entries(value).some(([key, found]) => key in discovery && !isBlock(found))
  const stray = isSingle && Object.keys(value).find((key) => !(key in discovery))
  if (stray) throw new Error(`catalog.providers.github.${stray} is unknown beside the other keys of the block.`)
  // The schema has checked both shapes, and here it is known which one it is.
  const blocks = isSingle ? { default: value as DiscoveryConfig } : (value as Record<string, DiscoveryConfig>)
  for (const [id, block] of Object.entries(blocks)) {
    if (block.organization === undefined && block.app === undefined) {
      const path = isSingle ? 'catalog.providers.github' : `catalog.providers.github.${id}`
      throw new Error(`${path} needs "organization" (whose repositories to search) or "app" (whose installations).`)
    }
  }
  return blocks
}

/** The blocks of organisation data. */
export const organizationsOf = (value: Static<typeof Providers>['githubOrg']): OrganizationConfig[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]

/** A block under an id that is also a key, such as `app`. */
const isBlock = (value: unknown) =>
  typeof value === 'object' && value !== null && ('organization' in value || 'app' in value)
