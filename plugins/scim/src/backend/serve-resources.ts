import { type CoreServices, type RawReply, type RequestContext, rawReply } from '@callboard/kernel'
import { applyPatch } from './apply-patch.ts'
import { groupAttributes, readDocument, userAttributes } from './attributes.ts'
import type { DirectoryProvider } from './directory-provider.ts'
import { entityRefOf } from './entities.ts'
import { parseFilter } from './parse-filter.ts'
import { etagOf, locationOf, represent, shownBy } from './representation.ts'
import type { Kind, Resource, ResourceStore } from './resource-store.ts'
import { resourceRoutes } from './routes.ts'
import { badRequest, errorBody, ScimError } from './scim-error.ts'

/** What the routes need. */
export interface ResourceServices extends Pick<CoreServices, 'http'> {
  store: ResourceStore
  directory: DirectoryProvider
  baseUrl: string
}

const contentType = 'application/scim+json; charset=utf-8'
const defaultCount = 100
const maxCount = 500

type Request = Pick<
  RequestContext<Record<string, string>, unknown, unknown>,
  'params' | 'query' | 'body' | 'headers' | 'audited'
>

/** Serves the resources of one kind (RFC 7644 3). */
export function serveResources(kind: Kind, services: ResourceServices): void {
  const { http, store, directory, baseUrl } = services
  const routes = resourceRoutes(kind === 'user' ? 'Users' : 'Groups', kind)
  const attributes = kind === 'user' ? userAttributes : groupAttributes

  const show = async (resource: Resource, { query }: Request) => {
    const shown = shownBy(query as Record<string, unknown>)
    const groups = kind === 'user' && !shown.excluded.has('groups') ? await store.groupsOf(resource.id) : []
    return represent(resource, groups, { baseUrl, shown })
  }
  const reply = async (resource: Resource, request: Request, status: number) =>
    rawReply({
      ...{ status, type: contentType },
      headers: { location: locationOf(resource, baseUrl), etag: etagOf(resource) },
      body: JSON.stringify(await show(resource, request)),
    })
  const idOf = ({ params }: Request) => params.id ?? ''
  const change = async (request: Request, how: Parameters<ResourceStore['change']>[1]) => {
    const key = { kind, id: idOf(request), ifVersion: wantedVersion(request.headers['if-match']) }
    const changed = await store.change(key, how)
    const { before, after } = changed
    const meta = {
      ...(before.isActive !== after.isActive && { active: after.isActive }),
      ...(before.entityName !== after.entityName && { before: entityRefOf(before) }),
    }
    request.audited({ target: entityRefOf(after), meta })
    await directory.announce(changed)
    return reply(after, request, 200)
  }

  http.serve(routes.list, (request) =>
    answering(async () => {
      const query = request.query as Record<string, unknown>
      const { offset, limit } = pageOf(query)
      const filter = parseFilter(typeof query.filter === 'string' ? query.filter : undefined, kind)
      const { total, resources } = await store.list(kind, filter, { offset, limit })
      const Resources = await Promise.all(resources.map((resource) => show(resource, request)))
      return rawReply({
        type: contentType,
        body: JSON.stringify({
          schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
          ...{ totalResults: total, startIndex: offset + 1, itemsPerPage: Resources.length, Resources },
        }),
      })
    }),
  )
  http.serve(routes.read, (request) =>
    answering(async () => {
      const found = await store.find(kind, idOf(request))
      if (!found) throw new ScimError(404, `There is no ${kind} with the id ${idOf(request)}.`)
      return reply(found, request, 200)
    }),
  )
  http.serve(routes.create, (request) =>
    answering(async () => {
      const created = await store.create(kind, readDocument(parseBody(request), attributes))
      request.audited({ target: entityRefOf(created.after) })
      await directory.announce(created)
      return reply(created.after, request, 201)
    }),
  )
  http.serve(routes.replace, (request) =>
    answering(() => {
      const document = readDocument(parseBody(request), attributes)
      // Whoever was deactivated comes back only when told so.
      return change(request, ({ active }) => ({ ...(active !== undefined && { active }), ...document }))
    }),
  )
  http.serve(routes.change, (request) =>
    answering(() => {
      const body = parseBody(request)
      return change(request, (document) => applyPatch(document, body, attributes))
    }),
  )
  http.serve(routes.remove, (request) =>
    answering(async () => {
      const removed = await store.remove(kind, idOf(request))
      request.audited({ target: entityRefOf(removed.before) })
      await directory.announce(removed)
      return rawReply({ status: 204 })
    }),
  )
}

/** Refusals in the form that SCIM clients know; everything else is the portal's own matter. */
async function answering(answer: () => Promise<RawReply>): Promise<RawReply> {
  try {
    return await answer()
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    return rawReply({ status: error.status, type: contentType, body: JSON.stringify(errorBody(error)) })
  }
}

function parseBody({ body }: Request): unknown {
  try {
    // The route takes bytes.
    return JSON.parse((body as Buffer).toString('utf8'))
  } catch {
    throw badRequest('invalidSyntax', 'The body is not valid JSON.')
  }
}

/** RFC 7644 3.4.2.4: indexes begin with 1, and what is too small means the smallest. */
function pageOf(query: Record<string, unknown>): { offset: number; limit: number } {
  const whole = (value: unknown, fallback: number) => {
    if (value === undefined) return fallback
    const number = Number(value)
    if (!Number.isInteger(number)) throw badRequest('invalidValue', 'startIndex and count are whole numbers.')
    return number
  }
  const offset = Math.max(whole(query.startIndex, 1), 1) - 1
  return { offset, limit: Math.min(Math.max(whole(query.count, defaultCount), 0), maxCount) }
}

function wantedVersion(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '*') return undefined
  const version = /^(?:W\/)?"(\d+)"$/.exec(String(header))?.[1]
  // What was never given out matches nothing.
  return version === undefined ? -1 : Number(version)
}
