import { clientCredentials } from './client-credentials.ts'
import { errors } from './errors.ts'
import type { HttpClient } from './http-client.ts'
import type { ConfigEntry } from './reading-config.ts'
import { assertNoTraversal, encodePath, type RepoPath, resolveRelative, segmentsOf } from './scm-urls.ts'
import { tokenAsPassword, type Vendor } from './vendor.ts'

/** One entry of `integrations.bitbucketCloud` (spec/platform.md 8.1), and where the product lives. */
export interface BitbucketCloudConfig {
  host: string
  commitSigningKey?: string
  webBaseUrl: string
  apiBaseUrl: string
  username?: string
  /** An API token or an app password. */
  secret?: string
  client?: { id: string; secret: string }
}

/** Reads one entry of `integrations.bitbucketCloud`. */
export function readBitbucketCloudConfig(entry: ConfigEntry): BitbucketCloudConfig {
  const username = entry.string('username')
  const secret = entry.string('token') ?? entry.string('appPassword')
  const [id, clientSecret] = [entry.string('clientId'), entry.string('clientSecret')]
  if (username && !secret) entry.problem('token', 'is required beside "username" (or "appPassword").')
  if (id && !clientSecret) entry.problem('clientSecret', 'is required beside "clientId".')
  if (!id && clientSecret) entry.problem('clientId', 'is required beside "clientSecret".')
  return {
    host: 'bitbucket.org',
    commitSigningKey: entry.string('commitSigningKey'),
    webBaseUrl: 'https://bitbucket.org',
    apiBaseUrl: 'https://api.bitbucket.org/2.0',
    ...(username ? { username } : {}),
    ...(secret ? { secret } : {}),
    ...(id && clientSecret ? { client: { id, secret: clientSecret } } : {}),
  }
}

/** Bitbucket Cloud. */
export function bitbucketCloudVendor(config: BitbucketCloudConfig, http: HttpClient): Vendor {
  const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
  const clientToken =
    config.client &&
    clientCredentials({
      http,
      tokenUrl: `${config.webBaseUrl}/site/oauth2/access_token`,
      headers: { authorization: basic(config.client.id, config.client.secret) },
    })
  const headersFor = async (token?: string): Promise<Record<string, string>> => {
    if (token) return { authorization: `Bearer ${token}` }
    if (config.username && config.secret) return { authorization: basic(config.username, config.secret) }
    if (clientToken) return { authorization: `Bearer ${await clientToken()}` }
    // A token without a user belongs to a repository, a project or a workspace.
    return config.secret ? { authorization: `Bearer ${config.secret}` } : {}
  }
  const repo = ({ owner, name }: RepoPath) => `${config.apiBaseUrl}/repositories/${encodePath(`${owner}/${name}`)}`

  return {
    type: 'bitbucketCloud',
    host: config.host,
    apiBaseUrl: config.apiBaseUrl,
    canSearch: true,
    headers: (_url, token) => headersFor(token),
    async gitHeaders(_url, token) {
      // API tokens go with an address in the API, and with a user of their own in git; app passwords with a user name in both.
      if (!token && config.secret && config.username?.includes('@'))
        return { authorization: basic('x-bitbucket-api-token-auth', config.secret) }
      return tokenAsPassword(await headersFor(token), 'x-token-auth')
    },
    commitSigningKey: config.commitSigningKey,
    repository(url) {
      const [owner, name] = segmentsOf(new URL(url))
      return owner && name ? { owner, name } : undefined
    },
    resolveUrl: resolveRelative,
    resolveEditUrl(url) {
      const edit = new URL(url)
      edit.searchParams.set('mode', 'edit')
      const { ref } = parse(url)
      if (ref) edit.searchParams.set('at', ref)
      return edit.href
    },
    pathOf: (url) => parse(url).path,

    async fileCall(url, token) {
      const at = parse(url)
      if (!at.ref || !at.path) throw errors.badShape({ url, expected })
      return { url: `${repo(at)}/src/${encodePath(`${at.ref}/${at.path}`)}`, headers: await headersFor(token) }
    },

    async readHead(url, _folder, { json, token }) {
      const at = parse(url)
      const headers = await headersFor(token)
      const ref = at.ref ?? (await json<{ mainbranch?: { name: string } }>({ url: repo(at), headers })).mainbranch?.name
      if (!ref) throw errors.notFound({ url })
      const commits = await json<{ values: { hash: string }[] }>({
        url: `${repo(at)}/commits/${encodeURIComponent(ref)}?pagelen=1`,
        headers,
      })
      const sha = commits.values[0]?.hash.slice(0, 12)
      if (!sha) throw errors.notFound({ url })
      const call = { url: `${config.webBaseUrl}/${encodePath(`${at.owner}/${at.name}`)}/get/${sha}.tar.gz`, headers }
      return { etag: sha, archive: { call, format: 'tar.gz', strip: 'first-folder', startsAt: '' } }
    },
  }
}

const expected = 'https://bitbucket.org/<workspace>/<repository>/src/<branch>/<path>'

function parse(url: string): RepoPath {
  const parsed = new URL(url)
  assertNoTraversal(parsed)
  const [owner, name, word, ref, ...path] = segmentsOf(parsed)
  const isKnown = word === undefined || word === 'src' || word === 'raw'
  if (!owner || !name || !isKnown || (word && !ref)) throw errors.badShape({ url, expected })
  return { owner, name: name.replace(/\.git$/, ''), ...(ref ? { ref } : {}), path: path.join('/') }
}
