import type { CoreServices } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { errors } from '../../model/errors.ts'
import * as routes from '../../model/routes-write.ts'
import { deleteEntity } from '../ingest/delete-entity.ts'
import type { Engine } from '../ingest/engine.ts'
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
  services: Pick<CoreServices, 'http' | 'db' | 'clock'> & { engine: Engine } & Pick<Ingestion, 'replica' | 'onRemoved'>,
): void {
  const { http, db } = services
  const list = async (type: 'failed' | 'pending', owner: string | undefined) => {
    const rows = await db.all<Row>(
      `select c.source_id, c.ref_id, c.ref, c.raw, c.location_key, c.seen_at, s.next_read_at
       from claim c join source s on s.id = c.source_id
       where c.state = ? and not exists (select 1 from entity e where e.ref_id = c.ref_id) order by c.ref limit 1000`,
      [type],
    )
    const entities = await Promise.all(rows.map(async (row) => shown(row, await errorsOf(row))))
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
  http.serve(routes.failedEntities, ({ query }) => list('failed', query.owner))
  http.serve(routes.pendingEntities, ({ query }) => list('pending', query.owner))
  http.serve(routes.deleteUnprocessedEntity, async ({ params }) => {
    const id = params.id ?? ''
    const claim = idPattern.test(id)
      ? await db.get<{ ref: string }>(
          `select ref from claim where source_id = ? and ref_id = ? and not exists (select 1 from entity e where e.ref_id = claim.ref_id)`,
          id.split('-').map(Number),
        )
      : undefined
    if (!claim) throw errors.uidNotFound({ uid: id })
    await deleteEntity(claim.ref, services)
  })
}

function shown(row: Row, problems: unknown[]) {
  // Only documents whose envelope was checked are stored as claims.
  const entity = JSON.parse(row.raw) as Entity
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

/** Numbers that a database can be asked for. */
const idPattern = /^\d{1,15}-\d{1,15}$/
