import { type Clock, inParallel, type Logger, pollSource, type Scheduler } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import { type EntityProvider, entityNames } from '@callboard/plugin-catalog'
import type { OrganizationConfig } from './config.ts'
import { type GraphApi, graphApi } from './graph-api.ts'
import {
  type GraphGroup,
  type GraphMember,
  type GraphUser,
  groupEntity,
  selected,
  userEntity,
  wantedGroupName,
  wantedUserName,
} from './org-entities.ts'

/** Reads the people and groups of a tenant, now and then. */
export function microsoftOrganization(options: {
  id: string
  config: OrganizationConfig
  scheduler: Scheduler
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scheduler, clock, log } = options
  const name = `MicrosoftGraphOrgEntityProvider:${id}`
  const api = graphApi(config)
  const locationKey = `msgraph-org-provider:${id}`

  return {
    name,
    async connect(connection) {
      pollSource({
        ...{ scheduler, log, id: name, schedule: config.schedule },
        async read({ signal }) {
          const asOfMs = clock.nowMs()
          const entities = await readOrganization(api(signal), config)
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

async function readOrganization(api: GraphApi, config: OrganizationConfig): Promise<Entity[]> {
  const [users, groups] = [await readUsers(api, config), await readGroups(api, config.group)]
  const target = config.target ?? 'https://graph.microsoft.com/v1.0'
  const userNames = entityNames(users.map((user) => ({ id: user.id, wanted: wantedUserName(user) })))
  const groupNames = entityNames(groups.map((group) => ({ id: group.id, wanted: wantedGroupName(group) })))
  const members = new Map(
    await inParallel(groups, async ({ id }) => {
      const path = `/groups/${encodeURIComponent(id)}/members`
      return [id, await api.list<GraphMember>(path, { select: selected.member })] as const
    }),
  )
  const namesOf = (group: GraphGroup, names: ReadonlyMap<string, string>) =>
    (members.get(group.id) ?? []).flatMap((member) => names.get(member.id) ?? []).toSorted()
  return [
    ...users.flatMap((user) => {
      const name = userNames.get(user.id)
      return name === undefined ? [] : userEntity(user, { name, target })
    }),
    ...groups.flatMap((group) => {
      const name = groupNames.get(group.id)
      const inside = { members: namesOf(group, userNames), children: namesOf(group, groupNames) }
      return name === undefined ? [] : groupEntity(group, { name, target, ...inside })
    }),
  ]
}

async function readUsers(api: GraphApi, config: OrganizationConfig): Promise<GraphUser[]> {
  const select = [...new Set([...selected.user, ...(config.user?.select ?? [])])]
  const { userGroupMember } = config
  if (!userGroupMember) return api.list('/users', { filter: config.user?.filter ?? 'accountEnabled eq true', select })
  const groups = await readGroups(api, userGroupMember)
  const lists = await inParallel(groups, ({ id }) =>
    api.list<GraphUser>(`/groups/${encodeURIComponent(id)}/members/microsoft.graph.user`, { select }),
  )
  // Somebody in two groups is one person.
  return [...new Map(lists.flat().map((user) => [user.id, user])).values()]
}

const readGroups = (api: GraphApi, query: OrganizationConfig['group']): Promise<GraphGroup[]> =>
  api.list('/groups', { ...query, select: selected.group })
