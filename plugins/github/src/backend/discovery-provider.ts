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
import {
  discoveredLocation,
  type EntityProvider,
  type EntityProviderConnection,
  gatherEntities,
  sumPushedFiles,
  updateDiscovered,
} from '@callboard/plugin-catalog'
import { matchesCatalogPath } from './catalog-path.ts'
import type { DiscoveryConfig } from './config.ts'
import { getGithubIntegration, githubApi } from './github-api.ts'
import { catalogFileUrl, catalogPathOf, findRepository, planLocation, readRepositories } from './repositories.ts'
import type { PushPayload, RepositoryPayload, WebhookRepository } from './webhook-payloads.ts'

// One long function: reading all and reading one share what is configured, and nobody else needs either.
/** Finds the catalog files in the repositories of organisations: all of them now and then, changed ones by webhook. */
export function githubDiscovery(options: {
  id: string
  config: DiscoveryConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  events: Events
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, events, clock, log } = options
  const name = `github-provider:${id}`
  const integration = getGithubIntegration(scm, config.host ?? 'github.com', `catalog.providers.github.${id}`)
  const { host } = integration

  const listOwners = async (): Promise<string[]> => {
    if (config.organization !== undefined) return [config.organization]
    const owners = await integration.listAppOwners?.(String(config.app))
    if (!owners) throw new Error(`catalog.providers.github.${id}.app: "integrations.github" has no apps for ${host}.`)
    if (owners.length === 0) throw new Error(`No organisation on ${host} has the GitHub App ${config.app} installed.`)
    return owners
  }

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const gathering = gatherEntities(name, { startedAtMs: clock.nowMs(), signal })
    for (const owner of await listOwners()) {
      await gathering.part(owner, async () => {
        const repositories = await readRepositories(githubApi(integration, owner, signal), owner, config)
        const targets = repositories.flatMap((repository) => planLocation(repository, config) ?? [])
        return Promise.all(targets.map((target) => discoveredLocation(target, name)))
      })
    }
    log.info('repositories discovered', { provider: name, locations: await gathering.applyTo(connection) })
  }

  /** Brings one repository up to date; `obsolete` are addresses that it gave and no longer gives. */
  const readOne = async (
    connection: EntityProviderConnection,
    repository: WebhookRepository,
    obsolete: string[] = [],
  ) => {
    const { login: owner } = repository.owner
    const current = await findRepository(githubApi(integration, owner), { owner, name: repository.name }, config)
    await updateDiscovered(connection, name, {
      target: current && planLocation(current, config),
      former: [...obsolete, catalogFileUrl(repository.html_url, branchOf(repository), config)],
    })
  }

  const branchOf = (repository: WebhookRepository) => config.filters?.branch ?? repository.default_branch

  const isOurs = async (repository: WebhookRepository | undefined): Promise<boolean> => {
    if (!repository || new URL(repository.html_url).host !== host) return false
    const owner = repository.owner.login.toLowerCase()
    return (await listOwners()).some((one) => one.toLowerCase() === owner)
  }

  const onPush = async (connection: EntityProviderConnection, payload: PushPayload) => {
    const { repository } = payload
    if (!(await isOurs(repository)) || payload.ref !== `refs/heads/${branchOf(repository)}`) return
    const pushed = sumPushedFiles(payload.commits ?? [])
    const path = catalogPathOf(config)
    const comesOrGoes = [...pushed.added, ...pushed.removed].some((file) => matchesCatalogPath(path, file))
    if (!comesOrGoes) return
    await readOne(connection, repository)
    // The Location stays as it is while what is behind it has changed. The catalog knows it by GitHub's other word.
    const target = catalogFileUrl(repository.html_url, branchOf(repository), config)
    const spellings = [target, scm.resolveUrl({ url: target, base: target })]
    await connection.refresh({ keys: spellings.map((url) => `url:${url}`) })
  }

  const onRepository = async (connection: EntityProviderConnection, payload: RepositoryPayload) => {
    const { repository, changes, action } = payload
    const { origin } = new URL(repository.html_url)
    const formerOwner = changes?.owner?.from?.organization?.login ?? changes?.owner?.from?.user?.login
    const former = {
      owner: formerOwner ?? repository.owner.login,
      name: changes?.repository?.name?.from ?? repository.name,
      branch: config.filters?.branch ?? changes?.default_branch?.from ?? repository.default_branch,
    }
    const formerUrl = catalogFileUrl(`${origin}/${former.owner}/${former.name}`, former.branch, config)
    if (await isOurs(repository)) return readOne(connection, repository, [formerUrl])
    // It went to an owner that is none of ours.
    if (action !== 'transferred') return
    await updateDiscovered(connection, name, { target: undefined, former: [formerUrl] })
  }

  const listen = (connection: EntityProviderConnection, poll: SourcePoll) => {
    const handle = async (event: Event) => {
      await poll.exclusively(async () => {
        // The ingress has checked the signature; these are the shapes that GitHub documents.
        if (event.topic === 'github.push') return onPush(connection, event.payload as PushPayload)
        return onRepository(connection, event.payload as RepositoryPayload)
      })
    }
    events.subscribe(['github.push', 'github.repository'], handle, {
      scope: 'one-replica',
      id: `github-discovery-${id}`,
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
      listen(connection, poll)
    },
  }
}
