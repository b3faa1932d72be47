import { type ApiClient, createApiClient, type ScmIntegration, type ScmIntegrations } from '@callboard/kernel'
import { encodePath } from '@callboard/plugin-catalog'
import type { DocsHistory } from '../../../model/site.ts'
import { addCommit, toUtc } from './parse-git-log.ts'

interface Commit {
  at: string | undefined
  name: string | undefined
}
type AskHost = (api: ApiClient, file: HostFile) => Promise<Commit[]>

/** A file of a repository, as hosts name it. */
interface HostFile {
  owner: string
  name: string
  ref: string | undefined
  path: string
}

const perPage = 50

// The shapes that the hosts document.
type GithubCommit = { commit?: { author?: { name?: string; date?: string } } }
type GitlabCommit = { committed_date?: string; author_name?: string }
type BitbucketCommit = { date?: string; author?: { user?: { display_name?: string }; raw?: string } }

const fromGithub = ({ commit }: GithubCommit): Commit => ({ at: commit?.author?.date, name: commit?.author?.name })
const query = (values: Record<string, string | undefined>) =>
  new URLSearchParams(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** How each kind of host is asked for the commits of one file, the newest first. */
const hosts: Record<string, AskHost> = {
  github: async (api, { owner, name, ref, path }) => {
    const asked = query({ path, sha: ref, per_page: String(perPage) })
    return (await api.get<GithubCommit[]>(`/repos/${encodePath(`${owner}/${name}`)}/commits?${asked}`)).map(fromGithub)
  },
  gitea: async (api, { owner, name, ref, path }) => {
    const asked = query({
      path,
      sha: ref,
      limit: String(perPage),
      stat: 'false',
      files: 'false',
      verification: 'false',
    })
    return (await api.get<GithubCommit[]>(`/repos/${encodePath(`${owner}/${name}`)}/commits?${asked}`)).map(fromGithub)
  },
  gitlab: async (api, { owner, name, ref, path }) => {
    const asked = query({ path, ref_name: ref, per_page: String(perPage) })
    const project = encodeURIComponent(`${owner}/${name}`)
    const commits = await api.get<GitlabCommit[]>(`/projects/${project}/repository/commits?${asked}`)
    return commits.map((commit) => ({ at: commit.committed_date, name: commit.author_name }))
  },
  bitbucketCloud: async (api, { owner, name, ref, path }) => {
    const asked = query({ path, pagelen: String(perPage) })
    const at = ref === undefined ? '' : `/${encodeURIComponent(ref)}`
    const { values = [] } = await api.get<{ values?: BitbucketCommit[] }>(
      `/repositories/${encodePath(`${owner}/${name}`)}/commits${at}?${asked}`,
    )
    return values.map(({ date, author }) => ({
      at: date,
      name: author?.user?.display_name ?? author?.raw?.replace(/\s*<[^>]*>\s*$/, ''),
    }))
  },
}

/**
 * What a host knows of one file.
 *
 * @param folderUrl - The page of the docs' folder.
 * @param path - From that folder.
 * @returns undefined where the host cannot be asked, or does not know.
 */
export async function readHostHistory(
  scm: ScmIntegrations,
  folderUrl: string,
  path: string,
  signal: AbortSignal,
): Promise<DocsHistory | undefined> {
  const integration = scm.byUrl(folderUrl)
  const ask = integration && hosts[integration.type]
  const file = integration && fileAt(integration, folderUrl, path)
  if (!ask || !file) return undefined
  const api = createApiClient({ integration, url: folderUrl, signal })
  const histories = new Map<string, DocsHistory>()
  for (const { at, name } of await ask(api, file)) {
    const updatedAt = at === undefined ? undefined : toUtc(at)
    if (updatedAt !== undefined) addCommit(histories, path, { updatedAt, name: name ?? '' })
  }
  return histories.get(path)
}

/** Where in its repository a file is. Branches with a slash in their name are not told apart from folders, as everywhere. */
function fileAt(integration: ScmIntegration, folderUrl: string, path: string): HostFile | undefined {
  const repository = integration.repository(folderUrl)
  if (!repository) return undefined
  const place = /\/(?:-\/)?(?:tree|blob|src\/branch|src\/tag|src)\/([^/]+)(?:\/(.*?))?\/?$/.exec(
    new URL(folderUrl).pathname,
  )
  const folder = decodeURIComponent(place?.[2] ?? '')
  return {
    ...repository,
    ref: place?.[1] === undefined ? undefined : decodeURIComponent(place[1]),
    path: folder === '' ? path : `${folder}/${path}`,
  }
}
