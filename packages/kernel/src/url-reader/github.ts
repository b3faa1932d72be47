import { errors } from './errors.ts'
import { type GithubApp, githubAppTokens } from './github-apps.ts'
import type { HttpClient } from './http-client.ts'
import type { ConfigEntry } from './reading-config.ts'
import { assertNoTraversal, encodePath, type RepoPath, resolveRelative, segmentsOf } from './scm-urls.ts'
import { tokenAsPassword, type Vendor } from './vendor.ts'

/** One entry of `integrations.github` (spec/platform.md 8.1). */
export interface GithubConfig {
  host: string
  /** Without a trailing slash. */
  apiBaseUrl?: string
  rawBaseUrl?: string
  token?: string
  commitSigningKey?: string
  apps: GithubApp[]
}

/** Reads one entry of `integrations.github`. */
export function readGithubConfig(entry: ConfigEntry): GithubConfig {
  const host = (entry.string('host') ?? 'github.com').toLowerCase()
  const isPublic = host === 'github.com'
  const apiBaseUrl = entry.url('apiBaseUrl') ?? (isPublic ? 'https://api.github.com' : undefined)
  const rawBaseUrl = entry.url('rawBaseUrl') ?? (isPublic ? 'https://raw.githubusercontent.com' : undefined)
  if (!apiBaseUrl && !rawBaseUrl) {
    entry.problem('apiBaseUrl', `is required for ${host}, for example "https://${host}/api/v3" (or rawBaseUrl).`)
  }
  return {
    host,
    ...(apiBaseUrl ? { apiBaseUrl } : {}),
    ...(rawBaseUrl ? { rawBaseUrl } : {}),
    ...(entry.string('token') ? { token: entry.string('token') } : {}),
    commitSigningKey: entry.string('commitSigningKey'),
    apps: entry.list('apps').map((app) => ({
      appId: app.required('appId'),
      // Environment variables often carry the line breaks of the key as two characters.
      privateKey: app.required('privateKey').replaceAll('\\n', '\n'),
      allowedInstallationOwners: app.strings('allowedInstallationOwners'),
      publicAccess: app.raw('publicAccess') === true,
    })),
  }
}

/** GitHub and GitHub Enterprise Server. */
export function githubVendor(config: GithubConfig, http: HttpClient): Vendor {
  const apiBaseUrl = config.apiBaseUrl ?? ''
  const apps = config.apps.length > 0 ? githubAppTokens({ apps: config.apps, apiBaseUrl, http }) : undefined
  const headersFor = async (url: string, given?: string): Promise<Record<string, string>> => {
    const token = given ?? (await apps?.tokenFor(ownerOf(url))) ?? config.token
    return token ? { authorization: `Bearer ${token}` } : {}
  }
  const api = (path: string) => `${apiBaseUrl}/repos/${path}`

  return {
    type: 'github',
    host: config.host,
    apiBaseUrl,
    canSearch: true,
    headers: headersFor,
    gitHeaders: async (url, token) => tokenAsPassword(await headersFor(url, token), 'x-access-token'),
    commitSigningKey: config.commitSigningKey,
    ...(apps ? { listAppOwners: apps.listOwners } : {}),
    repository: (url) => findRepository(url),
    resolveUrl: (options) => asPage(resolveRelative(options), 'tree'),
    resolveEditUrl: (url) => asPage(url, 'edit'),
    pathOf: (url) => parseGithubUrl(url).path,
    failure: ({ status, headers }) =>
      status >= 400 && headers['x-ratelimit-remaining'] === '0' ? '(rate limit exceeded)' : undefined,

    async fileCall(url, token) {
      const repo = parseGithubUrl(url)
      if (!repo.ref || !repo.path) throw errors.badShape({ url, expected: shape(config.host) })
      const headers = await headersFor(url, token)
      if (config.rawBaseUrl && (!headers.authorization || !apiBaseUrl)) {
        return {
          url: `${config.rawBaseUrl}/${encodePath(`${repo.owner}/${repo.name}/${repo.ref}/${repo.path}`)}`,
          headers,
        }
      }
      return {
        url: api(
          `${encodePath(`${repo.owner}/${repo.name}/contents/${repo.path}`)}?ref=${encodeURIComponent(repo.ref)}`,
        ),
        headers: { ...headers, accept: 'application/vnd.github.v3.raw' },
      }
    },

    async readHead(url, _folder, { send, json, token }) {
      const repo = parseGithubUrl(url)
      const headers = await headersFor(url, token)
      const slug = encodePath(`${repo.owner}/${repo.name}`)
      const commit = await send({
        url: api(`${slug}/commits/${encodeURIComponent(repo.ref ?? 'HEAD')}`),
        headers: { ...headers, accept: 'application/vnd.github.sha' },
      })
      const sha = (await commit.buffer()).toString().trim()
      const call = { url: api(`${slug}/tarball/${sha}`), headers }
      return {
        etag: sha,
        archive: { call, format: 'tar.gz', strip: 'first-folder', startsAt: '' },
        async listFiles() {
          const url = api(`${slug}/git/trees/${sha}?recursive=1`)
          const listing = await json<GithubTree>({
            url,
            headers: { ...headers, accept: 'application/vnd.github.v3+json' },
          })
          if (listing.truncated) return undefined
          const files = listing.tree.filter(({ type }) => type === 'blob')
          return files.map(({ path }) => ({
            path,
            call: {
              url: api(`${slug}/contents/${encodePath(path)}?ref=${sha}`),
              headers: { ...headers, accept: 'application/vnd.github.v3.raw' },
            },
          }))
        },
      }
    },
  }
}

interface GithubTree {
  truncated?: boolean
  tree: { path: string; type: string }[]
}

const shape = (host: string) => `https://${host}/<owner>/<repository>/blob/<branch>/<path>`

const ownerOf = (url: string) => URL.parse(url)?.pathname.split('/')[1] ?? ''

function findRepository(url: string): { owner: string; name: string } | undefined {
  const [owner, name] = segmentsOf(new URL(url))
  return owner && name ? { owner, name: name.replace(/\.git$/, '') } : undefined
}

function parseGithubUrl(url: string): RepoPath {
  const parsed = new URL(url)
  assertNoTraversal(parsed)
  const [owner, name, word, ref, ...path] = segmentsOf(parsed)
  const isKnown = word === undefined || ['blob', 'tree', 'raw', 'edit'].includes(word)
  if (!owner || !name || !isKnown || (word && !ref)) throw errors.badShape({ url, expected: shape(parsed.host) })
  return { owner, name: name.replace(/\.git$/, ''), ...(ref ? { ref } : {}), path: path.join('/') }
}

/** The same file under another of GitHub's words (spec/catalog.md 2.2). */
const asPage = (url: string, word: 'tree' | 'edit') =>
  url.replace(/^(https?:\/\/[^/]+\/[^/]+\/[^/]+)\/(?:blob|tree|edit)\//, `$1/${word}/`)
