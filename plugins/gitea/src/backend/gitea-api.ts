import { type ApiClient, createApiClient, type ScmIntegration, type ScmIntegrations } from '@callboard/kernel'
import { type PushedFiles, sumPushedFiles } from '@callboard/plugin-catalog'

/** A repository, as the API and the webhooks have it. */
export interface GiteaRepository {
  name: string
  html_url: string
  default_branch: string
  archived: boolean
  /** Without commits. */
  empty: boolean
  owner: { login: string }
}

/** The webhook `push`, as far as it is used here. */
export interface PushPayload {
  ref: string
  before: string
  after: string
  repository: GiteaRepository
  commits?: { added?: string[] | null; modified?: string[] | null; removed?: string[] | null }[] | null
  total_commits?: number
}

/** The webhook `repository`. */
export interface RepositoryPayload {
  action: string
  repository: GiteaRepository
}

/** The integration of a host. @throws Error that says what to configure. */
export function getGiteaIntegration(scm: ScmIntegrations, host: string, key: string): ScmIntegration {
  const integration = scm.byUrl(`https://${host}`)
  if (integration?.type === 'gitea') return integration
  throw new Error(`${key} names the host ${host}, which is not in "integrations.gitea".`)
}

/** Makes a client with the credentials of the integration. */
export const giteaApi = (integration: ScmIntegration, signal?: AbortSignal): ApiClient =>
  createApiClient({ integration, url: `https://${integration.host}/`, ...(signal ? { signal } : {}) })

/** Path of a repository in the API. */
export const repositoryPath = ({ owner, name }: Pick<GiteaRepository, 'owner' | 'name'>) =>
  `/repos/${encodeURIComponent(owner.login)}/${encodeURIComponent(name)}`

/** What a push did to files. Gitea lists few commits; of longer pushes the ends are compared. */
export async function readPushedFiles(api: ApiClient, payload: PushPayload): Promise<PushedFiles> {
  const commits = payload.commits ?? []
  const isNew = /^0+$/.test(payload.before) || /^0+$/.test(payload.after)
  if (isNew || (payload.total_commits ?? commits.length) <= commits.length) {
    // Newest first here, while summing up goes by time.
    return sumPushedFiles(commits.toReversed().map((commit) => withoutNulls(commit)))
  }
  const range = encodeURIComponent(`${payload.before}...${payload.after}`)
  type Comparison = { commits?: { files?: { filename: string; status: string }[] }[] }
  const { commits: all = [] } = await api.get<Comparison>(`${repositoryPath(payload.repository)}/compare/${range}`)
  const having = (files: { filename: string; status: string }[], status: string) =>
    files.filter((file) => file.status === status).map(({ filename }) => filename)
  return sumPushedFiles(
    all.toReversed().map(({ files = [] }) => ({
      added: having(files, 'added'),
      modified: having(files, 'modified'),
      removed: having(files, 'removed'),
    })),
  )
}

const withoutNulls = ({ added, modified, removed }: NonNullable<PushPayload['commits']>[number]) => ({
  added: added ?? [],
  modified: modified ?? [],
  removed: removed ?? [],
})
