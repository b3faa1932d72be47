import type { CoreServices, Credentials } from '@callboard/kernel'
import {
  type Entity,
  entityRefOf,
  type KindModel,
  matchesFilter,
  relationsOf,
  rowsOfServedEntity,
} from '@callboard/model'
import { errors } from '../../model/errors.ts'
import * as routes from '../../model/routes-write.ts'
import { deleteEntity } from '../ingest/delete-entity.ts'
import type { Engine } from '../ingest/engine.ts'
import { type Access, knownTo } from '../read/access.ts'
import type { Ingestion } from '../start-ingestion.ts'

interface Row {
  source_id: number
  ref_id: number
  ref: string
  raw: string
  location_key: string
  seen_at: number
  next_read_at: number | null
}

/** Serves the listings of what was found and is not served (spec/catalog.md 4.17). */
export function serveUnprocessed(
  services: Pick<CoreServices, 'http' | 'permissions' | 'db' | 'clock'> & { engine: Engine; model: KindModel } & Pick<
      Ingestion,
      'replica' | 'onRemoved'
    >,
): void {
  const { http, permissions, db, model } = services
  const list = async (type: 'failed' | 'pending', owner: string | undefined, credentials: Credentials) => {
    const access = await knownTo(permissions, credentials)
    const rows = await db.all<Row>(
      `select c.source_id, c.ref_id, c.ref, c.raw, c.location_key, c.seen_at, s.next_read_at
       from claim c join source s on s.id = c.source_id
       where c.state = ? and not exists (select 1 from entity e where e.ref_id = c.ref_id) order by c.ref limit 1000`,
      [type],
    )
    const told = rows.filter(({ raw }) => mayRead(entityOf(raw), access, model))
    const entities = await Promise.all(told.map(async (row) => shown(row, await errorsOf(row))))
    return {
      type,
      entities: entities.filter((one) => owner === undefined || one.unprocessed_entity.spec?.owner === owner),
    }
  }
  const errorsOf = async ({ source_id, ref }: Row) => {
    const rows = await db.all<{ message: string; code: string; file: string | null; line: number | null }>(
      'select message, code, file, line from problem where source_id = ? and ref = ? order by id',
      [source_id, ref],
    )
    return rows.map((row) => ({ name: 'InputError', ...row }))
  }
  http.serve(routes.failedEntities, ({ query, credentials }) => list('failed', query.owner, credentials))
  http.serve(routes.pendingEntities, ({ query, credentials }) => list('pending', query.owner, credentials))
  http.serve(routes.deleteUnprocessedEntity, async ({ params, credentials }) => {
    const id = params.id ?? ''
    const claim = idPattern.test(id)
      ? await db.get<{ ref: string; raw: string }>(
          `select ref, raw from claim where source_id = ? and ref_id = ? and not exists (select 1 from entity e where e.ref_id = claim.ref_id)`,
          id.split('-').map(Number),
        )
      : undefined
    const access = await knownTo(permissions, credentials)
    if (!claim || !mayRead(entityOf(claim.raw), access, model)) throw errors.uidNotFound({ uid: id })
    await deleteEntity(claim.ref, services)
  })
}

function shown(row: Row, problems: unknown[]) {
  const entity = entityOf(row.raw)
  return {
    entity_id: `${row.source_id}-${row.ref_id}`,
    entity_ref: row.ref,
    unprocessed_entity: entity,
    errors: problems,
    location_key: row.location_key,
    next_update_at: row.next_read_at === null ? null : new Date(row.next_read_at).toISOString(),
    last_discovery_at: new Date(row.seen_at).toISOString(),
  }
}

// Only documents whose envelope was checked are stored as claims.
const entityOf = (raw: string) => JSON.parse(raw) as Entity

/** Whether the caller could read the entity if it were served as it is written. */
function mayRead(entity: Entity, { filter }: Access, model: KindModel): boolean {
  const own = relationsOf(entity, model).filter(({ sourceRef }) => sourceRef === entityRefOf(entity))
  return matchesFilter(filter, rowsOfServedEntity({ ...entity, relations: own }))
}

/** Numbers that a database can be asked for. */
const idPattern = /^\d{1,15}-\d{1,15}$/
