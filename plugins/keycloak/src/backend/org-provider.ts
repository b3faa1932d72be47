import { type Clock, inParallel, type Logger, pollSource, type Scheduler } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { type EntityProvider, entityNames } from '@callboard/plugin-catalog'
import type { OrganizationConfig } from './config.ts'
import { type KeycloakApi, type KeycloakGroup, keycloakApi } from './keycloak-api.ts'
import { groupEntity, type Origin, userEntity } from './org-entities.ts'

/** Reads the people and groups of a realm, now and then. */
export function keycloakOrganization(options: {
  id: string
  config: OrganizationConfig
  scheduler: Scheduler
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scheduler, clock, log } = options
  const name = `KeycloakOrgEntityProvider:${id}`
  const api = keycloakApi(config)
  const locationKey = `keycloak-org-provider:${id}`
  const realm = config.realm ?? 'master'
  const origin = { realm, realmUrl: `${config.baseUrl.replace(/\/+$/, '')}/admin/realms/${realm}` }

  return {
    name,
    async connect(connection) {
      pollSource({
        ...{ scheduler, log, id: name, schedule: config.schedule },
        async read({ signal }) {
          const asOfMs = clock.nowMs()
          const entities = await readRealm(api(signal), origin)
          await connection.applyMutation({
            type: 'full',
            entities: entities.map((entity) => ({ entity, locationKey })),
            asOfMs,
          })
          log.info('organisation read', { provider: name, entities: entities.length })
        },
        reportFailure: (error) => connection.reportFailure(error),
      })
    },
  }
}

/** A group and where it hangs. */
interface Placed {
  group: KeycloakGroup
  parentId: string | undefined
  /** From the top: `platform/on-call`. */
  path: string
}

async function readRealm(api: KeycloakApi, origin: Origin): Promise<Entity[]> {
  const users = (await api.users()).filter(({ enabled }) => enabled !== false)
  const groups = await placeAll(api, await api.groups(), undefined)
  const userNames = entityNames(users.map(({ id, username }) => ({ id, wanted: username })))
  const groupNames = entityNames(groups.map(({ group, path }) => ({ id: group.id, wanted: wantedName(path, groups) })))
  const groupEntities = await inParallel(groups, async ({ group, parentId }) => {
    const name = groupNames.get(group.id)
    if (name === undefined) return []
    const members = (await api.members(group)).flatMap(({ id }) => userNames.get(id) ?? []).toSorted()
    return [groupEntity(group, { name, parent: groupNames.get(parentId ?? ''), members }, origin)]
  })
  const userEntities = users.flatMap((user) => {
    const name = userNames.get(user.id)
    return name === undefined ? [] : userEntity(user, name, origin)
  })
  return [...userEntities, ...groupEntities.flat()]
}

async function placeAll(api: KeycloakApi, groups: KeycloakGroup[], parent: Placed | undefined): Promise<Placed[]> {
  const placed: Placed[] = []
  for (const group of groups) {
    const path = parent ? `${parent.path}/${group.name}` : group.name
    const own = { group, parentId: parent?.group.id, path }
    placed.push(own, ...(await placeAll(api, await api.subGroups(group), own)))
  }
  return placed
}

/** The group's own name; the whole path where several groups of the tree are called alike: `sales-on-call`. */
function wantedName(path: string, groups: readonly Placed[]): string {
  const last = (text: string) => text.slice(text.lastIndexOf('/') + 1)
  const isAlone = groups.filter((other) => last(other.path).toLowerCase() === last(path).toLowerCase()).length === 1
  return isAlone ? last(path) : path.replaceAll('/', '-')
}
