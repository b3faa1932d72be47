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
} from '@callboard/kernel'
import {
  type EntityProvider,
  type EntityProviderConnection,
  encodePath,
  gatherEntities,
  updateDiscovered,
} from '@callboard/plugin-catalog'
import type { DiscoveryConfig } from './config.ts'
import {
  type GiteaRepository,
  getGiteaIntegration,
  giteaApi,
  type PushPayload,
  type RepositoryPayload,
  readPushedFiles,
  repositoryPath,
} from './gitea-api.ts'

/** Finds the catalog files in the repositories of an organisation: all of them now and then, changed ones by webhook. */
export function giteaDiscovery(options: {
  id: string
  config: DiscoveryConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  events: Events
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, events, clock, log } = options
  const name = `gitea-provider:${id}`
  const integration = getGiteaIntegration(scm, config.host, `catalog.providers.gitea.${id}.host`)
  if (/[*?]/.test(fileOf(config))) {
    throw new Error(`catalog.providers.gitea.${id}.catalogPath must name one file: Gitea has no search for patterns.`)
  }

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const api = giteaApi(integration, signal)
    const gathering = gatherEntities(name, { startedAtMs: clock.nowMs(), signal })
    const path = `/orgs/${encodeURIComponent(config.organization)}/repos?limit=50`
    for await (const repositories of api.pages<GiteaRepository>(path)) {
      await inParallel(
        repositories.filter((repository) => isWanted(repository, config)),
        (repository) => gathering.location(targetOf(repository, config), () => hasFile(api, repository, config)),
      )
    }
    log.info('repositories discovered', { provider: name, locations: await gathering.applyTo(connection) })
  }

  /** Brings one repository up to date. */
  const readOne = async (connection: EntityProviderConnection, api: ApiClient, repository: GiteaRepository) => {
    const current = await api.find<GiteaRepository>(repositoryPath(repository))
    const isThere = current !== undefined && isWanted(current, config) && (await hasFile(api, current, config))
    const former = targetOf(repository, config)
    await updateDiscovered(connection, name, {
      target: isThere ? targetOf(current, config) : undefined,
      former: [former],
    })
    await connection.refresh({ keys: [`url:${former}`] })
  }

  const handle = async (connection: EntityProviderConnection, { topic, payload }: Event) => {
    // The ingress has checked the signature; these are the shapes that Gitea documents.
    const { repository } = payload as PushPayload | RepositoryPayload
    const isOurs =
      new URL(repository.html_url).host === integration.host &&
      repository.owner.login.toLowerCase() === config.organization.toLowerCase()
    if (!isOurs) return
    const api = giteaApi(integration)
    if (topic === 'gitea.push') {
      const push = payload as PushPayload
      if (push.ref !== `refs/heads/${branchOf(repository, config)}`) return
      const { added, removed } = await readPushedFiles(api, push)
      if (![...added, ...removed].includes(fileOf(config))) return
    }
    await readOne(connection, api, repository)
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
        ['gitea.push', 'gitea.repository'],
        (event) => poll.exclusively(() => handle(connection, event)),
        { scope: 'one-replica', id: `gitea-discovery-${id}` },
      )
    },
  }
}

const fileOf = ({ catalogPath = 'catalog-info.yaml' }: DiscoveryConfig) => catalogPath.replace(/^\/+/, '')

const branchOf = (repository: GiteaRepository, config: DiscoveryConfig) => config.branch ?? repository.default_branch

const targetOf = (repository: GiteaRepository, config: DiscoveryConfig) =>
  `${repository.html_url}/src/branch/${encodeURIComponent(branchOf(repository, config))}/${encodePath(fileOf(config))}`

function isWanted({ name, archived, empty }: GiteaRepository, { repositories }: DiscoveryConfig): boolean {
  const isNamed = !repositories || new RegExp(`^(?:${repositories})$`).test(name)
  return isNamed && !archived && !empty
}

async function hasFile(api: ApiClient, repository: GiteaRepository, config: DiscoveryConfig): Promise<boolean> {
  const query = new URLSearchParams({ ref: branchOf(repository, config) })
  const file = encodePath(fileOf(config))
  return (await api.find(`${repositoryPath(repository)}/contents/${file}?${query}`)) !== undefined
}
