import { get, post, type ShapeOf, type Static, Type } from '@callboard/model'

/** Each costs the database a look at every entity of the answer. */
export const maxOrderFields = 20

const Text = Type.String({ minLength: 1 })
const Texts = Type.Array(Text)
const PageSize = Type.Integer({ minimum: 0 })
const Offset = Type.Integer({ minimum: 0, description: 'How many entities to leave out; on the first page only.' })
const Filters = Type.Array(Text, {
  description: 'Conditions `key=value` or `key`; those of one value are AND-ed, repeated values are OR-ed.',
})
const Fields = Type.Array(Text, { description: 'Comma-separated paths of what to show; without it everything.' })
const TotalItems = Type.Union([Type.Literal('include'), Type.Literal('exclude')], {
  description: 'With `exclude`, entities are not counted and totalItems is 0.',
})
const Predicate = Type.Unknown({ description: 'A predicate, for example {"kind": "component"}.' })

const EntityObject = Type.Record(Type.String(), Type.Unknown(), { description: 'An entity, or the fields asked for.' })

/** What by-query answers. */
export const EntityPage = Type.Object({
  items: Type.Array(EntityObject),
  totalItems: Type.Integer({ description: 'How many entities answer the query on all pages, for this caller.' }),
  pageInfo: Type.Object({ nextCursor: Type.Optional(Type.String()), prevCursor: Type.Optional(Type.String()) }),
})

const Facets = Type.Object({
  facets: Type.Record(Type.String(), Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() }))),
})

const listQuery = {
  filter: Type.Optional(Filters),
  fields: Type.Optional(Fields),
  limit: Type.Optional(PageSize),
  offset: Type.Optional(Offset),
  orderField: Type.Optional(
    Type.Array(Text, {
      maxItems: maxOrderFields,
      description: '`<field>` or `<field>,asc` or `<field>,desc`; repeatable.',
    }),
  ),
  fullTextFilterTerm: Type.Optional(Text),
  fullTextFilterFields: Type.Optional(Type.Array(Text, { description: 'Comma-separated index keys.' })),
  totalItems: Type.Optional(TotalItems),
  cursor: Type.Optional(Text),
}

const ListBody = Type.Object({
  query: Type.Optional(Predicate),
  fields: Type.Optional(Texts),
  limit: Type.Optional(PageSize),
  offset: Type.Optional(Offset),
  orderBy: Type.Optional(
    Type.Array(Type.Object({ field: Text, order: Type.Union([Type.Literal('asc'), Type.Literal('desc')]) }), {
      maxItems: maxOrderFields,
    }),
  ),
  fullTextFilter: Type.Optional(
    Type.Object({ term: Type.Optional(Type.String()), fields: Type.Optional(Type.Array(Type.String())) }),
  ),
  totalItems: Type.Optional(TotalItems),
  cursor: Type.Optional(Text),
})

/** The query of GET /entities/by-query, checked. */
export type ListQueryParams = ShapeOf<typeof listQuery>
/** The body of POST /entities/by-query, checked. */
export type ListBodyValue = Static<typeof ListBody>

const entitiesQuery = {
  filter: Type.Optional(Filters),
  fields: Type.Optional(Fields),
  order: Type.Optional(
    Type.Array(Text, { maxItems: maxOrderFields, description: '`asc:<field>` or `desc:<field>`; repeatable.' }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1 })),
  offset: Type.Optional(Offset),
  after: Type.Optional(Text),
}

/** The query of GET /entities, checked. */
export type EntitiesParams = ShapeOf<typeof entitiesQuery>

const name = { kind: Text, namespace: Text, name: Text }

/** All entities, or a page of them by number. */
export const listEntities = get('/entities', {
  summary: 'List entities: all of them, or a page by offset. New callers use by-query.',
  query: entitiesQuery,
  reply: Type.Array(EntityObject),
})

/** A page of entities, asked in the URL. */
export const queryEntities = get('/entities/by-query', {
  summary: 'Find entities page by page, with filters, order and full text.',
  query: listQuery,
  reply: EntityPage,
})

/** A page of entities, asked by a predicate. */
export const queryEntitiesByPredicate = post('/entities/by-query', {
  summary: 'Find entities page by page, with a predicate, order and full text.',
  reads: true,
  body: ListBody,
  optionalBody: true,
  reply: EntityPage,
})

/** Entities by their refs. */
export const entitiesByRefs = post('/entities/by-refs', {
  summary: 'Read many entities by ref; null stands where there is none that the caller may read.',
  reads: true,
  query: { filter: Type.Optional(Filters) },
  body: Type.Object({
    entityRefs: Type.Array(Type.String()),
    fields: Type.Optional(Texts),
    query: Type.Optional(Predicate),
  }),
  reply: Type.Object({ items: Type.Array(Type.Union([EntityObject, Type.Null()])) }),
})

/** One entity by kind, namespace and name. */
export const entityByName = get('/entities/by-name/:kind/:namespace/:name', {
  summary: 'Read one entity by kind, namespace and name, in any casing.',
  params: name,
  reply: EntityObject,
})

/** What an entity hangs on. */
export const entityAncestry = get('/entities/by-name/:kind/:namespace/:name/ancestry', {
  summary: 'Tell which entities an entity was emitted by, up to the registered location.',
  params: name,
  reply: Type.Object({
    rootEntityRef: Type.String(),
    items: Type.Array(Type.Object({ entity: EntityObject, parentEntityRefs: Type.Array(Type.String()) })),
  }),
})

/** One entity by uid. */
export const entityByUid = get('/entities/by-uid/:uid', {
  summary: 'Read one entity by its uid.',
  params: { uid: Text },
  reply: EntityObject,
})

/** Counts of values, asked in the URL. */
export const entityFacets = get('/entity-facets', {
  summary: 'Count the entities of each value of some index keys.',
  query: {
    facet: Type.Array(Type.String(), { description: 'An index key, for example spec.type; repeatable.' }),
    filter: Type.Optional(Filters),
  },
  reply: Facets,
})

/** Counts of values, asked by a predicate. */
export const entityFacetsByPredicate = post('/entity-facets', {
  summary: 'Count the entities of each value of some index keys, among those that a predicate holds for.',
  reads: true,
  body: Type.Object({ facets: Type.Array(Type.String()), query: Type.Optional(Predicate) }),
  reply: Facets,
})
