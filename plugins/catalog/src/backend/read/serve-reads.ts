import { type CoreServices, rawReply } from '@callboard/kernel'
import { parseFilterParam, parsePredicate, stringifyEntityRef } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import * as routes from '../../model/routes-read.ts'
import { readableBy } from './access.ts'
import { readAncestry } from './ancestry.ts'
import { both } from './question.ts'
import type { Reader } from './reader.ts'
import { replyFacets, replyList, replyPage } from './replies.ts'
import { facetsOf, fieldsOf, listOfQuery, pageOfBody, pageOfQuery } from './requests.ts'
import { findByRef, findByUid, readByRefs } from './single.ts'

/** What the reading routes need. */
export interface ReadServices extends Pick<CoreServices, 'http' | 'permissions'> {
  reader: Reader
}

/** Serves the routes that read entities. */
export function serveReads({ http, permissions, reader }: ReadServices): void {
  const readable = (credentials: Parameters<typeof permissions.decide>[0]) => readableBy(permissions, credentials)

  http.serve(routes.queryEntities, async ({ query, credentials }) =>
    replyPage(reader, { ...pageOfQuery(query), readable: await readable(credentials) }),
  )
  http.serve(routes.queryEntitiesByPredicate, async ({ body, credentials }) =>
    replyPage(reader, { ...pageOfBody(body ?? {}), readable: await readable(credentials) }),
  )
  http.serve(routes.listEntities, async ({ query, rawQuery, credentials }) =>
    replyList(reader, { ...listOfQuery(query), rawQuery, readable: await readable(credentials) }),
  )
  http.serve(routes.entitiesByRefs, async ({ query, body, credentials }) => {
    const predicate = body.query === undefined ? undefined : parsePredicate(body.query)
    const entities = await readByRefs(reader, {
      refs: body.entityRefs,
      question: both(parseFilterParam(query.filter ?? []), predicate),
      fields: fieldsOf(body.fields),
      readable: await readable(credentials),
    })
    return rawReply({ body: `{"items":[${entities.map((entity) => entity?.json ?? 'null').join(',')}]}` })
  })
  http.serve(routes.entityByName, async ({ params, credentials }) => {
    const ref = stringifyEntityRef(params)
    const entity = await findByRef(reader, ref, await readable(credentials))
    if (entity === undefined) throw errors.entityNotFound({ ref })
    return rawReply({ body: entity.json })
  })
  http.serve(routes.entityByUid, async ({ params: { uid }, credentials }) => {
    const entity = await findByUid(reader, uid, await readable(credentials))
    if (entity === undefined) throw errors.uidNotFound({ uid })
    return rawReply({ body: entity.json })
  })
  http.serve(routes.entityAncestry, async ({ params, credentials }) => {
    const ref = stringifyEntityRef(params)
    const items = (await readAncestry(reader, ref, await readable(credentials))).map(
      ({ entity, parentEntityRefs }) =>
        `{"entity":${entity.json},"parentEntityRefs":${JSON.stringify(parentEntityRefs)}}`,
    )
    return rawReply({ body: `{"rootEntityRef":${JSON.stringify(ref)},"items":[${items.join(',')}]}` })
  })
  http.serve(routes.entityFacets, async ({ query: { facet, filter }, credentials }) =>
    replyFacets(reader, {
      facets: facetsOf('facet', facet),
      question: parseFilterParam(filter ?? []),
      readable: await readable(credentials),
    }),
  )
  http.serve(routes.entityFacetsByPredicate, async ({ body: { facets, query }, credentials }) =>
    replyFacets(reader, {
      facets: facetsOf('facets', facets),
      question: query === undefined ? undefined : parsePredicate(query),
      readable: await readable(credentials),
    }),
  )
}
