import type { ListBodyValue } from '../../model/routes-read.ts'

/** Asks for the entities that a registered location gives, the Location entity itself left out. */
export const entitiesOf = ({ type, target }: { type: string; target: string }, limit: number): ListBodyValue => ({
  query: {
    $all: [
      { 'metadata.annotations.backstage.io/managed-by-origin-location': `${type}:${target}` },
      { $not: { kind: 'location' } },
    ],
  },
  fields: [
    'kind',
    'metadata.name',
    'metadata.namespace',
    'metadata.title',
    'metadata.description',
    'spec.type',
    'spec.profile.displayName',
  ],
  limit,
  orderBy: [{ field: 'metadata.name', order: 'asc' }],
})
