import { errors } from './errors.ts'
import type { ConfigEntry } from './reading-config.ts'
import { assertNoTraversal, encodePath, resolveRelative, segmentsOf } from './scm-urls.ts'
import { tokenAsPassword, type Vendor } from './vendor.ts'

/** One entry of `integrations.gitlab` (spec/platform.md 8.1). Addresses have no trailing slash. */
export interface GitlabConfig {
  host: string
  apiBaseUrl: string
  /** With the path that GitLab lives under, if it has one. */
  baseUrl: string
  token?: string
  commitSigningKey?: string
}

/** Reads one entry of `integrations.gitlab`. */
export function readGitlabConfig(entry: ConfigEntry): GitlabConfig {
  const host = (entry.string('host') ?? 'gitlab.com').toLowerCase()
  const baseUrl = entry.url('baseUrl') ?? `https://${host}`
  const isDerivable = host === 'gitlab.com' || entry.string('baseUrl') !== undefined
  const apiBaseUrl = entry.url('apiBaseUrl') ?? (isDerivable ? `${baseUrl}/api/v4` : undefined)
  if (!apiBaseUrl) entry.problem('apiBaseUrl', `is required for ${host}, for example "https://${host}/api/v4".`)
  const token = entry.string('token')
  return {
    host,
    baseUrl,
    apiBaseUrl: apiBaseUrl ?? '',
    ...(token ? { token } : {}),
    commitSigningKey: entry.string('commitSigningKey'),
  }
}

/** GitLab, hosted and self-managed. */
export function gitlabVendor(config: GitlabConfig): Vendor {
  const prefix = URL.parse(config.baseUrl)?.pathname.replace(/\/+$/, '') ?? ''
  const parse = (url: string) => parseGitlabUrl(url, prefix)
  const headersFor = (given?: string): Record<string, string> => {
    const token = given ?? config.token
    return token ? { authorization: `Bearer ${token}` } : {}
  }
  const project = (path: string) => `${config.apiBaseUrl}/projects/${encodeURIComponent(path)}`

  return {
    type: 'gitlab',
    host: config.host,
    apiBaseUrl: config.apiBaseUrl,
    canSearch: true,
    headers: async (_url, token) => headersFor(token),
    gitHeaders: async (_url, token) => tokenAsPassword(headersFor(token), 'oauth2'),
    commitSigningKey: config.commitSigningKey,
    repository(url) {
      const { project } = parse(url)
      const slash = project.lastIndexOf('/')
      return slash > 0 ? { owner: project.slice(0, slash), name: project.slice(slash + 1) } : undefined
    },
    resolveUrl: resolveRelative,
    resolveEditUrl: (url) => url.replace(/\/-\/(?:blob|tree)\//, '/-/edit/'),
    pathOf: (url) => parse(url).path,

    async fileCall(url, token) {
      const at = parse(url)
      if (!at.path) throw errors.badShape({ url, expected: shape(config.baseUrl) })
      const headers = headersFor(token)
      if (at.artifactQuery !== undefined) {
        const file = `${encodeURIComponent(at.ref ?? '')}/raw/${encodePath(at.path)}`
        return { url: `${project(at.project)}/jobs/artifacts/${file}${at.artifactQuery}`, headers }
      }
      const file = `${encodeURIComponent(at.path)}/raw?ref=${encodeURIComponent(at.ref ?? 'HEAD')}`
      return { url: `${project(at.project)}/repository/files/${file}`, headers }
    },

    async readHead(url, folder, { json, token }) {
      const at = parse(url)
      const headers = headersFor(token)
      const query = new URLSearchParams({ per_page: '1' })
      if (at.ref) query.set('ref_name', at.ref)
      if (folder) query.set('path', folder)
      const commits = await json<{ id: string }[]>({
        url: `${project(at.project)}/repository/commits?${query}`,
        headers,
      })
      const newest = commits[0]
      if (!newest) throw errors.notFound({ url })
      const archiveQuery = new URLSearchParams({ sha: newest.id, ...(folder ? { path: folder } : {}) })
      const call = { url: `${project(at.project)}/repository/archive.tar.gz?${archiveQuery}`, headers }
      return { etag: newest.id, archive: { call, format: 'tar.gz', strip: 'first-folder', startsAt: '' } }
    },
  }
}

const shape = (baseUrl: string) => `${baseUrl}/<group>/<project>/-/blob/<branch>/<path>`

interface GitlabPath {
  /** `group/subgroup/project` */
  project: string
  ref?: string
  path: string
  /** For job artifacts: the query that picks the job, with its `?`. */
  artifactQuery?: string
}

function parseGitlabUrl(url: string, prefix: string): GitlabPath {
  const parsed = new URL(url)
  assertNoTraversal(parsed)
  if (prefix && parsed.pathname.startsWith(`${prefix}/`)) parsed.pathname = parsed.pathname.slice(prefix.length)
  const segments = segmentsOf(parsed)
  const dash = segments.indexOf('-')
  // Old addresses have no dash; a project is at least a group and a name, so the word comes third at the earliest.
  const word = dash === -1 ? segments.findIndex((part, index) => index >= 2 && isFileWord(part)) : dash + 1
  const project = (word === -1 ? segments : segments.slice(0, dash === -1 ? word : dash))
    .join('/')
    .replace(/\.git$/, '')
  if (word === -1) return { project, path: '' }
  if (segments[word] === 'jobs' && segments[word + 1] === 'artifacts') {
    const [ref, , ...path] = segments.slice(word + 2)
    return { project, ...(ref ? { ref } : {}), path: path.join('/'), artifactQuery: parsed.search }
  }
  const [ref, ...path] = segments.slice(word + 1)
  return { project, ...(ref ? { ref } : {}), path: path.join('/') }
}

const isFileWord = (part: string) => part === 'blob' || part === 'tree' || part === 'raw' || part === 'edit'
