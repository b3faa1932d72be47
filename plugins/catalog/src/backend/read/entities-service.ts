import type { Credentials, Permissions } from '@callboard/kernel'
import { canonicalEntityRef, type Entity } from '@callboard/model'
import type { AskedBy, Entities, EntitiesPage, EntitiesRequest } from '../../model/entities.ts'
import { readableBy } from './access.ts'
import { parseCursor } from './cursor.ts'
import { loadEntities, readPage } from './list-entities.ts'
import type { ShownEntity } from './load-documents.ts'
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
      const access = await readable(by)
      const page = await readPage(reader, answers, { list, limit, readable: access, ...(cursor && { cursor }) })
      const { ids, totalItems, nextCursor } = page
      const items = await loadEntities(reader, answers, { ids, fields: fieldsOf(fields), readable: access })
      return { items: items.map(parsed), totalItems, ...(nextCursor && { nextCursor }) }
    },
    readableBy: async (by) => (await readable(by)).filter,
  }
}

/**
 * Entities that something is decided about: whole ones, whose hidden relations count as well, but only those that the caller
 * may read. What is hidden from them is decided about like what does not exist.
 */
export async function loadForDecision(
  entities: Entities,
  refs: string[],
  { own, caller }: { own: Credentials; caller: Credentials | undefined },
): Promise<(Entity | undefined)[]> {
  const whole = await entities.listByRefs(refs, { credentials: own })
  if (!caller) return whole
  const seen = await entities.listByRefs(refs, { credentials: caller, fields: ['kind'] })
  return whole.map((entity, index) => (seen[index] ? entity : undefined))
}

// The text was written from an entity; with `fields` it is a part of one, which the caller asked for.
const parsed = ({ json }: ShownEntity) => JSON.parse(json) as Entity
const entityOf = (shown: ShownEntity | undefined) => shown && parsed(shown)
