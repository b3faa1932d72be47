import { type ApiClient, createApiClient, type ScmIntegration, type ScmIntegrations } from '@callboard/kernel'
import { type PushedFiles, sumPushedFiles } from '@callboard/plugin-catalog'
import type { PushPayload } from './webhook-payloads.ts'

/** A project, as far as discovery looks at it. */
export interface GitlabProject {
  id: number
  path_with_namespace: string
  web_url: string
  default_branch?: string | null
  archived: boolean
  empty_repo?: boolean
  repository_access_level?: string
  forked_from_project?: unknown
}

/** The integration of a host. @throws Error that says what to configure. */
export function getGitlabIntegration(scm: ScmIntegrations, host: string, key: string): ScmIntegration {
  const integration = scm.byUrl(`https://${host}`)
  if (integration?.type === 'gitlab') return integration
  throw new Error(`${key} names the host ${host}, which is not in "integrations.gitlab".`)
}

/** Makes a client with the credentials of the integration. */
export const gitlabApi = (integration: ScmIntegration, signal?: AbortSignal): ApiClient =>
  createApiClient({ integration, url: `https://${integration.host}/`, ...(signal ? { signal } : {}) })

/** Path of a project in the API, by number or full path. */
export const projectPath = (id: number | string) => `/projects/${encodeURIComponent(id)}`

/**
 * What a push did to files. GitLab lists twenty commits at most, and no renames: where that may matter, the ends are
 * compared.
 */
export async function readPushedFiles(api: ApiClient, payload: PushPayload): Promise<PushedFiles> {
  const commits = payload.commits ?? []
  const listed = sumPushedFiles(commits)
  const isNew = /^0+$/.test(payload.before) || /^0+$/.test(payload.after)
  const isWhole = (payload.total_commits_count ?? commits.length) <= commits.length
  if (isNew || (isWhole && (listed.added.length === 0 || listed.removed.length === 0))) return listed
  const query = new URLSearchParams({ from: payload.before, to: payload.after, straight: 'true' })
  const { diffs } = await api.get<{ diffs: GitlabDiff[] }>(
    `${projectPath(payload.project.id)}/repository/compare?${query}`,
  )
  const moved = diffs
    .filter(({ old_path, new_path }) => old_path !== new_path)
    .map(({ old_path, new_path }) => ({ from: old_path, to: new_path }))
  const changed = sumPushedFiles(
    diffs.map(({ old_path, new_path, new_file, deleted_file }) => {
      if (deleted_file) return { removed: [old_path] }
      if (new_file) return { added: [new_path] }
      return old_path === new_path ? { modified: [new_path] } : { removed: [old_path], added: [new_path] }
    }),
  )
  return { ...changed, moved }
}

interface GitlabDiff {
  old_path: string
  new_path: string
  new_file: boolean
  deleted_file: boolean
}
