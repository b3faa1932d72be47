import {
  type Clock,
  inParallel,
  type Logger,
  pollSource,
  type Scheduler,
  type ScmIntegrations,
} from '@callboard/kernel'
import { type EntityProvider, type EntityProviderConnection, gatherEntities } from '@callboard/plugin-catalog'
import type { OrganizationConfig } from './config.ts'
import { getGiteaIntegration, giteaApi } from './gitea-api.ts'
import { type GiteaTeam, type GiteaUser, groupEntity, userEntity } from './org-entities.ts'

/** Reads members and teams of organisations. Gitea sends no webhooks about them. */
export function giteaOrganizations(options: {
  id: string
  config: OrganizationConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, clock, log } = options
  const name = `gitea-org-provider:${id}`
  const integration = getGiteaIntegration(scm, config.host, `catalog.providers.giteaOrg.${id}.host`)
  const baseUrl = integration.apiBaseUrl.replace(/\/api\/v1$/, '')

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const api = giteaApi(integration, signal)
    const gathering = gatherEntities(name, { startedAtMs: clock.nowMs(), signal })
    // Somebody in two organisations is one person.
    const known = new Set<string>()
    for (const org of config.orgs) {
      await gathering.part(org, async () => {
        const path = `/orgs/${encodeURIComponent(org)}`
        const members = (await api.all<GiteaUser>(`${path}/members?limit=50`)).filter(isActive)
        const namespace = config.orgs.length === 1 ? undefined : org.toLowerCase()
        const groups = await inParallel(await api.all<GiteaTeam>(`${path}/teams?limit=50`), async (team) => {
          const inTeam = (await api.all<GiteaUser>(`/teams/${team.id}/members?limit=50`)).filter(isActive)
          return groupEntity(team, { baseUrl, org, namespace, members: inTeam.map(({ login }) => login) })
        })
        const fresh = members.filter(({ login }) => known.size < known.add(login.toLowerCase()).size)
        const users = fresh.map((user) => userEntity(user, baseUrl))
        return [...users, ...groups].map((entity) => ({ entity, locationKey: name }))
      })
    }
    log.info('organisations read', { provider: name, entities: await gathering.applyTo(connection) })
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

/** Whoever may not sign in is none of the people to ask. */
const isActive = ({ prohibit_login }: GiteaUser) => prohibit_login !== true
