import {
  type Clock,
  type Event,
  type Events,
  type Logger,
  pollSource,
  type Scheduler,
  type ScmIntegrations,
  type SourcePoll,
} from '@callboard/kernel'
import { type Entity, stringifyEntityRef } from '@callboard/model'
import { type EntityProvider, type EntityProviderConnection, gatherEntities } from '@callboard/plugin-catalog'
import type { OrganizationConfig } from './config.ts'
import { getGithubIntegration, githubApi } from './github-api.ts'
import { groupEntity, type OrgContext, userEntity } from './org-entities.ts'
import { findTeam, findUser, readTeams, readUsers } from './org-queries.ts'
import type { MembershipPayload, OrganizationPayload, TeamPayload } from './webhook-payloads.ts'

/** Reads people and teams of organisations: all of them now and then, changed ones by webhook. */
export function githubOrganizations(options: {
  config: OrganizationConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  events: Events
  clock: Clock
  log: Logger
}): EntityProvider {
  const { config, scm, scheduler, events, clock, log } = options
  const id = config.id ?? 'default'
  const name = `GithubMultiOrgEntityProvider:${id}`
  const githubUrl = (config.githubUrl ?? 'https://github.com').replace(/\/+$/, '')
  const integration = getGithubIntegration(scm, new URL(githubUrl).host, 'catalog.providers.githubOrg.githubUrl')

  const listOrgs = async (): Promise<string[]> => {
    const orgs = config.orgs ?? (await integration.listAppOwners?.())
    if (!orgs)
      throw new Error(
        'catalog.providers.githubOrg needs "orgs", because "integrations.github" has no apps to list them.',
      )
    if (orgs.length === 0) throw new Error(`No organisation on ${integration.host} has a GitHub App installed.`)
    return orgs
  }
  // Teams of a single organisation live in the default namespace, so that they are named as people name them.
  const contextOf = (org: string): OrgContext => ({
    githubUrl,
    org,
    namespace: config.orgs?.length === 1 ? undefined : org.toLowerCase(),
  })
  const provided = (entity: Entity) => ({ entity, locationKey: `github-org-provider:${id}` })
  const removed = (kind: string, namespace: string | undefined, entityName: string) => ({
    entityRef: stringifyEntityRef({ kind, ...(namespace ? { namespace } : {}), name: entityName }),
    locationKey: `github-org-provider:${id}`,
  })

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const gathering = gatherEntities(name, { startedAtMs: clock.nowMs(), signal })
    // Somebody in two organisations is one person.
    const known = new Set<string>()
    for (const org of await listOrgs()) {
      const api = githubApi(integration, org, signal)
      const context = contextOf(org)
      await gathering.part(org, async () => {
        const [users, teams] = [await readUsers(api, org), await readTeams(api, org)]
        const fresh = users.filter(({ login }) => known.size < known.add(login.toLowerCase()).size)
        const groups = teams.map((team) => groupEntity(team, context))
        return [...fresh.map((user) => userEntity(user, context)), ...groups].map(provided)
      })
    }
    log.info('organisations read', { provider: name, entities: await gathering.applyTo(connection) })
  }

  const readTeam = async (connection: EntityProviderConnection, org: string, slug: string) => {
    const context = contextOf(org)
    const team = await findTeam(githubApi(integration, org), org, slug)
    await connection.applyMutation({
      type: 'delta',
      added: team ? [provided(groupEntity(team, context))] : [],
      removed: team ? [] : [removed('group', context.namespace, slug)],
    })
  }

  const readUser = async (connection: EntityProviderConnection, org: string, login: string) => {
    const user = await findUser(githubApi(integration, org), login)
    if (!user) return
    await connection.applyMutation({ type: 'delta', added: [provided(userEntity(user, contextOf(org)))], removed: [] })
  }

  const handle = async (connection: EntityProviderConnection, poll: SourcePoll, { topic, payload }: Event) => {
    // The ingress has checked the signature; these are the shapes that GitHub documents.
    const event = payload as TeamPayload & MembershipPayload & OrganizationPayload
    const isOurs = (await listOrgs()).some((org) => org.toLowerCase() === event.organization?.login.toLowerCase())
    if (!isOurs) return
    // A new name changes the ref that other teams point to, and whoever leaves may stay in another organisation.
    if (event.changes?.name !== undefined || event.action === 'member_removed') return poll.trigger()
    const org = event.organization.login
    await poll.exclusively(async () => {
      if (topic !== 'github.organization') return readTeam(connection, org, event.team.slug)
      if (event.action === 'member_added' && event.membership)
        return readUser(connection, org, event.membership.user.login)
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
      events.subscribe(
        ['github.team', 'github.membership', 'github.organization'],
        (event) => handle(connection, poll, event),
        { scope: 'one-replica', id: `github-org-${id}` },
      )
    },
  }
}
