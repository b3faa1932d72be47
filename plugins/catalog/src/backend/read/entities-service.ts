import type { Credentials, Permissions } from '@callboard/kernel'
import { canonicalEntityRef, type Entity } from '@callboard/model'
import type { AskedBy, Entities, EntitiesPage, EntitiesRequest } from '../../model/entities.ts'
import { readableBy } from './access.ts'
import { parseCursor } from './cursor.ts'
import { readPage } from './list-entities.ts'
import { loadPage, type ShownEntity } from './load-documents.ts'
import type { Reader } from './reader.ts'
import { defaultLimit, fieldsOf } from './requests.ts'
import { findByRef, readByRefs } from './single.ts'

/** The catalog for other plugins: the same reads, with the same permissions, without HTTP between. */
export function createEntities(services: { reader: Reader; permissions: Permissions }): Entities {
  const { reader, permissions } = services
  // The token speaks of credentials without the kernel, which models may not import; only the kernel makes any.
  const readable = ({ credentials }: AskedBy) => readableBy(permissions, credentials as Credentials)
  return {
    async findByRef(ref, by) {
      return entityOf(await findByRef(reader, canonicalEntityRef(ref), await readable(by)))
    },
    async listByRefs(refs, by) {
      const found = await readByRefs(reader, { refs, fields: fieldsOf(by.fields), readable: await readable(by) })
      return found.map(entityOf)
    },
    async query(request: EntitiesRequest, by): Promise<EntitiesPage> {
      const { filter, order = [], limit = defaultLimit, fields } = request
      const cursor = request.cursor === undefined ? undefined : parseCursor(request.cursor)
      const list = cursor?.list ?? { query: filter, order, totalItems: 'include' as const }
      const answers = await reader.answers.current()
      const page = await readPage(reader, answers, {
        list,
        limit,
        readable: await readable(by),
        ...(cursor && { cursor }),
      })
      const { ids, totalItems, nextCursor } = page
      const items = await loadPage(reader.db, ids, { fields: fieldsOf(fields), documents: answers.documents })
      return { items: items.map(parsed), totalItems, ...(nextCursor && { nextCursor }) }
    },
  }
}

// The text was written from an entity; with `fields` it is a part of one, which the caller asked for.
const parsed = ({ json }: ShownEntity) => JSON.parse(json) as Entity
const entityOf = (shown: ShownEntity | undefined) => shown && parsed(shown)
