import { Duration, type Static, Type } from '@callboard/kernel'
import { OpenSearchConfig } from './engines/opensearch/opensearch-config.ts'

const Frequency = Type.Union(
  [Duration(), Type.Object({ cron: Type.String() }), Type.Object({ trigger: Type.Literal('manual') })],
  { description: 'A duration, { cron: "…" } or { trigger: manual }.' },
)

const CollatorSchedule = Type.Object(
  {
    frequency: Type.Optional(Frequency),
    timeout: Type.Optional(
      Duration({ description: 'After which a run is stopped; the next goes on where it was. Default: 15 minutes.' }),
    ),
    initialDelay: Type.Optional(Duration({ description: 'How long after the start the first run is. Default: 3 s.' })),
    scope: Type.Optional(
      Type.Union([Type.Literal('global'), Type.Literal('local')], {
        description: 'One run across replicas, or one in each. Default: global, as replicas share the index.',
      }),
    ),
  },
  {
    description:
      'When everything is indexed again. Changes need no run where the collator follows them. Default frequency: an hour; 10 minutes for what cannot tell its changes.',
  },
)

/** The block `search` (spec/search.md 6). */
export const SearchConfig = Type.Object({
  maxTermLength: Type.Integer({ default: 100, minimum: 1, description: 'Longer terms are refused.' }),
  maxPageLimit: Type.Integer({ default: 100, minimum: 1, description: 'More results on one page are refused.' }),
  synonyms: Type.Array(Type.Array(Type.String()), {
    default: [],
    description: 'Groups of words that mean the same here: [[k8s, kubernetes], [pos, till, cash desk]].',
  }),
  collators: Type.Optional(
    Type.Record(Type.String(), Type.Object({ schedule: Type.Optional(CollatorSchedule) }), {
      description: 'By catalog, techdocs, apis, or the type of any other collator.',
    }),
  ),
  elasticsearch: Type.Optional(OpenSearchConfig),
  history: Type.Object(
    {
      enabled: Type.Boolean({
        default: false,
        // The settings say whether there is anything to keep.
        inBrowser: true,
        description:
          'Whether terms are kept: popular ones, those that found nothing and, for those who want it, their own.',
      }),
      retention: Duration({ default: 'P30D', description: 'How long terms are kept.' }),
    },
    { default: {}, description: 'What is kept of what people search. Names of people are kept only for themselves.' },
  ),
})

export type SearchSettings = Static<typeof SearchConfig>
