import {
  type ApiClient,
  type Clock,
  type Event,
  type Events,
  inParallel,
  type Logger,
  pollSource,
  type Scheduler,
  type ScmIntegrations,
  type SourcePoll,
} from '@callboard/kernel'
import { type Entity, stringifyEntityRef } from '@callboard/model'
import type { EntityProvider, EntityProviderConnection } from '@callboard/plugin-catalog'
import type { GitlabProviderConfig } from './config.ts'
import { getGitlabIntegration, gitlabApi } from './gitlab-api.ts'
import { type GitlabGroup, type GitlabUser, groupEntity, groupName, userEntity } from './org-entities.ts'
import type { MembershipPayload } from './webhook-payloads.ts'

/** Reads users and groups: all of them now and then, changed ones by system hook. */
export function gitlabOrganization(options: {
  id: string
  config: GitlabProviderConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  events: Events
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, events, clock, log } = options
  const { host, group: root } = config
  const name = `GitlabOrgDiscoveryEntityProvider:${id}`
  const integration = getGitlabIntegration(scm, host, `catalog.providers.gitlab.${id}.host`)
  if (host === 'gitlab.com' && !root) {
    throw new Error(
      `catalog.providers.gitlab.${id}.group is required with orgEnabled on gitlab.com: it has too many users.`,
    )
  }
  const provided = (entity: Entity) => ({ entity, locationKey: name })
  const removed = (kind: string, entityName: string) => ({
    entityRef: stringifyEntityRef({ kind, name: entityName }),
    locationKey: name,
  })

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const asOfMs = clock.nowMs()
    const api = gitlabApi(integration, signal)
    const groups = await readGroups(api, config)
    const known = new Set(groups.map(({ full_path }) => full_path))
    const users = await readUsers(api, config)
    const groupEntities = await inParallel(groups, async (group) =>
      groupEntity(group, { host, root, known, members: await readMembers(api, group, config) }),
    )
    const entities = [...users.map((user) => userEntity(user, host)), ...groupEntities]
    await connection.applyMutation({ type: 'full', entities: entities.map(provided), asOfMs })
    log.info('organisation read', { provider: name, users: users.length, groups: groups.length })
  }

  const readGroup = async (connection: EntityProviderConnection, groupId: number) => {
    const api = gitlabApi(integration)
    const group = await api.find<GitlabGroup>(`/groups/${groupId}`)
    if (!group || !isWantedGroup(group, config)) return
    const known = new Set((await readGroups(api, config)).map(({ full_path }) => full_path))
    const members = await readMembers(api, group, config)
    const entity = groupEntity(group, { host, root, known, members })
    await connection.applyMutation({ type: 'delta', added: [provided(entity)], removed: [] })
  }

  const readUser = async (connection: EntityProviderConnection, username: string) => {
    const found = await gitlabApi(integration).get<GitlabUser[]>(`/users?${new URLSearchParams({ username })}`)
    const added = found.filter((user) => isWantedUser(user, config)).map((user) => provided(userEntity(user, host)))
    await connection.applyMutation({ type: 'delta', added, removed: [] })
  }

  const handle = async (connection: EntityProviderConnection, poll: SourcePoll, { payload, metadata }: Event) => {
    const instance = URL.parse(metadata?.['x-gitlab-instance'] ?? '')?.host
    if (instance !== undefined && instance !== integration.host) return
    // The ingress has checked the token; these are the shapes that GitLab documents.
    const event = payload as MembershipPayload
    const { event_name, group_id, full_path, username = event.user_username } = event
    const remove = (ref: ReturnType<typeof removed>) =>
      connection.applyMutation({ type: 'delta', added: [], removed: [ref] })
    const isMembersOnly = isSaas(config) || config.restrictUsersToGroup === true
    const isInherited = isInheriting(config) && /^user_.*_group$/.test(event_name)
    // Whether somebody is still in a group, or what a new name does to the groups below, only a whole run tells.
    if (event_name === 'group_rename' || isInherited || (isMembersOnly && event_name.startsWith('user_')))
      return poll.trigger()
    await poll.exclusively(async () => {
      if (event_name === 'group_destroy') {
        // Without the group in front, another one's name would be the same.
        const isOurs = full_path !== undefined && isWantedGroup({ full_path }, config)
        return isOurs ? remove(removed('group', groupName(full_path, root))) : undefined
      }
      if (event_name === 'user_destroy' && username) return remove(removed('user', username))
      if (event_name === 'user_create' && username) return readUser(connection, username)
      if (group_id !== undefined) return readGroup(connection, group_id)
    })
  }

  return {
    name,
    async connect(connection) {
      const poll = pollSource({
        scheduler,
        log,
        id: name,
        schedule: config.schedule,
        read: ({ signal }) => readAll(connection, signal),
        reportFailure: (error) => connection.reportFailure(error),
      })
      events.subscribe(topics, (event) => handle(connection, poll, event), {
        scope: 'one-replica',
        id: `gitlab-org-${id}`,
      })
    },
  }
}

const topics = [
  'gitlab.group_create',
  'gitlab.group_destroy',
  'gitlab.group_rename',
  'gitlab.user_create',
  'gitlab.user_destroy',
  'gitlab.user_add_to_group',
  'gitlab.user_remove_from_group',
]

const isSaas = ({ host }: GitlabProviderConfig) => host === 'gitlab.com'

const isInheriting = ({ relations }: GitlabProviderConfig) => relations?.includes('INHERITED') === true

/** Tokens of groups and projects act as members of theirs. */
const isBot = ({ username }: GitlabUser) => /^(?:group|project)_\d+_bot(?:_|\d|$)/.test(username)

const isWantedUser = (user: GitlabUser, { userPattern }: GitlabProviderConfig) =>
  user.state === 'active' && !isBot(user) && (!userPattern || new RegExp(userPattern).test(user.username))

const isWantedGroup = ({ full_path }: Pick<GitlabGroup, 'full_path'>, { group, groupPattern }: GitlabProviderConfig) =>
  (!group || `${full_path}/`.toLowerCase().startsWith(`${group.toLowerCase()}/`)) &&
  (!groupPattern || new RegExp(groupPattern).test(full_path))

async function readGroups(api: ApiClient, config: GitlabProviderConfig): Promise<GitlabGroup[]> {
  const root = config.group && `/groups/${encodeURIComponent(config.group)}`
  const groups = root
    ? [await api.get<GitlabGroup>(root), ...(await api.all<GitlabGroup>(`${root}/descendant_groups?per_page=100`))]
    : await api.all<GitlabGroup>('/groups?per_page=100')
  return groups.filter((group) => isWantedGroup(group, config))
}

async function readUsers(api: ApiClient, config: GitlabProviderConfig): Promise<GitlabUser[]> {
  const isMembersOnly = config.group && (isSaas(config) || config.restrictUsersToGroup)
  const path = isMembersOnly
    ? `/groups/${encodeURIComponent(config.group ?? '')}/members/all?per_page=100`
    : '/users?active=true&without_project_bots=true&exclude_internal=true&per_page=100'
  const users = await api.all<GitlabUser>(path)
  const byName = new Map(users.filter((user) => isWantedUser(user, config)).map((user) => [user.username, user]))
  return [...byName.values()]
}

async function readMembers(api: ApiClient, group: GitlabGroup, config: GitlabProviderConfig): Promise<string[]> {
  const all = isInheriting(config) ? '/all' : ''
  const members = await api.all<GitlabUser>(`/groups/${group.id}/members${all}?per_page=100`)
  const names = members.filter((user) => isWantedUser(user, config)).map(({ username }) => username)
  return [...new Set(names)]
}
