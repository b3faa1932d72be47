import { type Entity, entityRefOf, type JsonObject } from '@callboard/model'
import { entitiesByRefs, queryEntitiesByPredicate } from '@callboard/plugin-catalog'
import { iconOfKind, useCall } from '@callboard/web'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { titleOf } from '../entity-titles.ts'
import type { Choice } from './Combobox.tsx'
import { usePaused } from './use-paused.ts'

/** Enough to choose from; whoever looks for more types on. */
const foundItems = 20

const fields = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.title',
  'spec.profile.displayName',
  'spec.type',
]

/** What the catalog found. */
export interface FoundEntities {
  choices: readonly Choice[]
  state: 'settled' | 'searching' | 'failed'
  /** The only entity there is, whatever is typed. */
  only: Choice | undefined
}

/**
 * Entities whose name or title has a text in it.
 *
 * @param text - Undefined: nobody looks for anything yet.
 */
export function useEntities(filter: JsonObject, text: string | undefined): FoundEntities {
  const call = useCall()
  const paused = usePaused(text ?? '').trim()
  const { data, isFetching, isError } = useQuery({
    queryKey: ['catalog', 'picker', filter, paused],
    enabled: text !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () =>
      call(queryEntitiesByPredicate, {
        plugin: 'catalog',
        body: {
          query: filter,
          ...(paused && {
            fullTextFilter: { term: paused, fields: ['metadata.name', 'metadata.title', 'spec.profile.displayname'] },
          }),
          fields,
          orderBy: [{ field: 'metadata.name', order: 'asc' }],
          limit: foundItems,
        },
      }),
  })
  // With these fields it is an Entity as far as names go.
  const found = ((data?.items ?? []) as unknown as Entity[]).map(choiceOf)
  const isBehind = isFetching || (text ?? '').trim() !== paused
  // What was found for another text must not be taken for what is typed now.
  const choices = isBehind ? found.filter((choice) => isLike(choice, text ?? '')) : found
  const isOnly = data?.totalItems === 1 && paused === '' && !isBehind
  return {
    choices,
    state: isBehind ? 'searching' : isError ? 'failed' : 'settled',
    only: isOnly ? choices[0] : undefined,
  }
}

/** What entities are called, by ref; those that nobody knows are missing, and none is known at first. */
export function useEntityTitles(refs: readonly string[]): ReadonlyMap<string, string> {
  const call = useCall()
  const { data } = useQuery({
    queryKey: ['catalog', 'picker-titles', refs],
    enabled: refs.length > 0,
    placeholderData: keepPreviousData,
    queryFn: () => call(entitiesByRefs, { plugin: 'catalog', body: { entityRefs: [...refs], fields } }),
  })
  const entities = (data?.items ?? []) as unknown as (Entity | null)[]
  return new Map(entities.flatMap((entity) => (entity ? [[entityRefOf(entity), titleOf(entity)] as const] : [])))
}

function isLike({ title, value }: Choice, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return title.toLowerCase().includes(wanted) || value.includes(wanted)
}

function choiceOf(entity: Entity): Choice {
  const value = entityRefOf(entity)
  const title = titleOf(entity)
  return { value, title, detail: value, icon: iconOfKind(entity.kind) }
}
