import { type Clock, type Events, type Logger, pollSource, type Scheduler, type SourcePoll } from '@callboard/kernel'
import { userDeactivated } from '@callboard/plugin-auth'
import type { EntityProvider, EntityProviderConnection } from '@callboard/plugin-catalog'
import { entityOf, entityRefOf, type FindResource } from './entities.ts'
import { type Change, memberIds, type Resource, type ResourceStore } from './resource-store.ts'

/** Hands what was pushed to the catalog. */
export interface DirectoryProvider extends EntityProvider {
  /** Tells the catalog and the sign-in about a change that was stored. Never throws: the next full run makes up for it. */
  announce(change: Change): Promise<void>
}

const locationKey = 'scim'

/** The provider of everything in the store; changes go to the catalog one by one, and now and then all of it. */
export function directoryProvider(options: {
  store: ResourceStore
  scheduler: Scheduler
  events: Events
  clock: Clock
  log: Logger
  /** `https://portal.example.com/api/scim/v2` */
  baseUrl: string
}): DirectoryProvider {
  const { store, scheduler, events, clock, log, baseUrl } = options
  let connected: { connection: EntityProviderConnection; poll: SourcePoll } | undefined

  async function applyAll(connection: EntityProviderConnection): Promise<void> {
    const asOfMs = clock.nowMs()
    const resources = await store.all()
    const byId = new Map(resources.map((resource) => [resource.id, resource]))
    await connection.applyMutation({ type: 'full', entities: provided(resources, (id) => byId.get(id)), asOfMs })
  }

  async function applyChange(change: Change, connection: EntityProviderConnection): Promise<void> {
    const { before, after } = change
    const touched = await touchedBy(change, store)
    const find = await finderOf(touched, store)
    const oldRef = before?.isActive ? entityRefOf(before) : undefined
    const isGone = oldRef !== undefined && !(after?.isActive && entityRefOf(after) === oldRef)
    await connection.applyMutation({
      type: 'delta',
      added: provided(touched, find),
      removed: isGone ? [{ entityRef: oldRef, locationKey }] : [],
    })
  }

  const provided = (resources: readonly Resource[], find: FindResource) =>
    resources.flatMap((resource) => {
      const entity = entityOf(resource, { find, baseUrl })
      return entity ? { entity, locationKey } : []
    })

  return {
    name: 'scim',
    async connect(connection) {
      const poll = pollSource({
        ...{ scheduler, log, id: 'scim', schedule: undefined },
        read: () => applyAll(connection),
        reportFailure: (error) => connection.reportFailure(error),
      })
      connected = { connection, poll }
    },
    async announce(change) {
      const { before, after } = change
      const isLost =
        before?.kind === 'user' && before.isActive && !(after?.isActive && after.entityName === before.entityName)
      if (isLost) await events.publish({ topic: userDeactivated, payload: { userEntityRef: entityRefOf(before) } })
      if (!connected) return
      const { connection, poll } = connected
      try {
        await poll.exclusively(() => applyChange(change, connection))
      } catch (error) {
        await connection.reportFailure(error)
      }
    },
  }
}

/** The resource itself, and the groups that name it where it is named otherwise now. */
async function touchedBy({ before, after, leftGroupIds }: Change, store: ResourceStore): Promise<Resource[]> {
  if (!after) return store.findAll(leftGroupIds ?? [])
  const isNamedAnew = before?.entityName !== after.entityName || before.isActive !== after.isActive
  return [after, ...(before && isNamedAnew ? await store.groupsOf(after.id) : [])]
}

/** Who is in the groups among some resources. */
async function finderOf(resources: readonly Resource[], store: ResourceStore): Promise<FindResource> {
  const ids = resources.flatMap(({ document }) => memberIds(document))
  const known = new Map((await store.findAll([...new Set(ids)])).map((one) => [one.id, one]))
  return (id) => known.get(id)
}
