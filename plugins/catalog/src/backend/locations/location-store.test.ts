import { definePlugin } from '@callboard/kernel'
import { startPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import type { EntityProvider } from '../../model/services.ts'
import { CatalogConfig } from '../catalog-config.ts'
import { createIngestion } from '../start-ingestion.ts'
import { databaseLocationStore, type LocationStore } from './location-store.ts'

const old = { type: 'url', target: 'http://127.0.0.1:1/old.yaml' }
const fresh = { type: 'url', target: 'http://127.0.0.1:1/fresh.yaml' }

test.each([
  {
    why: 'what another replica registers meanwhile stays',
    meanwhile: (other: LocationStore) => other.create(fresh),
    entities: [old, fresh],
  },
  {
    why: 'what another replica removes meanwhile does not come back',
    meanwhile: async (other: LocationStore) => other.remove((await other.find(old))?.id ?? ''),
    entities: [],
  },
  { why: 'what is registered stays', meanwhile: async () => {}, entities: [old] },
])('when a store connects, $why', async ({ meanwhile, entities }) => {
  const served = await connectTwo(meanwhile)
  expect(served.toSorted()).toEqual(entities.map(({ target }) => target).toSorted())
})

/**
 * Connects a store that has one location, and then a second one on the same database, as that of another replica.
 *
 * @param meanwhile - Happens at the first store after the second has looked at the database and before it stores.
 * @returns The targets of all Location entities.
 */
async function connectTwo(meanwhile: (first: LocationStore) => Promise<unknown>): Promise<string[]> {
  let interrupt: typeof meanwhile | undefined = meanwhile
  let targets: () => Promise<string[]> = async () => []
  const plugin = definePlugin({
    id: 'catalog',
    config: CatalogConfig,
    migrations: new URL('../migrations/', import.meta.url),
    setup(core) {
      const first = databaseLocationStore(core)
      const ingestion = createIngestion(core, core.config, { processors: () => [], store: first })
      const second = databaseLocationStore(core)
      const firstWithOne: EntityProvider = {
        name: first.name,
        async connect(connection) {
          await first.connect(connection)
          await first.create(old)
        },
      }
      const secondInterrupted: EntityProvider = {
        name: second.name,
        connect: (connection) =>
          second.connect({
            ...connection,
            async applyMutation(mutation) {
              await interrupt?.(first)
              interrupt = undefined
              await connection.applyMutation(mutation)
            },
          }),
      }
      core.lifecycle.onStart(() => ingestion.start([firstWithOne, secondInterrupted]))
      targets = async () => {
        const rows = await core.db.all<{ doc: string }>('select doc from entity')
        // A stored document lacks exactly the ends of metadata and of the entity.
        return rows.map(({ doc }) => JSON.parse(`${doc}}}`).spec.target)
      }
    },
  })
  await using portal = await startPortal({ plugins: [plugin], config: { catalog: { processingInterval: false } } })
  expect(portal.host.plugins().every(({ state }) => state === 'started')).toBe(true)
  return targets()
}
