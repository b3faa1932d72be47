import {
  type ApiClient,
  type Clock,
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
import type { GitlabProviderConfig } from './config.ts'
import { type GitlabProject, getGitlabIntegration, gitlabApi, projectPath, readPushedFiles } from './gitlab-api.ts'
import type { PushPayload } from './webhook-payloads.ts'

/** Finds the catalog files in projects: all of them now and then, changed ones by webhook. */
export function gitlabDiscovery(options: {
  id: string
  config: GitlabProviderConfig
  scm: ScmIntegrations
  scheduler: Scheduler
  events: Events
  clock: Clock
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, events, clock, log } = options
  const name = `GitlabDiscoveryEntityProvider:${id}`
  const integration = getGitlabIntegration(scm, config.host, `catalog.providers.gitlab.${id}.host`)

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const api = gitlabApi(integration, signal)
    const gathering = gatherEntities(name, { startedAtMs: clock.nowMs(), signal })
    for await (const projects of api.pages<GitlabProject>(listPath(config))) {
      await inParallel(
        projects.filter((project) => isWanted(project, config)),
        (project) => gathering.location(targetOf(project, config), () => hasFile(api, project, config)),
      )
    }
    log.info('projects discovered', { provider: name, locations: await gathering.applyTo(connection) })
  }

  const onPush = async (connection: EntityProviderConnection, payload: PushPayload) => {
    const { project, ref } = payload
    const isOurs = new URL(project.web_url).host === integration.host && isInGroup(project.path_with_namespace, config)
    if (!isOurs || ref !== `refs/heads/${branchOf(project, config)}`) return
    const api = gitlabApi(integration)
    const { added, removed } = await readPushedFiles(api, payload)
    if (![...added, ...removed].includes(fileOf(config))) return
    const current = await api.find<GitlabProject>(projectPath(project.id))
    const isThere = current !== undefined && isWanted(current, config) && (await hasFile(api, current, config))
    const former = targetOf(project, config)
    await updateDiscovered(connection, name, {
      target: isThere ? targetOf(current, config) : undefined,
      former: [former],
    })
    await connection.refresh({ keys: [`url:${former}`] })
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
        ['gitlab.push'],
        // The ingress has checked the token; this is the shape that GitLab documents.
        ({ payload }) => poll.exclusively(() => onPush(connection, payload as PushPayload)),
        { scope: 'one-replica', id: `gitlab-discovery-${id}` },
      )
    },
  }
}

/** Whether a project is one that the block asks for. Touches nothing. */
export function isWanted(project: GitlabProject, config: GitlabProviderConfig): boolean {
  const path = project.path_with_namespace
  return (
    isInGroup(path, config) &&
    (!config.projectPattern || new RegExp(config.projectPattern).test(path)) &&
    !config.excludeRepos?.includes(path) &&
    !(config.skipForkedRepos && project.forked_from_project) &&
    // Without commits, or with its repository switched off: asking for a file would be refused.
    project.empty_repo !== true &&
    project.repository_access_level !== 'disabled' &&
    (config.includeArchivedRepos === true || !project.archived)
  )
}

const isInGroup = (path: string, { group }: GitlabProviderConfig) =>
  !group || path.toLowerCase().startsWith(`${group.toLowerCase()}/`)

const fileOf = ({ entityFilename = 'catalog-info.yaml' }: GitlabProviderConfig) => entityFilename.replace(/^\/+/, '')

type Branched = Pick<GitlabProject, 'default_branch' | 'web_url'>

const branchOf = (project: Pick<GitlabProject, 'default_branch'>, config: GitlabProviderConfig) =>
  config.branch ?? project.default_branch ?? config.fallbackBranch ?? 'master'

const targetOf = (project: Branched, config: GitlabProviderConfig) =>
  `${project.web_url}/-/blob/${encodeURIComponent(branchOf(project, config))}/${encodePath(fileOf(config))}`

function listPath({ group, includeArchivedRepos }: GitlabProviderConfig): string {
  const query = new URLSearchParams({ per_page: '100', ...(includeArchivedRepos ? {} : { archived: 'false' }) })
  if (!group) {
    // By page numbers GitLab lists no more than 50,000 projects, and skips one when another is deleted meanwhile.
    for (const [key, value] of [
      ['pagination', 'keyset'],
      ['order_by', 'id'],
      ['sort', 'asc'],
    ] as const)
      query.set(key, value)
    return `/projects?${query}`
  }
  query.set('include_subgroups', 'true')
  return `/groups/${encodeURIComponent(group)}/projects?${query}`
}

async function hasFile(api: ApiClient, project: GitlabProject, config: GitlabProviderConfig): Promise<boolean> {
  const query = new URLSearchParams({ ref: branchOf(project, config) })
  const path = `${projectPath(project.id)}/repository/files/${encodeURIComponent(fileOf(config))}?${query}`
  return (await api.find(path)) !== undefined
}
