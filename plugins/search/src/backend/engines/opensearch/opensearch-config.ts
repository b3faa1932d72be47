import { Secret, type Static, Type } from '@callboard/kernel'

const notNeeded = (what: string) =>
  Type.Optional(Type.Unknown({ description: `Read from older configurations and not needed: ${what}` }))

/** The block `search.elasticsearch` (spec/search.md 5.3). Where it is, the index is there and not in the database. */
export const OpenSearchConfig = Type.Object(
  {
    provider: Type.Optional(
      Type.Union([Type.Literal('opensearch'), Type.Literal('elastic'), Type.Literal('aws')], {
        description: 'Where it runs. Without: anything that answers at `node`.',
      }),
    ),
    node: Type.Optional(
      Type.String({ description: 'URL of the cluster. With provider elastic, cloudId does as well.' }),
    ),
    cloudId: Type.Optional(Type.String({ description: 'Of Elastic Cloud, which says where the cluster is.' })),
    auth: Type.Optional(
      Type.Object(
        {
          username: Type.Optional(Type.String({ description: 'With password.' })),
          password: Type.Optional(Secret({ description: 'The password of the user.' })),
          apiKey: Type.Optional(Secret({ description: 'Instead of a user: a key as Elasticsearch prints it.' })),
        },
        { description: 'As whom the portal comes. With provider aws: the credentials of the machine.' },
      ),
    ),
    region: Type.Optional(Type.String({ description: 'With provider aws: eu-central-1.' })),
    service: Type.Optional(
      Type.Union([Type.Literal('es'), Type.Literal('aoss')], {
        description: 'With provider aws: es (a cluster, the default) or aoss (serverless).',
      }),
    ),
    indexPrefix: Type.String({
      default: '',
      description: 'Before the name of each index: portals that share a cluster must not share their names.',
    }),
    batchSize: Type.Integer({ default: 1000, minimum: 1, description: 'So many writes go in one request at most.' }),
    clientOptions: Type.Optional(
      Type.Object(
        {},
        {
          additionalProperties: true,
          description: 'More options of the client of OpenSearch: ssl, proxy, requestTimeout.',
        },
      ),
    ),
    indexTemplates: Type.Array(
      Type.Object({
        name: Type.String({ description: 'Its name in the cluster.' }),
        body: Type.Object(
          {},
          {
            additionalProperties: true,
            description: 'As the cluster takes it: index_patterns, template, composed_of.',
          },
        ),
      }),
      {
        default: [],
        description: 'Templates that are written before the first index: numbers of shards and replicas.',
      },
    ),
    accountId: notNeeded('the credentials of the machine know their account.'),
    batchKeyField: notNeeded('documents have numbers of their own.'),
    highlightOptions: notNeeded('matches are marked in the same way on all engines.'),
    queryOptions: notNeeded('typos are corrected in the same way on all engines.'),
  },
  { description: 'An index in OpenSearch or Elasticsearch instead of the database.' },
)

/** Where an index in OpenSearch or Elasticsearch is, and how to get there. */
export type OpenSearchSettings = Static<typeof OpenSearchConfig>
