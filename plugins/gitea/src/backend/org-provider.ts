import { inParallel, type Logger, pollSource, type Scheduler, type ScmIntegrations } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import type { EntityProvider, EntityProviderConnection } from '@callboard/plugin-catalog'
import type { OrganizationConfig } from './config.ts'
import { getGiteaIntegration, giteaApi } from './gitea-api.ts'
import { type GiteaTeam, type GiteaUser, groupEntity, userEntity } from './org-entities.ts'

/** Reads members and teams of organisations. Gitea sends no webhooks about them. */
export function giteaOrganizations(options: {
  id: string
  config: OrganizationConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, log } = options
  const name = `gitea-org-provider:${id}`
  const integration = getGiteaIntegration(scm, config.host, `catalog.providers.giteaOrg.${id}.host`)
  const baseUrl = integration.apiBaseUrl.replace(/\/api\/v1$/, '')

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const api = giteaApi(integration, signal)
    const users = new Map<string, Entity>()
    const groups: Entity[] = []
    for (const org of config.orgs) {
      const path = `/orgs/${encodeURIComponent(org)}`
      // Somebody in two organisations is one person.
      for (const user of await api.all<GiteaUser>(`${path}/members?limit=50`)) {
        users.set(user.login.toLowerCase(), userEntity(user, baseUrl))
      }
      const namespace = config.orgs.length === 1 ? undefined : org.toLowerCase()
      const teams = await inParallel(await api.all<GiteaTeam>(`${path}/teams?limit=50`), async (team) => {
        const members = await api.all<GiteaUser>(`/teams/${team.id}/members?limit=50`)
        return groupEntity(team, { baseUrl, org, namespace, members: members.map(({ login }) => login) })
      })
      groups.push(...teams)
    }
    const entities = [...users.values(), ...groups].map((entity) => ({ entity, locationKey: name }))
    await connection.applyMutation({ type: 'full', entities })
    log.info('organisations read', { provider: name, users: users.size, groups: groups.length })
  }

  return {
    name,
    async connect(connection) {
      pollSource({
        scheduler,
        log,
        id: name,
        schedule: config.schedule,
        read: ({ signal }) => readAll(connection, signal),
        reportFailure: (error) => connection.reportFailure(error),
      })
    },
  }
}
