import { del, EntityRef, get, post, put, Type } from '@callboard/model'
import { locationInAudit } from './location-in-audit.ts'
import {
  catalogLocationAnalyze,
  catalogLocationCreate,
  catalogLocationDelete,
  catalogUnprocessedDelete,
  catalogUnprocessedRead,
} from './permissions.ts'

/** A registered location (spec/catalog.md 4.16). */
export const LocationObject = Type.Object({
  id: Type.String(),
  type: Type.String(),
  target: Type.String(),
  entityRef: EntityRef,
})

const AnyEntity = Type.Record(Type.String(), Type.Unknown())
const Presence = Type.Union([Type.Literal('required'), Type.Literal('optional')])

/** Ask for an entity to be read again from its source. */
export const refresh = post('/refresh', {
  summary: 'Ask for an entity to be read again from its source.',
  audit: 'entity-refresh',
  body: { entityRef: EntityRef, authorizationToken: Type.Optional(Type.String()) },
  reply: Type.Void(),
})

/** Delete one entity; what its source still gives comes back. */
export const deleteByUid = del('/entities/by-uid/:uid', {
  summary: 'Delete one entity. It comes back if its source still gives it.',
  audit: 'entity-delete',
  reply: Type.Void(),
  status: 204,
})

/** Check an entity as ingestion would, without storing it. */
export const validate = post('/validate-entity', {
  summary: 'Check an entity as ingestion would, without storing it.',
  reads: true,
  // Checked by the handler: the field's client wants every refusal in the form `{ errors }`.
  body: Type.Unknown(),
  optionalBody: true,
  reply: Type.Void(),
})

/** Tell what registering a location would give. */
export const analyze = post('/analyze-location', {
  summary: 'Tell what registering a location would give.',
  reads: true,
  allow: catalogLocationAnalyze,
  body: Type.Object({
    location: Type.Object({ type: Type.String(), target: Type.String() }, { additionalProperties: false }),
    catalogFilename: Type.Optional(Type.String()),
    catalogFileName: Type.Optional(Type.String()),
  }),
  reply: Type.Object({
    existingEntityFiles: Type.Array(Type.Unknown()),
    generateEntities: Type.Array(Type.Unknown()),
  }),
})

/** Register a location. */
export const addLocation = post('/locations', {
  summary: 'Register a location; with dryRun, only tell what it would give.',
  allow: catalogLocationCreate,
  audit: 'location-create',
  auditTarget: ({ body }) => locationInAudit(body),
  query: { dryRun: Type.Optional(Type.String()), onConflict: Type.Optional(Type.String()) },
  body: {
    type: Type.String({ minLength: 1 }),
    target: Type.String({ minLength: 1 }),
    presence: Type.Optional(Presence),
  },
  reply: Type.Object({
    location: LocationObject,
    entities: Type.Array(AnyEntity),
    exists: Type.Optional(Type.Boolean()),
  }),
  status: 201,
})

/** List registered locations. */
export const listLocations = get('/locations', {
  summary: 'List registered locations.',
  reply: Type.Array(Type.Object({ data: LocationObject })),
})

/** Search registered locations. */
export const queryLocations = post('/locations/by-query', {
  summary: 'Search registered locations, page by page.',
  reads: true,
  body: Type.Object({
    limit: Type.Optional(Type.Integer({ minimum: 1 })),
    query: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    cursor: Type.Optional(Type.String({ minLength: 1 })),
  }),
  optionalBody: true,
  reply: Type.Object({
    items: Type.Array(LocationObject),
    totalItems: Type.Integer(),
    pageInfo: Type.Object({ nextCursor: Type.Optional(Type.String()) }),
  }),
})

/** Read one registered location. */
export const getLocation = get('/locations/:id', {
  summary: 'Read one registered location.',
  reply: LocationObject,
})

/** Give a registered location another target. */
export const updateLocation = put('/locations/:id', {
  summary: 'Give a registered location another target.',
  allow: catalogLocationCreate,
  audit: 'location-update',
  body: { type: Type.String({ minLength: 1 }), target: Type.String({ minLength: 1 }) },
  reply: LocationObject,
})

/** Unregister a location, and with it what only it gave. */
export const removeLocation = del('/locations/:id', {
  summary: 'Unregister a location, and with it what only it gave.',
  allow: catalogLocationDelete,
  audit: 'location-delete',
  reply: Type.Void(),
  status: 204,
})

/** Read the registered location that an entity comes from. */
export const getLocationByEntity = get('/locations/by-entity/:kind/:namespace/:name', {
  summary: 'Read the registered location that an entity comes from.',
  reply: LocationObject,
})

const Unprocessed = Type.Object({ type: Type.String(), entities: Type.Array(Type.Unknown()) })

/** List entities that were found and never got through. */
export const failedEntities = get('/entities/unprocessed/failed', {
  summary: 'List entities that have errors and were never served.',
  allow: catalogUnprocessedRead,
  query: { owner: Type.Optional(Type.String()) },
  reply: Unprocessed,
})

/** List entities that wait to be processed. */
export const pendingEntities = get('/entities/unprocessed/pending', {
  summary: 'List entities that wait to be processed.',
  allow: catalogUnprocessedRead,
  query: { owner: Type.Optional(Type.String()) },
  reply: Unprocessed,
})

/** Drop an entity that never got through. */
export const deleteUnprocessedEntity = del('/entities/unprocessed/delete/:id', {
  summary: 'Drop an entity that was never served; it comes back if its source still gives it.',
  allow: catalogUnprocessedDelete,
  audit: 'unprocessed-entity-delete',
  reply: Type.Void(),
  status: 204,
})
