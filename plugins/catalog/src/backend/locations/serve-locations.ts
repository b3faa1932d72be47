import { type CoreServices, type Credentials, rawReply } from '@callboard/kernel'
import { CallboardError, type Entity, stringifyEntityRef } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import { locationInAudit } from '../../model/location-in-audit.ts'
import * as allowed from '../../model/permissions.ts'
import * as routes from '../../model/routes-write.ts'
import { type Access, knownTo } from '../read/access.ts'
import { findByRef } from '../read/single.ts'
import { type AddServices, checkLocation, registerLocation, takenBy, tryOutLocation } from './add-location.ts'
import { analyzeTarget } from './analyze-location.ts'
import { locationTest } from './location-query.ts'
import type { RegisteredLocation } from './location-store.ts'
import { originLocationOf, visibleLocations } from './visible-locations.ts'

/** What the location routes need. */
export interface LocationServices extends AddServices, Pick<CoreServices, 'http'> {
  conflictStrategy: 'reject' | 'refresh'
}

const truthy = ['true', '1', 'yes', 'y', 'on']

/** Serves the routes about registered locations (spec/catalog.md 4.16). */
export function serveLocations(services: LocationServices): void {
  const { http, permissions, store, reader } = services
  const canRead = (credentials: Credentials) => permissions.isAllowed(credentials, allowed.catalogLocationRead)
  const listFor = async (credentials: Credentials) =>
    (await canRead(credentials))
      ? visibleLocations(reader, await store.list(), await knownTo(permissions, credentials))
      : []

  http.serve(routes.addLocation, async ({ body, query, credentials, audited }) => {
    if (query.dryRun !== undefined && truthy.includes(query.dryRun.toLowerCase())) {
      audited({ meta: { dryRun: true } })
      return rawReply({ status: 201, body: JSON.stringify(await tryOutLocation(body, credentials, services)) })
    }
    const onConflict = conflictStrategy(query.onConflict, services)
    return { location: await registerLocation(body, { onConflict, credentials }, services), entities: [] }
  })
  http.serve(routes.listLocations, async ({ credentials }) => (await listFor(credentials)).map((data) => ({ data })))
  http.serve(routes.queryLocations, async ({ body = {}, credentials }) => {
    return queryLocations(await listFor(credentials), body)
  })
  http.serve(routes.getLocation, async ({ params, credentials }) => {
    const id = params.id ?? ''
    if (!(await canRead(credentials))) throw errors.locationNotFound({ id })
    return store.get(id)
  })
  http.serve(routes.updateLocation, async ({ params, body, credentials, audited }) => {
    audited({ meta: { location: locationInAudit(body) } })
    if (services.isReadonly) throw errors.readonly({})
    checkLocation(body)
    const taken = await takenBy(body, await knownTo(permissions, credentials), services)
    if (taken.by === 'others' && taken.id !== params.id) throw errors.locationTaken({ target: body.target })
    return store.update(params.id ?? '', body)
  })
  http.serve(routes.removeLocation, async ({ params, audited }) => {
    if (services.isReadonly) throw errors.readonly({})
    const id = params.id ?? ''
    audited({ target: locationInAudit(await store.get(id)), meta: { id } })
    await store.remove(id)
  })
  http.serve(routes.analyze, async ({ body, credentials }) => {
    const { location, catalogFilename, catalogFileName } = body
    const { urlReader, scm } = services.dryRun.pipeline
    const filename = catalogFilename ?? catalogFileName
    const access = await knownTo(permissions, credentials)
    return analyzeTarget(
      { target: location.target, ...(filename ? { filename } : {}) },
      {
        urlReader,
        scm,
        dryRun: services.dryRun,
        isRegistered: async (place) => (await takenBy(place, access, services)).by === 'known',
      },
    )
  })
  http.serve(routes.getLocationByEntity, async ({ params, credentials }) => {
    const ref = refOfParams(params)
    const access = await knownTo(permissions, credentials)
    const found = (await canRead(credentials)) ? await locationOfEntity(ref, access, services) : undefined
    if (!found) throw errors.locationOfEntityNotFound({ ref })
    return found
  })
}

/** The ref that the path of a route names; any casing. */
export const refOfParams = ({ kind = '', namespace = '', name = '' }: Record<string, string>): string =>
  stringifyEntityRef({ kind, namespace, name })

function conflictStrategy(asked: string | undefined, services: LocationServices): 'reject' | 'refresh' {
  if (asked === undefined) return services.conflictStrategy
  if (asked === 'reject' || asked === 'refresh') return asked
  throw new CallboardError({
    name: 'InputError',
    code: 'catalog/invalid-on-conflict',
    message: `The parameter onConflict is "reject" or "refresh", not "${asked}".`,
  })
}

interface Cursor {
  limit: number
  query?: unknown
  after?: string
}

function queryLocations(
  visible: RegisteredLocation[],
  body: { limit?: number; query?: unknown; cursor?: string },
): { items: RegisteredLocation[]; totalItems: number; pageInfo: { nextCursor?: string } } {
  const page: Cursor = body.cursor ? readCursor(body.cursor) : { limit: body.limit ?? 1000, query: body.query }
  const test = page.query === undefined ? () => true : locationTest(page.query)
  const all = visible.filter(test).sort((a, b) => (a.id < b.id ? -1 : 1))
  const rest = all.filter((location) => page.after === undefined || location.id > page.after)
  const items = rest.slice(0, page.limit)
  const last = items.at(-1)
  const pageInfo =
    last && rest.length > items.length
      ? { nextCursor: Buffer.from(JSON.stringify({ ...page, after: last.id })).toString('base64') }
      : {}
  return { items, totalItems: all.length, pageInfo }
}

function readCursor(text: string): Cursor {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Partial<Cursor> | null
    const { limit, query, after } = cursor ?? {}
    const isSound = Number.isInteger(limit) && Number(limit) > 0 && (after === undefined || typeof after === 'string')
    if (isSound) return { limit: Number(limit), query, after }
  } catch {
    // Falls through to the refusal below: the text is no cursor of ours.
  }
  throw new CallboardError({
    name: 'InputError',
    code: 'catalog/invalid-cursor',
    message: 'The cursor is malformed.',
    hint: 'Send back the nextCursor of the previous page as it was.',
  })
}

async function locationOfEntity(
  ref: string,
  access: Access,
  { reader, store }: LocationServices,
): Promise<RegisteredLocation | undefined> {
  const found = await findByRef(reader, ref, access)
  // The text was written from an entity.
  return found && store.find(originLocationOf(JSON.parse(found.json) as Entity))
}
