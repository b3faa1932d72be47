import { clientCredentials } from './client-credentials.ts'
import { errors } from './errors.ts'
import type { HttpClient } from './http-client.ts'
import type { ConfigEntry } from './reading-config.ts'
import { assertNoTraversal, decode, encodePath, type ResolveOptions, segmentsOf } from './scm-urls.ts'
import type { Vendor } from './vendor.ts'

/** One entry of `integrations.azure` (spec/platform.md 8.1). */
export interface AzureConfig {
  host: string
  commitSigningKey?: string
  /** Without a trailing slash. Addresses of files may say http; credentials only ever go here. */
  baseUrl: string
  credentials: AzureCredential[]
}

type AzureCredential = {
  /** Lower case; undefined: for all organisations that no other credential names. */
  organizations: string[] | undefined
} & ({ pat: string } | { clientId: string; clientSecret: string; tenantId: string } | { unsupported: string })

/** Reads one entry of `integrations.azure`. */
export function readAzureConfig(entry: ConfigEntry): AzureConfig {
  for (const removed of ['token', 'credential']) {
    if (entry.raw(removed) !== undefined) entry.problem(removed, 'was removed: use the list "credentials" instead.')
  }
  const host = (entry.string('host') ?? 'dev.azure.com').toLowerCase()
  return {
    host,
    baseUrl: `https://${host}`,
    commitSigningKey: entry.string('commitSigningKey'),
    credentials: entry.list('credentials').map(readCredential),
  }
}

function readCredential(entry: ConfigEntry): AzureCredential {
  const organizations = entry.strings('organizations')?.map((name) => name.toLowerCase())
  const pat = entry.string('personalAccessToken')
  if (pat) return { organizations, pat }
  const [clientId, clientSecret, tenantId] = [
    entry.string('clientId'),
    entry.string('clientSecret'),
    entry.string('tenantId'),
  ]
  if (clientId && clientSecret && tenantId) return { organizations, clientId, clientSecret, tenantId }
  if (clientId && !clientSecret) return { organizations, unsupported: entry.path }
  entry.problem('personalAccessToken', 'is required, or "clientId", "clientSecret" and "tenantId".')
  return { organizations, unsupported: entry.path }
}

/** Azure DevOps, hosted and on premises. */
export function azureVendor(config: AzureConfig, http: HttpClient): Vendor {
  const credentials = config.credentials.map((credential) => ({
    organizations: credential.organizations,
    authorization: authorizer(credential, http),
  }))
  const headersFor = async (url: string, token?: string): Promise<Record<string, string>> => {
    if (token) return { authorization: isSignInToken(token) ? `Bearer ${token}` : basicOf(token) }
    const { organization } = parse(url)
    const credential =
      credentials.find(({ organizations }) => organizations?.includes(organization.toLowerCase())) ??
      credentials.find(({ organizations }) => !organizations)
    return credential ? { authorization: await credential.authorization() } : {}
  }

  return {
    type: 'azure',
    host: config.host,
    apiBaseUrl: config.baseUrl,
    canSearch: true,
    headers: headersFor,
    gitHeaders: headersFor,
    commitSigningKey: config.commitSigningKey,
    repository(url) {
      const { project, name } = parse(url)
      return { owner: project, name }
    },
    resolveUrl: resolveAzureUrl,
    resolveEditUrl: (url) => url,
    pathOf: (url) => parse(url).path,
    // The sign-in page comes with this one when a token is wrong.
    failure: ({ status }) =>
      status === 203 ? '(it asks to sign in: check the credentials in "integrations.azure")' : undefined,

    async fileCall(url, token) {
      const at = parse(url)
      if (!at.path) throw errors.badShape({ url, expected: shape(config.host) })
      const query = new URLSearchParams({ 'api-version': apiVersion, path: `/${at.path}`, ...versionQuery(at, '') })
      return { url: `${config.baseUrl}${at.apiPath}/items?${query}`, headers: await headersFor(url, token) }
    },

    async readHead(url, folder, { json, token }) {
      const at = parse(url)
      const headers = await headersFor(url, token)
      const query = new URLSearchParams({
        'api-version': apiVersion,
        'searchCriteria.$top': '1',
        ...(folder ? { 'searchCriteria.itemPath': `/${folder}` } : {}),
        ...versionQuery(at, 'searchCriteria.itemVersion.'),
      })
      const commits = await json<{ value: { commitId: string }[] }>({
        url: `${config.baseUrl}${at.apiPath}/commits?${query}`,
        headers,
      })
      const sha = commits.value[0]?.commitId
      if (!sha) throw errors.notFound({ url })
      const archive = new URLSearchParams({
        'api-version': apiVersion,
        recursionLevel: 'full',
        download: 'true',
        $format: 'zip',
        scopePath: `/${folder}`,
        ...versionQuery({ version: sha, versionType: 'commit' }, ''),
      })
      const call = {
        url: `${config.baseUrl}${at.apiPath}/items?${archive}`,
        headers: { ...headers, accept: 'application/zip' },
      }
      // A folder's archive holds the folder itself under its own name, a repository's holds its files.
      const last = folder.split('/').at(-1)
      return {
        etag: sha,
        archive: { call, format: 'zip', strip: last ? { folder: last } : 'nothing', startsAt: folder },
      }
    },
  }
}

