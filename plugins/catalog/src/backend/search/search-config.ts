import { type Static, Type } from '@callboard/kernel'
import { everything, type Filter, keyIsOneOf } from '@callboard/model'

const FilterValue = Type.Union([Type.String(), Type.Array(Type.String())])
const FilterSet = Type.Record(Type.String(), FilterValue)

/** The block `search.collators.catalog` (spec/search.md 6), beside its `schedule`. */
export const CollatorConfig = Type.Object(
  {
    locationTemplate: Type.Optional(
      Type.String({ description: 'Where a found entity leads. Default: /catalog/:namespace/:kind/:name' }),
    ),
    filter: Type.Optional(
      Type.Union([FilterSet, Type.Array(FilterSet)], {
        description:
          'Which entities are found: { kind: [Component, API] }; all keys must hold, and one set of a list. Default: all.',
      }),
    ),
    batchSize: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 5000, description: 'How many entities are read at once. Default: 200.' }),
    ),
  },
  { description: 'How search finds entities.' },
)

/** What collators go by. */
export interface CollatorSettings {
  locationTemplate: string
  filter: Filter
  batchSize: number
}

/** @param block - Of the configuration, checked by {@link CollatorConfig}. */
export function collatorSettings(block: unknown): CollatorSettings {
  const {
    locationTemplate = '/catalog/:namespace/:kind/:name',
    filter,
    batchSize = 200,
  } = (block ?? {}) as Static<typeof CollatorConfig>
  // A number from an environment variable is still text here.
  return { locationTemplate, filter: filterOf(filter), batchSize: Number(batchSize) }
}

function filterOf(filter: Static<typeof CollatorConfig>['filter']): Filter {
  if (filter === undefined) return everything
  const sets = Array.isArray(filter) ? filter : [filter]
  return {
    any: sets.map((set) => ({ all: Object.entries(set).map(([key, value]) => keyIsOneOf(key, [value].flat())) })),
  }
}
