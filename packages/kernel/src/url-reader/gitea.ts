import { errors } from './errors.ts'
import type { ConfigEntry } from './reading-config.ts'
import { assertNoTraversal, encodePath, type RepoPath, resolveRelative, segmentsOf } from './scm-urls.ts'
import { tokenAsPassword, type Vendor } from './vendor.ts'

/** One entry of `integrations.gitea` (spec/platform.md 8.1). */
export interface GiteaConfig {
  host: string
  commitSigningKey?: string
  /** Without a trailing slash. */
  baseUrl: string
  username?: string
  /** Without a user name it is a token. */
  password?: string
}

/** Reads one entry of `integrations.gitea`. */
export function readGiteaConfig(entry: ConfigEntry): GiteaConfig {
  const host = entry.required('host').toLowerCase()
  const [username, password] = [entry.string('username'), entry.string('password')]
  if (username && !password) entry.problem('password', 'is required beside "username".')
  return {
    host,
    baseUrl: entry.url('baseUrl') ?? `https://${host}`,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    commitSigningKey: entry.string('commitSigningKey'),
  }
}

/** Gitea and Forgejo. */
export function giteaVendor(config: GiteaConfig): Vendor {
  const apiBaseUrl = `${config.baseUrl}/api/v1`
  const prefix = URL.parse(config.baseUrl)?.pathname.replace(/\/+$/, '') ?? ''
  const parse = (url: string) => parseGiteaUrl(url, prefix)
  const headersFor = (token?: string): Record<string, string> => {
    if (token) return { authorization: `token ${token}` }
    if (!config.password) return {}
    if (!config.username) return { authorization: `token ${config.password}` }
    return { authorization: `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}` }
  }
  const repo = ({ owner, name }: RepoPath) => `${apiBaseUrl}/repos/${encodePath(`${owner}/${name}`)}`

  return {
    type: 'gitea',
    host: config.host,
    apiBaseUrl,
    canSearch: false,
    headers: async (_url, token) => headersFor(token),
    gitHeaders: async (_url, token) => tokenAsPassword(headersFor(token), 'x-access-token'),
    commitSigningKey: config.commitSigningKey,
    repository(url) {
      const [owner, name] = segmentsOf(withoutPrefix(url, prefix))
      return owner && name ? { owner, name } : undefined
    },
    resolveUrl: resolveRelative,
    resolveEditUrl: (url) => url.replace(/\/src\/branch\//, '/_edit/'),
    pathOf: (url) => parse(url).path,

    // The raw route gives the same bytes as the contents route, and unlike it an etag.
    async fileCall(url, token) {
      const at = parse(url)
      if (!at.path) throw errors.badShape({ url, expected: shape(config.baseUrl) })
      const query = at.ref ? `?ref=${encodeURIComponent(at.ref)}` : ''
      return { url: `${repo(at)}/raw/${encodePath(at.path)}${query}`, headers: headersFor(token) }
    },

    async readHead(url, _folder, { json, token }) {
      const at = parse(url)
      const headers = headersFor(token)
      const ref = at.ref ?? (await json<{ default_branch: string }>({ url: repo(at), headers })).default_branch
      const commit = await json<{ sha: string }>({
        url: `${repo(at)}/git/commits/${encodeURIComponent(ref)}?stat=false&verification=false&files=false`,
        headers,
      })
      const call = { url: `${repo(at)}/archive/${commit.sha}.tar.gz`, headers }
      return { etag: commit.sha, archive: { call, format: 'tar.gz', strip: 'first-folder', startsAt: '' } }
    },
  }
}

const shape = (baseUrl: string) => `${baseUrl}/<owner>/<repository>/src/branch/<branch>/<path>`

function withoutPrefix(url: string, prefix: string): URL {
  const parsed = new URL(url)
  if (prefix && parsed.pathname.startsWith(`${prefix}/`)) parsed.pathname = parsed.pathname.slice(prefix.length)
  return parsed
}

function parseGiteaUrl(url: string, prefix: string): RepoPath {
  const parsed = withoutPrefix(url, prefix)
  assertNoTraversal(parsed)
  const [owner, name, word, kind, ref, ...path] = segmentsOf(parsed)
  if (owner && name && word === undefined) return { owner, name: name.replace(/\.git$/, ''), path: '' }
  const isFile = (word === 'src' || word === 'raw') && ['branch', 'tag', 'commit'].includes(kind ?? '')
  if (!owner || !name || !isFile || !ref) throw errors.badShape({ url, expected: shape(parsed.origin) })
  return { owner, name, ref, path: path.join('/') }
}
