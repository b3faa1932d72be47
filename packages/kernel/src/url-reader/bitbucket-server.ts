import { errors } from './errors.ts'
import type { ConfigEntry } from './reading-config.ts'
import { assertNoTraversal, decode, encodePath, type RepoPath, resolveRelative } from './scm-urls.ts'
import type { Vendor } from './vendor.ts'

/** One entry of `integrations.bitbucketServer` (spec/platform.md 8.1). */
export interface BitbucketServerConfig {
  host: string
  commitSigningKey?: string
  /** Without a trailing slash. */
  apiBaseUrl: string
  token?: string
  username?: string
  password?: string
}

/** Reads one entry of `integrations.bitbucketServer`. */
export function readBitbucketServerConfig(entry: ConfigEntry): BitbucketServerConfig {
  const host = entry.required('host').toLowerCase()
  const [token, username, password] = [entry.string('token'), entry.string('username'), entry.string('password')]
  if (username && !password && !token) entry.problem('password', 'is required beside "username" (or "token" alone).')
  return {
    host,
    commitSigningKey: entry.string('commitSigningKey'),
    apiBaseUrl: entry.url('apiBaseUrl') ?? `https://${host}/rest/api/1.0`,
    ...(token ? { token } : {}),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  }
}

/** Bitbucket Server and Data Center. */
export function bitbucketServerVendor(config: BitbucketServerConfig): Vendor {
  const headersFor = (given?: string): Record<string, string> => {
    const token = given ?? config.token
    if (token) return { authorization: `Bearer ${token}` }
    if (!config.username || !config.password) return {}
    return { authorization: `Basic ${Buffer.from(`${config.username}:${config.password}`).toString('base64')}` }
  }
  const repo = ({ owner, name }: RepoPath) =>
    `${config.apiBaseUrl}/projects/${encodeURIComponent(owner)}/repos/${encodeURIComponent(name)}`

  return {
    type: 'bitbucketServer',
    host: config.host,
    apiBaseUrl: config.apiBaseUrl,
    canSearch: true,
    headers: async (_url, token) => headersFor(token),
    gitHeaders: async (_url, token) => headersFor(token),
    commitSigningKey: config.commitSigningKey,
    repository(url) {
      const { owner, name } = parse(url)
      return { owner, name }
    },
    resolveUrl: resolveRelative,
    resolveEditUrl: (url) => url.replace(/\?.*$/, ''),
    pathOf: (url) => parse(url).path,

    async fileCall(url, token) {
      const at = parse(url)
      if (!at.path) throw errors.badShape({ url, expected: shape(config.host) })
      const query = at.ref ? `?at=${encodeURIComponent(at.ref)}` : ''
      return { url: `${repo(at)}/raw/${encodePath(at.path)}${query}`, headers: headersFor(token) }
    },

    async readHead(url, folder, { json, token }) {
      const at = parse(url)
      const headers = headersFor(token)
      const query = new URLSearchParams({
        limit: '1',
        ...(at.ref ? { until: at.ref } : {}),
        ...(folder ? { path: folder } : {}),
      })
      const commits = await json<{ values: { id: string }[] }>({ url: `${repo(at)}/commits?${query}`, headers })
      const sha = commits.values[0]?.id
      if (!sha) throw errors.notFound({ url })
      const archive = new URLSearchParams({
        format: 'tgz',
        at: sha,
        prefix: 'tree',
        ...(folder ? { path: folder } : {}),
      })
      const call = { url: `${repo(at)}/archive?${archive}`, headers }
      return { etag: sha, archive: { call, format: 'tar.gz', strip: 'first-folder', startsAt: '' } }
    },
  }
}

const shape = (host: string) => `https://${host}/projects/<project>/repos/<repository>/browse/<path>?at=<branch>`

function parse(url: string): RepoPath {
  const parsed = new URL(url)
  assertNoTraversal(parsed)
  // Installations may live under a path, and people's own repositories under `users`.
  const match = /\/(projects|users)\/([^/]+)\/repos\/([^/]+)(?:\/(?:browse|raw)(?:\/(.*?))?)?\/?$/.exec(parsed.pathname)
  const [, kind, owner, name, path] = match ?? []
  if (!owner || !name) throw errors.badShape({ url, expected: shape(parsed.host) })
  const ref = parsed.searchParams.get('at') ?? undefined
  return {
    owner: `${kind === 'users' ? '~' : ''}${decode(owner)}`,
    name: decode(name),
    ...(ref ? { ref } : {}),
    path: decode(path ?? ''),
  }
}
