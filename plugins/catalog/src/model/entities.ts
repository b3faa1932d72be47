import { type Entity, type Filter, type OrderField, service } from '@callboard/model'

/** What {@link Entities.query} is asked. */
export interface EntitiesRequest {
  /** A predicate (spec/catalog.md 4.5): `{ kind: 'component', 'spec.type': { $in: ['service', 'website'] } }`. */
  filter?: Record<string, unknown>
  /** Index keys, lower case. Default: by uid. */
  order?: readonly OrderField[]
  /** Default 200. */
  limit?: number
  /** From the page before; brings filter and order. */
  cursor?: string
  /** Paths to show; the entities then hold nothing else. */
  fields?: readonly string[]
}

/** A page of entities. */
export interface EntitiesPage {
  items: Entity[]
  /** On all pages, for this caller. */
  totalItems: number
  nextCursor?: string
}

/** Who asks: the credentials of a request, or the plugin's own, as the kernel gives them. */
export interface AskedBy {
  credentials: { readonly principal: { readonly type: 'user' | 'service' | 'none' } }
}

/** Reads the entities that the caller may see; those that he may not are as if they were not there. */
export interface Entities {
  /** @throws `model/malformed-ref` */
  findByRef(ref: string, by: AskedBy): Promise<Entity | undefined>
  /** As many as asked, in the same order; undefined where there is none. Any number of refs. */
  listByRefs(refs: readonly string[], by: AskedBy & { fields?: readonly string[] }): Promise<(Entity | undefined)[]>
  /** One page. @throws InputError of a filter or cursor that cannot be read. */
  query(request: EntitiesRequest, by: AskedBy): Promise<EntitiesPage>
  /** Which entities the caller may read, as a question about their index rows: for whoever keeps an index of its own. */
  readableBy(by: AskedBy): Promise<Filter>
}

/** The catalog's own token; `use: { entities }`. */
export const entities = service<Entities>('catalog.entities', 'Reads the entities the caller may see.')
