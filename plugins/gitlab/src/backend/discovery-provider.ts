import {
  type ApiClient,
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
  log: Logger
}): EntityProvider {
  const { id, config, scm, scheduler, events, log } = options
  const name = `GitlabDiscoveryEntityProvider:${id}`
  const integration = getGitlabIntegration(scm, config.host, `catalog.providers.gitlab.${id}.host`)

  const readAll = async (connection: EntityProviderConnection, signal: AbortSignal) => {
    const api = gitlabApi(integration, signal)
    const targets: string[] = []
    for await (const projects of api.pages<GitlabProject>(listPath(config))) {
      const found = await inParallel(
        projects.filter((project) => isWanted(project, config)),
        (project) => findTarget(api, project, config),
      )
      targets.push(...found.filter((target) => target !== undefined))
    }
    const entities = await Promise.all(targets.map((target) => discoveredLocation(target, name)))
    await connection.applyMutation({ type: 'full', entities })
    log.info('projects discovered', { provider: name, locations: entities.length })
  }

  const onPush = async (connection: EntityProviderConnection, payload: PushPayload) => {
    const { project, ref } = payload
    const isOurs = new URL(project.web_url).host === config.host && isInGroup(project.path_with_namespace, config)
    if (!isOurs || ref !== `refs/heads/${branchOf(project, config)}`) return
    const api = gitlabApi(integration)
    const { added, removed } = await readPushedFiles(api, payload)
    if (![...added, ...removed].includes(fileOf(config))) return
    const current = await api.find<GitlabProject>(projectPath(project.id))
    const target = current && isWanted(current, config) ? await findTarget(api, current, config) : undefined
    const gone = targetOf(project, config)
    await connection.applyMutation({
      type: 'delta',
      added: target ? [await discoveredLocation(target, name)] : [],
      removed: target ? [] : [{ entityRef: await discoveredLocationRef(gone), locationKey: name }],
    })
    await connection.refresh({ keys: [`url:${gone}`] })
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
  `${project.web_url}/-/blob/${branchOf(project, config)}/${fileOf(config)}`

function listPath({ group, includeArchivedRepos }: GitlabProviderConfig): string {
  const query = new URLSearchParams({ per_page: '100', ...(includeArchivedRepos ? {} : { archived: 'false' }) })
  if (!group) return `/projects?${query}`
  query.set('include_subgroups', 'true')
  return `/groups/${encodeURIComponent(group)}/projects?${query}`
}

/** The address of the project's catalog file, if there is such a file. */
async function findTarget(
  api: ApiClient,
  project: GitlabProject,
  config: GitlabProviderConfig,
): Promise<string | undefined> {
  const query = new URLSearchParams({ ref: branchOf(project, config) })
  const path = `${projectPath(project.id)}/repository/files/${encodeURIComponent(fileOf(config))}?${query}`
  return (await api.find(path)) ? targetOf(project, config) : undefined
}
