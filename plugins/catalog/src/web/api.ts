import type { Entity, Static } from '@callboard/model'
import { useFind, useRead, useReadPieces } from '@callboard/web'
import { entitiesByRefs, entityByName, type ListBodyValue, queryEntitiesByPredicate } from '../model/routes-read.ts'

// The routes promise objects, because callers may ask for some fields only. What the hooks below ask for makes an Entity
// as far as its readers go: kind and metadata.name are always among the fields.

/** One page of a list. */
export interface EntityPage extends Omit<Static<typeof queryEntitiesByPredicate.reply>, 'items'> {
  items: readonly Entity[]
}

/** Reads one page of a list. */
export const useEntityPage = (body: ListBodyValue): EntityPage => {
  const page = useRead(queryEntitiesByPredicate, { body })
  return { ...page, items: page.items as Entity[] }
}

/** Reads pages of a list without waiting; undefined stands for those that are on their way. */
export const useEntityPages = (bodies: readonly ListBodyValue[]): (readonly Entity[] | undefined)[] =>
  useReadPieces(
    queryEntitiesByPredicate,
    bodies.map((body) => ({ body })),
  ).map((page) => page && (page.items as Entity[]))

/** Reads one entity; undefined when none is registered, or the person may not see it. */
export const useEntity = (params: { kind: string; namespace: string; name: string }): Entity | undefined =>
  useFind(entityByName, { params }) as Entity | undefined

/**
 * Reads what links to entities need.
 *
 * @returns By ref; those that are not registered, or hidden from the person, are missing.
 */
export function useTargets(refs: readonly string[]): ReadonlyMap<string, Entity> {
  const entityRefs = [...new Set(refs)]
  const fields = ['kind', 'metadata.name', 'metadata.title', 'spec.profile.displayName']
  const items = useRead(entitiesByRefs, { body: { entityRefs, fields } }).items as (Entity | null)[]
  // The reply has one item for each ref, in the order they were asked for (spec/catalog.md 4.11).
  return new Map(entityRefs.flatMap((ref, place) => (items[place] ? [[ref, items[place]] as const] : [])))
}
