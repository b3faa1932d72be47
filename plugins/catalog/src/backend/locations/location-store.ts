import { randomUUID } from 'node:crypto'
import type { Clock, Database } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import type { EntityProvider, EntityProviderConnection } from '../../model/services.ts'
import { generatedLocation, generatedName, type LocationSpec } from './generated-location.ts'

/** A registered location as the API shows it (spec/catalog.md 4.16). */
export interface RegisteredLocation {
  id: string
  type: string
  target: string
  entityRef: string
}

interface LocationRow {
  id: string
  type: string
  target: string
  presence: 'required' | 'optional' | null
  entity_ref: string
}

/** The locations registered through the API. */
export interface LocationStore extends EntityProvider {
  list(): Promise<RegisteredLocation[]>
  /** @throws `catalog/location-not-found` */
  get(id: string): Promise<RegisteredLocation>
  find(location: { type: string; target: string }): Promise<RegisteredLocation | undefined>
  /** @throws `catalog/location-exists` */
  create(location: LocationSpec): Promise<RegisteredLocation>
  /** Gives a location another target; its entity keeps its name, and entities that persist keep their uids. */
  update(id: string, location: { type: string; target: string }): Promise<RegisteredLocation>
  /** Removes a location and, at once, everything that only it gave. */
  remove(id: string): Promise<void>
}

const storeName = 'DefaultLocationStore'

const columns = 'id, type, target, presence, entity_ref'

/** Keeps registered locations in the table `location`, and gives them to the catalog as a provider. */
export function databaseLocationStore({ db, clock }: { db: Database; clock: Clock }): LocationStore {
  let connection: EntityProviderConnection | undefined
  const connected = () => {
    if (!connection) throw new Error('The location store is not connected yet: the catalog is still starting.')
    return connection
  }
  const getRow = async (id: string): Promise<LocationRow> => {
    // What is no uuid may be anything, also what a database refuses to look for.
    const isId = /^[0-9a-f-]{36}$/i.test(id)
    const row = isId ? await db.get<LocationRow>(`select ${columns} from location where id = ?`, [id]) : undefined
    if (!row) throw errors.locationNotFound({ id })
    return row
  }
  const findRow = ({ type, target }: { type: string; target: string }) =>
    db.get<LocationRow>(`select ${columns} from location where type = ? and target = ?`, [type, target])
  const refuseTaken = async (location: { type: string; target: string }, ownId?: string) => {
    const taken = await findRow(location)
    if (taken && taken.id !== ownId) throw errors.locationExists({ target: location.target, id: taken.id })
  }

  return {
    name: storeName,
    async connect(made) {
      connection = made
      // Not a full mutation: other replicas may be registering and removing meanwhile. A row is always written before its
      // entity, so what is claimed first and has no row then is surely to go.
      const claimed = await claimedRefs(db)
      const rows = await db.all<LocationRow>(`select ${columns} from location`)
      const held = new Set(rows.map((row) => row.entity_ref))
      const gone = claimed.filter((ref) => !held.has(ref))
      await made.applyMutation({ type: 'delta', added: rows.map(providedBy), removed: gone.map(removed) })
      const left = new Set((await db.all<{ id: string }>('select id from location')).map(({ id }) => id))
      const late = rows.filter(({ id }) => !left.has(id))
      if (late.length === 0) return
      await made.applyMutation({ type: 'delta', added: [], removed: late.map((row) => removed(row.entity_ref)) })
    },
    list: async () => (await db.all<LocationRow>(`select ${columns} from location order by created_at, id`)).map(shown),
    get: async (id) => shown(await getRow(id)),
    async find(location) {
      const row = await findRow(location)
      return row && shown(row)
    },
    async create(location) {
      await refuseTaken(location)
      const id = randomUUID()
      const row: LocationRow = {
        id,
        type: location.type,
        target: location.target,
        presence: location.presence ?? null,
        entity_ref: await freeRef(db, location, id),
      }
      const stored = await db.run(
        `insert into location (id, type, target, presence, entity_ref, created_at) values (?, ?, ?, ?, ?, ?)
         on conflict (type, target) do nothing`,
        [row.id, row.type, row.target, row.presence, row.entity_ref, clock.nowMs()],
      )
      // Somebody else registered it in the meantime.
      if (stored.changes === 0) await refuseTaken(location)
      await connected().applyMutation({ type: 'delta', added: [providedBy(row)], removed: [] })
      return shown(row)
    },
    async update(id, location) {
      const row = await getRow(id)
      await refuseTaken(location, id)
      await db.run('update location set type = ?, target = ? where id = ?', [location.type, location.target, id])
      const updated = { ...row, ...location }
      await connected().applyMutation({ type: 'delta', added: [providedBy(updated)], removed: [] })
      return shown(updated)
    },
    async remove(id) {
      const row = await getRow(id)
      await db.run('delete from location where id = ?', [id])
      await connected().applyMutation({ type: 'delta', added: [], removed: [removed(row.entity_ref)] })
    },
  }
}

const shown = ({ id, type, target, entity_ref }: LocationRow): RegisteredLocation => ({
  id,
  type,
  target,
  entityRef: entity_ref,
})

const providedBy = ({ type, target, presence, entity_ref }: LocationRow) =>
  generatedLocation({ type, target, ...(presence ? { presence } : {}) }, entity_ref.slice('location:default/'.length))

const removed = (entityRef: string) => ({ entityRef })

/** The refs that the store has given to the catalog so far. */
async function claimedRefs(db: Database): Promise<string[]> {
  const rows = await db.all<{ ref: string }>(
    `select c.ref from claim c join source s on s.id = c.source_id where s.kind = 'provider' and s.name = ?`,
    [storeName],
  )
  return rows.map(({ ref }) => ref)
}

/** The name made from the target may belong to a row that has another target by now; then a part of the id tells them apart. */
async function freeRef(db: Database, location: LocationSpec, id: string): Promise<string> {
  const ref = `location:default/${generatedName(location)}`
  const taken = await db.get('select 1 as one from location where entity_ref = ?', [ref])
  return taken ? `${ref}-${id.slice(0, 8)}` : ref
}