const apiVersion = '6.0'
const azureDevOpsScope = '499b84ac-1321-427f-aa17-267ca6975798/.default'
const shape = (host: string) =>
  `https://${host}/<organisation>/<project>/_git/<repository>?path=/<path>&version=GB<branch>`

const basicOf = (pat: string) => `Basic ${Buffer.from(`:${pat}`).toString('base64')}`

/** Tokens of people who have signed in at Microsoft are JWTs; personal access tokens are not. */
const isSignInToken = (token: string) => /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/.test(token)

function authorizer(credential: AzureCredential, http: HttpClient): () => Promise<string> {
  if ('pat' in credential) {
    const basic = basicOf(credential.pat)
    return async () => basic
  }
  if ('unsupported' in credential) {
    return async () => {
      throw new Error(
        `${credential.unsupported} is a managed identity, which is not supported yet: use a personalAccessToken or a clientSecret.`,
      )
    }
  }
  const token = clientCredentials({
    http,
    tokenUrl: `https://login.microsoftonline.com/${encodeURIComponent(credential.tenantId)}/oauth2/v2.0/token`,
    fields: { client_id: credential.clientId, client_secret: credential.clientSecret, scope: azureDevOpsScope },
  })
  return async () => `Bearer ${await token()}`
}

interface AzurePath {
  organization: string
  /** Everything before `_git`: organisation or collection, and project. */
  project: string
  name: string
  path: string
  version?: string
  versionType?: 'branch' | 'tag' | 'commit'
  /** Below the host: `/…/_apis/git/repositories/<repository>` */
  apiPath: string
}

const versionTypes: Record<string, 'branch' | 'tag' | 'commit'> = { GB: 'branch', GT: 'tag', GC: 'commit' }

function parse(url: string): AzurePath {
  const parsed = new URL(url)
  assertNoTraversal(parsed)
  const segments = segmentsOf(parsed)
  const git = segments.indexOf('_git')
  const name = segments[git + 1]
  if (git === -1 || !name) throw errors.badShape({ url, expected: shape(parsed.host) })
  const before = segments.slice(0, git)
  const isOldHost = parsed.hostname.endsWith('.visualstudio.com')
  // A repository that is named like its project may leave the project out.
  if (before.length < (isOldHost ? 1 : 2)) before.push(name)
  const version = parsed.searchParams.get('version') ?? ''
  const versionType = versionTypes[version.slice(0, 2)]
  return {
    organization: (isOldHost ? parsed.hostname.split('.')[0] : before[0]) ?? '',
    project: before.join('/'),
    name,
    path: (parsed.searchParams.get('path') ?? '').replace(/^\/+|\/+$/g, ''),
    ...(versionType ? { version: version.slice(2), versionType } : {}),
    apiPath: `/${encodePath(before.join('/'))}/_apis/git/repositories/${encodeURIComponent(name)}`,
  }
}

function versionQuery(
  { version, versionType }: Pick<AzurePath, 'version' | 'versionType'>,
  prefix: string,
): Record<string, string> {
  if (!version || !versionType) return {}
  // The two routes spell their parameters differently.
  const names = prefix ? ['version', 'versionType'] : ['versionDescriptor.version', 'versionDescriptor.versionType']
  return { [`${prefix}${names[0]}`]: version, [`${prefix}${names[1]}`]: versionType }
}

/** Here the path of a file is in the query, so that is what changes; lines are in the query too. */
function resolveAzureUrl({ url, base, lineNumber }: ResolveOptions): string {
  if (URL.canParse(url)) return url
  const resolved = new URL(base)
  const path = decode(new URL(url, `https://path${encodePath(resolved.searchParams.get('path') ?? '/')}`).pathname)
  resolved.searchParams.set('path', path)
  if (lineNumber !== undefined) {
    resolved.searchParams.set('line', String(lineNumber))
    resolved.searchParams.set('lineEnd', String(lineNumber + 1))
    resolved.searchParams.set('lineStartColumn', '1')
    resolved.searchParams.set('lineEndColumn', '1')
  }
  assertNoTraversal(resolved)
  return resolved.href
}
