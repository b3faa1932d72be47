import { CallboardError, Duration, KindConfig, type Static, Type } from '@callboard/model'

const Presence = Type.Union([Type.Literal('required'), Type.Literal('optional')])

const RuleItem = Type.Union([
  Type.String(),
  Type.Object({ kind: Type.String(), 'spec.type': Type.Optional(Type.String()) }, { additionalProperties: false }),
])

/** The block `catalog` (spec/catalog.md 7). Keys below `providers` belong to other plugins. */
export const CatalogConfig = Type.Object({
  locations: Type.Optional(
    Type.Array(
      Type.Object({
        type: Type.String({ description: 'file or url.' }),
        target: Type.String({ description: 'A path, a glob or a URL. Paths start at the folder the portal runs in.' }),
        presence: Type.Optional(Presence),
        rules: Type.Optional(
          Type.Array(Type.Object({ allow: Type.Array(Type.String()) }), {
            description: 'Kinds that may come from here, besides those of catalog.rules.',
          }),
        ),
      }),
      { description: 'Where entities come from.' },
    ),
  ),
  rules: Type.Optional(
    Type.Array(
      Type.Object({
        allow: Type.Array(RuleItem, { description: 'Kinds, or kinds with a spec.type.' }),
        locations: Type.Optional(
          Type.Array(
            Type.Object({
              type: Type.String(),
              exact: Type.Optional(Type.String()),
              pattern: Type.Optional(Type.String()),
            }),
            { description: 'Only from these registrations.' },
          ),
        ),
      }),
      { description: 'Which kinds may come from where. Without it: Component, API and Location from anywhere.' },
    ),
  ),
  model: Type.Optional(KindConfig),
  entityPage: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Array(Type.Unknown(), {
        description:
          'Ids of cards and tabs, such as entity-card:catalog/links; first come those named here. { <id>: false } switches one off, { <id>: { area: main } } or facts moves a card.',
      }),
      { description: 'By kind: what its entity page shows, and in which order.', inBrowser: true },
    ),
  ),
  readonly: Type.Boolean({ default: false, description: 'Refuse to register, change and unregister locations.' }),
  processingInterval: Type.Optional(
    Type.Union([Duration(), Type.Literal(false)], {
      description:
        'How long a source rests between reads: from this to half as much again. Default: 100 to 150 seconds. false: this process reads nothing.',
    }),
  ),
  orphanStrategy: Type.Union([Type.Literal('delete'), Type.Literal('keep')], {
    default: 'delete',
    description: 'What becomes of entities that nothing gives any more.',
  }),
  orphanProviderStrategy: Type.Union([Type.Literal('delete'), Type.Literal('keep')], {
    default: 'delete',
    description: 'What becomes of the entities of a provider that is no longer installed.',
  }),
  defaultLocationConflictStrategy: Type.Union([Type.Literal('reject'), Type.Literal('refresh')], {
    default: 'reject',
    description: 'What registering a location that exists does when the caller does not say.',
  }),
  scmEvents: Type.Optional(
    Type.Union(
      [
        Type.Boolean(),
        Type.Object(
          {
            refresh: Type.Optional(Type.Boolean({ description: 'What was made from a file is read again.' })),
            unregister: Type.Optional(
              Type.Boolean({ description: 'A registered location goes with its file or repository.' }),
            ),
            move: Type.Optional(
              Type.Boolean({ description: 'A registered location follows its file or repository to a new address.' }),
            ),
          },
          { additionalProperties: false },
        ),
      ],
      {
        description:
          'What webhooks of source code hosts do: true for all, or some of them; in an object, what is missing is on. Default: only refresh.',
      },
    ),
  ),
  processorOptions: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Object({ disabled: Type.Optional(Type.Boolean()), priority: Type.Optional(Type.Number()) }),
      { description: 'By the name of a processor: off, or another place in the order.' },
    ),
  ),
  processors: Type.Optional(
    Type.Object(
      {
        annotateScmSlug: Type.Optional(
          Type.Object(
            { kinds: Type.Array(Type.String(), { default: ['Component'], description: 'Which entities get it.' }) },
            { description: 'Names the repository of an entity in an annotation such as github.com/project-slug.' },
          ),
        ),
        codeOwners: Type.Optional(
          Type.Object(
            {},
            { description: 'Gives an entity without spec.owner the owner of its file in CODEOWNERS. Write {} for it.' },
          ),
        ),
      },
      { description: 'Processors that add something, each off unless it is written here.' },
    ),
  ),
  providerOptions: Type.Optional(
    Type.Record(Type.String(), Type.Object({ disabled: Type.Optional(Type.Boolean()) }), {
      description: 'By the name of a provider: off.',
    }),
  ),
})

/** A checked `catalog` block. */
export type CatalogConfig = Static<typeof CatalogConfig>

/** Location types that became providers long ago; the peer refuses them too. */
const formerTypes = [
  'github-discovery',
  'github-org',
  'gitlab-discovery',
  'ldap-org',
  'microsoft-graph-org',
  'azure-discovery',
  'bitbucket-discovery',
  's3-discovery',
  'aws-cloud-accounts',
]

/** Processors that became providers long ago, or read what `integrations` says by now. */
const formerProcessors = ['github', 'gitlabApi', 'bitbucketApi', 'azureApi']

/**
 * Refuses what can be written and cannot work.
 *
 * @throws InputError that names the key and says what to write instead.
 */
export function checkCatalogConfig(config: CatalogConfig): void {
  config.locations?.forEach(({ type }, index) => {
    if (!formerTypes.includes(type)) return
    throw invalid(
      `catalog.locations[${index}].type "${type}" is not a type of location any more.`,
      'Configure the provider below catalog.providers instead; see docs/catalog/providers.md.',
    )
  })
  const former = Object.keys(config.processors ?? {}).find((name) => formerProcessors.includes(name))
  if (former !== undefined) {
    throw invalid(
      `catalog.processors.${former} is not a key any more.`,
      'Write the credentials below integrations, and the provider below catalog.providers.',
    )
  }
  config.rules?.forEach(({ locations = [] }, index) => {
    if (locations.every(({ exact, pattern }) => exact === undefined || pattern === undefined)) return
    throw invalid(
      `catalog.rules[${index}].locations gives both exact and pattern.`,
      'Give one of the two, or two entries.',
    )
  })
}

const invalid = (message: string, hint: string) =>
  new CallboardError({ name: 'InputError', code: 'catalog/invalid-config', message, hint })
