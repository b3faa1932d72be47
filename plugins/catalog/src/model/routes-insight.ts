import { DateTime, EntityRef, get, post, Type } from '@callboard/model'

const Level = Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('info')])
const SourceKind = Type.Union([Type.Literal('provider'), Type.Literal('location'), Type.Literal('processor')])
const SourceState = Type.Union([
  Type.Literal('waiting'),
  Type.Literal('reading'),
  Type.Literal('ok'),
  Type.Literal('failing'),
])
/** Databases count no further than this. */
const Offset = Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 })

/** What is wrong, where, and what to do about it. */
export const ProblemObject = Type.Object({
  code: Type.String(),
  level: Level,
  message: Type.String(),
  hint: Type.Optional(Type.String()),
  pointer: Type.Optional(Type.String()),
  file: Type.Optional(Type.String()),
  line: Type.Optional(Type.Integer()),
  column: Type.Optional(Type.Integer()),
  ref: Type.Optional(EntityRef),
  sourceId: Type.Optional(Type.Integer()),
  at: Type.Optional(DateTime),
})

/** A place that gives entities, with its state. */
export const SourceObject = Type.Object({
  id: Type.Integer(),
  kind: SourceKind,
  name: Type.String(),
  ownerRef: Type.Optional(EntityRef),
  origin: Type.Optional(Type.String()),
  state: SourceState,
  entities: Type.Integer(),
  problems: Type.Integer(),
  error: Type.Optional(Type.String()),
  failures: Type.Integer(),
  lastReadAt: Type.Optional(DateTime),
  lastChangedAt: Type.Optional(DateTime),
  nextReadAt: Type.Optional(DateTime),
  readMs: Type.Optional(Type.Integer()),
})

/** List the places that give entities, and how reading them goes. */
export const listSources = get('/sources', {
  summary: 'List the places that give entities, and how reading them goes.',
  query: {
    kind: Type.Optional(SourceKind),
    state: Type.Optional(SourceState),
    ownerRef: Type.Optional(EntityRef),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    offset: Type.Optional(Offset),
  },
  reply: Type.Object({ items: Type.Array(SourceObject), totalItems: Type.Integer() }),
})

/** Read one source. */
export const getSource = get('/sources/:id', { summary: 'Read one source.', reply: SourceObject })

/** Ask for a source to be read again. */
export const refreshSource = post('/sources/:id/refresh', {
  summary: 'Ask for a source to be read again now.',
  audit: 'source-refresh',
  reply: Type.Void(),
  status: 202,
})

/** List problems of entities and sources. */
export const problems = get('/problems', {
  summary: 'List what is wrong with entities and sources, and what to do about it.',
  query: {
    entityRef: Type.Optional(EntityRef),
    ownerRef: Type.Optional(
      Type.Array(EntityRef, { description: 'Problems of the entities that one of these owns; repeatable.' }),
    ),
    sourceId: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
    level: Type.Optional(Level),
    code: Type.Optional(Type.String({ pattern: '^[\\w./-]+$', description: 'For example catalog/conflict.' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    offset: Type.Optional(Offset),
  },
  reply: Type.Object({ items: Type.Array(ProblemObject), totalItems: Type.Integer() }),
})

/** Read the latest changes of an entity and its way through the pipeline. */
export const timeline = get('/entities/by-name/:kind/:namespace/:name/timeline', {
  summary: 'Read the latest changes of an entity and how long each step took.',
  reply: Type.Object({
    items: Type.Array(
      Type.Object({
        at: DateTime,
        outcome: Type.String(),
        steps: Type.Array(Type.Object({ step: Type.String(), at: DateTime })),
      }),
    ),
  }),
})

/** Walk the relations from some entities. */
export const graph = get('/graph', {
  summary: 'Walk the relations from some entities, as far as asked for.',
  query: {
    root: Type.Array(EntityRef, { minItems: 1, maxItems: 20 }),
    depth: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 1 })),
    kind: Type.Optional(Type.Array(Type.String())),
    relation: Type.Optional(Type.Array(Type.String())),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, default: 200 })),
  },
  reply: Type.Object({
    nodes: Type.Array(
      Type.Object({
        ref: EntityRef,
        kind: Type.String(),
        title: Type.String(),
        type: Type.Optional(Type.String()),
        depth: Type.Integer(),
        isMissing: Type.Boolean(),
      }),
    ),
    edges: Type.Array(Type.Object({ sourceRef: EntityRef, type: Type.String(), targetRef: EntityRef })),
    isTruncated: Type.Boolean(),
  }),
})

/** List the kinds that this portal knows, with what tables and icons of them need. */
export const kinds = get('/kinds', {
  summary: 'List the kinds that this portal knows.',
  reply: Type.Array(
    Type.Object({
      kind: Type.String(),
      apiVersions: Type.Array(Type.String()),
      plural: Type.String(),
      icon: Type.Optional(Type.String()),
      description: Type.String(),
      columns: Type.Optional(Type.Array(Type.Object({ field: Type.String(), title: Type.String() }))),
      relations: Type.Array(Type.Object({ field: Type.String(), type: Type.String(), inverse: Type.String() })),
    }),
  ),
})
