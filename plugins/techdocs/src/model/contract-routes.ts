import { type Entity, get, Type } from '@callboard/model'

/** Routes that clients of the field call (spec/techdocs.md 6). */

const Text = Type.String()
const entity = { namespace: Text, kind: Text, name: Text }
const json = <T>(description: string) => Type.Unsafe<T>({ description })

/** `techdocs_metadata.json` (spec/techdocs.md 4). */
export interface TechdocsMetadata {
  site_name: string
  /** `None` where there is none. */
  site_description: string
  /** Milliseconds since the epoch. */
  build_timestamp: number
  files: string[]
  etag?: string
}

export const readTechdocsMetadata = get('/metadata/techdocs/:namespace/:kind/:name', {
  summary: 'Name, description and files of a docs site.',
  params: entity,
  reply: json<TechdocsMetadata>('As in the techdocs_metadata.json of the site.'),
})

export const readEntityMetadata = get('/metadata/entity/:namespace/:kind/:name', {
  summary: 'An entity, and where its docs come from.',
  params: entity,
  reply: json<Entity & { locationMetadata: { type: string; target: string } }>('The entity.'),
})

export const syncDocs = get('/sync/:namespace/:kind/:name', {
  summary: 'Look at the source of docs now, and tell as server-sent events whether they have changed.',
  params: entity,
  reply: Type.Unsafe<unknown>({ description: 'Events: log, error, finish.' }),
})

/** Takes the cookie, as pictures and style sheets cannot send headers. */
export const readDocsFile = get('/static/docs/:namespace/:kind/:name/*', {
  summary: 'A file of a docs site, as MkDocs would have written it.',
  access: 'user-cookie',
  params: { ...entity, '*': Text },
  query: Type.Object({ version: Type.Optional(Type.String({ maxLength: 200 })) }),
  reply: Type.Unsafe<unknown>({ description: 'The file. What browsers would run comes as plain text.' }),
})

export const giveCookieAlias = get('/cookie', {
  summary: 'The old address of the cookie.',
  access: 'user-cookie',
  status: 307,
  reply: Type.Unsafe<unknown>({ description: 'Where it is now.' }),
})
