import type { CoreServices, Credentials } from '@callboard/kernel'
import { canonicalEntityRef, type Entity, type KindModel, parseEntityRef, stringifyEntityRef } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import * as allowed from '../../model/permissions.ts'
import * as routes from '../../model/routes-insight.ts'
import type { Engine } from '../ingest/engine.ts'
import { refOfParams } from '../locations/serve-locations.ts'
import { knownTo, readableBy, readsAll, readsNothing } from '../read/access.ts'
import { limitsOf, type Reader } from '../read/reader.ts'
import { isVisible, readByRefs } from '../read/single.ts'
import { listProblems } from './problems.ts'
import { findSource, listSources } from './sources.ts'
import { walkGraph } from './walk-graph.ts'

/** What the routes about the catalog's inner life need. */
export interface InsightServices extends Pick<CoreServices, 'http' | 'permissions' | 'db' | 'clock'> {
  reader: Reader
  engine: Engine
  model: KindModel
}

/** Serves what the peer lacks: sources, problems, timelines, graphs. */
export function serveInsight(services: InsightServices): void {
  serveSources(services)
  serveProblems(services)
  serveGraph(services)
  services.http.serve(routes.kinds, () =>
    services.model.definitions.map(({ kind, apiVersions, plural, icon, description, columns, relations }) => ({
      kind,
      apiVersions,
      plural,
      icon,
      description,
      columns,
      relations: relations.map(({ field, type, inverse }) => ({ field, type, inverse })),
    })),
  )
}

function serveSources({ http, permissions, db, clock, engine, reader }: InsightServices): void {
  const limitsFor = async (credentials: Credentials) =>
    limitsOf(reader, await reader.answers.current(), await knownTo(permissions, credentials))
  const find = async (id: string | undefined, credentials: Credentials) => {
    const limits = await limitsFor(credentials)
    const source = await findSource(db, numberOf(id), { nowMs: clock.nowMs(), limits })
    if (!source) throw errors.sourceNotFound({ id: id ?? '' })
    return source
  }
  http.serve(routes.listSources, async ({ query, credentials }) => {
    if (!(await permissions.isAllowed(credentials, allowed.catalogLocationRead))) return { items: [], totalItems: 0 }
    const { limit = 100, offset = 0, ownerRef, ...filter } = query
    const owner = ownerRef === undefined ? {} : { ownerRef: stringifyEntityRef(parseEntityRef(ownerRef)) }
    const limits = await limitsFor(credentials)
    return listSources(db, { ...filter, ...owner, limit, offset }, { nowMs: clock.nowMs(), limits })
  })
  http.serve(routes.getSource, async ({ params, credentials }) => {
    const mayRead = await permissions.isAllowed(credentials, allowed.catalogLocationRead)
    if (!mayRead) throw errors.sourceNotFound({ id: params.id ?? '' })
    return find(params.id, credentials)
  })
  http.serve(routes.refreshSource, async ({ params, credentials }) => {
    await permissions.require(credentials, allowed.catalogLocationCreate)
    await engine.request([(await find(params.id, credentials)).id])
  })
}

/** A number that no source has, for what is none. */
const numberOf = (text = '') => (/^\d{1,15}$/.test(text) ? Number(text) : -1)

function serveProblems({ http, permissions, db, reader }: InsightServices): void {
  http.serve(routes.problems, async ({ query, credentials }) => {
    const readable = await readableBy(permissions, credentials)
    if (readable === readsNothing) return { items: [], totalItems: 0 }
    const { limit = 100, offset = 0, entityRef, ownerRef, ...filter } = query
    return listProblems(db, {
      ...filter,
      ...(entityRef !== undefined && { entityRef: canonicalEntityRef(entityRef) }),
      ...(ownerRef && { ownerRefs: ownerRef.map((ref) => canonicalEntityRef(ref)) }),
      limits: await limitsOf(reader, await reader.answers.current(), readable),
      limit,
      offset,
    })
  })
  http.serve(routes.timeline, async ({ params, credentials }) => {
    const ref = refOfParams(params)
    const access = await readableBy(permissions, credentials)
    if (!(await isVisible(reader, ref, access))) throw errors.entityNotFound({ ref })
    // That another file claims the ref is for those alone to know who may read everything.
    const told = access === readsAll ? '' : "and outcome <> 'conflict'"
    const rows = await db.all<{ at: number; outcome: string; steps: string }>(
      `select at, outcome, steps from timeline where ref = ? ${told} order by id desc limit 20`,
      [ref],
    )
    return {
      items: rows.map(({ at, outcome, steps }) => ({
        at: new Date(at).toISOString(),
        outcome,
        // Written by appendTimeline in this shape.
        steps: JSON.parse(steps) as { step: string; at: string }[],
      })),
    }
  })
}

function serveGraph({ http, permissions, db, reader }: InsightServices): void {
  http.serve(routes.graph, async ({ query, credentials }) => {
    const readable = await readableBy(permissions, credentials)
    const known = new Map<string, Entity | undefined>()
    const mayEnter = async (refs: string[]) => {
      const entities = await readByRefs(reader, {
        refs,
        fields: ['kind', 'metadata.title', 'metadata.name', 'spec.type', 'spec.profile.displayName'],
        readable,
      })
      refs.forEach((ref, index) => {
        const json = entities[index]?.json
        // Written from an entity, of which these fields were asked.
        known.set(ref, json === undefined ? undefined : (JSON.parse(json) as Entity))
      })
      // A dangling relation is shown to whoever may read everything; to others it looks like what they may not read.
      return new Set(refs.filter((ref) => readable === readsAll || known.get(ref) !== undefined))
    }
    const roots = query.root.map((root) => stringifyEntityRef(parseEntityRef(root)))
    const { depth = 1, limit = 200, kind, relation } = query
    const walk = await walkGraph(
      db,
      {
        roots,
        depth,
        limit,
        kinds: kind?.map((one) => one.toLowerCase()),
        relations: relation,
        visible: (await limitsOf(reader, await reader.answers.current(), readable))?.condition,
      },
      mayEnter,
    )
    const nodes = [...walk.depths].map(([ref, steps]) => nodeOf(ref, steps, known.get(ref)))
    return { nodes, edges: walk.edges, isTruncated: walk.isTruncated }
  })
}

function nodeOf(ref: string, depth: number, entity: Entity | undefined) {
  const { kind, name } = parseEntityRef(ref)
  const type = entity?.spec?.type
  const profile = entity?.spec?.profile
  const displayName: unknown =
    typeof profile === 'object' && profile !== null ? Reflect.get(profile, 'displayName') : undefined
  return {
    ref,
    kind: entity?.kind ?? kind,
    title: entity?.metadata.title ?? (typeof displayName === 'string' ? displayName : (entity?.metadata.name ?? name)),
    ...(typeof type === 'string' ? { type } : {}),
    depth,
    isMissing: entity === undefined,
  }
}
