import {
  type ApiClient,
  type Event,
  type Events,
  inParallel,
  type Logger,
  pollSource,
  type Scheduler,
  type ScmIntegrations,
} from '@callboard/kernel'
import {
  discoveredLocation,
  discoveredLocationRef,
  type EntityProvider,
  type EntityProviderConnection,
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
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, events, log } = options
  const name = `gitea-provider:${id}`
  const integration = getGiteaIntegration(scm, config.host, `catalog.providers.gitea.${id}.host`)

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const api = giteaApi(integration, signal)
    const targets: string[] = []
    for await (const page of api.pages<GiteaRepository>(
      `/orgs/${encodeURIComponent(config.organization)}/repos?limit=50`,
    )) {
      const found = await inParallel(page, (repository) => findTarget(api, repository, config))
      targets.push(...found.filter((target) => target !== undefined))
    }
    const entities = await Promise.all(targets.map((target) => discoveredLocation(target, name)))
    await connection.applyMutation({ type: 'full', entities })
    log.info('repositories discovered', { provider: name, locations: entities.length })
  }

  /** Brings one repository up to date. */
  const readOne = async (connection: EntityProviderConnection, api: ApiClient, repository: GiteaRepository) => {
    const current = await api.find<GiteaRepository>(repositoryPath(repository))
    const target = current && (await findTarget(api, current, config))
    const former = targetOf(repository, config)
    await connection.applyMutation({
      type: 'delta',
      added: target ? [await discoveredLocation(target, name)] : [],
      removed: target ? [] : [{ entityRef: await discoveredLocationRef(former), locationKey: name }],
    })
    await connection.refresh({ keys: [`url:${former}`] })
  }

  const handle = async (connection: EntityProviderConnection, { topic, payload }: Event) => {
    // The ingress has checked the signature; these are the shapes that Gitea documents.
    const { repository } = payload as PushPayload | RepositoryPayload
    const isOurs =
      new URL(repository.html_url).host === config.host &&
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
  `${repository.html_url}/src/branch/${branchOf(repository, config)}/${fileOf(config)}`

/** The address of the repository's catalog file, if it is wanted and there is such a file. */
async function findTarget(
  api: ApiClient,
  repository: GiteaRepository,
  config: DiscoveryConfig,
): Promise<string | undefined> {
  const isNamed = !config.repositories || new RegExp(`^(?:${config.repositories})$`).test(repository.name)
  if (!isNamed || repository.archived || repository.empty) return undefined
  const file = fileOf(config).split('/').map(encodeURIComponent).join('/')
  const query = new URLSearchParams({ ref: branchOf(repository, config) })
  const found = await api.find(`${repositoryPath(repository)}/contents/${file}?${query}`)
  return found ? targetOf(repository, config) : undefined
}
