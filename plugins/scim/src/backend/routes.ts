import { del, get, patch, post, put, Type } from '@callboard/model'
import { scimPermissions } from './permissions.ts'

/** Bodies are checked by the handlers, which refuse in the form of RFC 7644; a group may have many members. */
const body = { rawBody: true, body: Type.Unknown(), maxBodyBytes: 8 * 1024 * 1024 } as const
/** Clients send parameters of the whole RFC. */
const query = Type.Object({}, { additionalProperties: Type.Unknown() })
const reply = Type.Unknown()
/** Only programs that `backend.auth.externalAccess` names; no person's token provisions people. */
const access = 'service'

/** The routes of one type of resource. */
export function resourceRoutes(endpoint: 'Users' | 'Groups', noun: 'user' | 'group') {
  const list = `/v2/${endpoint}`
  const one = `${list}/:id`
  const people = noun === 'user' ? 'people' : 'groups'
  return {
    list: get(list, {
      summary: `Lists ${people} (RFC 7644 3.4.2).`,
      access,
      allow: scimPermissions.read,
      query,
      reply,
    }),
    read: get(one, { summary: `Reads one of the ${people}.`, access, allow: scimPermissions.read, query, reply }),
    create: post(list, {
      ...{ summary: `Creates one of the ${people}.`, audit: `${noun}-create`, status: 201 },
      ...{ access, allow: scimPermissions.create, query, reply, ...body },
    }),
    replace: put(one, {
      ...{ summary: `Replaces one of the ${people}.`, audit: `${noun}-replace` },
      ...{ access, allow: scimPermissions.update, query, reply, ...body },
    }),
    change: patch(one, {
      ...{ summary: `Changes one of the ${people} (RFC 7644 3.5.2).`, audit: `${noun}-change` },
      ...{ access, allow: scimPermissions.update, query, reply, ...body },
    }),
    remove: del(one, {
      ...{ summary: `Deletes one of the ${people}.`, audit: `${noun}-delete`, status: 204 },
      ...{ access, allow: scimPermissions.delete, query, reply: Type.Void() },
    }),
  }
}

const about = { access, allow: scimPermissions.read, reply } as const
/** What this server can do. */
export const serviceProviderConfig = get('/v2/ServiceProviderConfig', { summary: 'What this server can do.', ...about })
/** The types of resources. */
export const resourceTypes = get('/v2/ResourceTypes', { summary: 'The types of resources.', ...about })
/** The attributes of resources. */
export const schemas = get('/v2/Schemas', { summary: 'The attributes of resources.', ...about })
