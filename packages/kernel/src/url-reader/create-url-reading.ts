import type { RootConfig } from '../config/root-config.ts'
import type { Logger } from '../logs/logger.ts'
import { readAllowList } from './allow-list.ts'
import { azureVendor, readAzureConfig } from './azure.ts'
import { bitbucketCloudVendor, readBitbucketCloudConfig } from './bitbucket-cloud.ts'
import { bitbucketServerVendor, readBitbucketServerConfig } from './bitbucket-server.ts'
import { errors } from './errors.ts'
import { readGerrit } from './gerrit.ts'
import { giteaVendor, readGiteaConfig } from './gitea.ts'
import { githubVendor, readGithubConfig } from './github.ts'
import { gitlabVendor, readGitlabConfig } from './gitlab.ts'
import { createHttpClient, type HttpClient, parseHttpUrl } from './http-client.ts'
import { type Outgoing, outgoing } from './outgoing.ts'
import { type OwnScmHost, ownHostReader } from './own-scm-host.ts'
import { plainReader } from './plain-reader.ts'
import { assertNoProblems, type ConfigEntry, configList, emptyEntry } from './reading-config.ts'
import { resolveRelative } from './scm-urls.ts'
import { readUnsupportedHosts } from './unsupported-hosts.ts'
import type { ScmIntegrations, UrlReader } from './url-reader.ts'
import type { Vendor } from './vendor.ts'
import { vendorReader } from './vendor-reader.ts'

const defaultMaxBodyBytes = 50 * 1024 * 1024

/**
 * Makes what reads from URLs and what knows the configured hosts. Opens no connection.
 *
 * @param options.ownHosts - Hosts that plugins bring along; asked for at every use, as they are known only later.
 * @throws Error that lists every wrong key under `integrations` and `backend.reading`.
 */
export function createUrlReading({
  config,
  log,
  ownHosts = () => [],
}: {
  config: RootConfig
  log: Logger
  ownHosts?(): readonly OwnScmHost[]
}): {
  urlReader: UrlReader
  scm: ScmIntegrations
  outgoing: Outgoing
} {
  const problems: string[] = []
  const http = createHttpClient({ maxBodyBytes: readMaxBodyBytes(config, problems) })
  const vendors = readVendors(config, http, problems)
  const gerrits = configList(config, 'integrations.gerrit', problems).map(readGerrit)
  const allow = readAllowList(config, problems)
  const unsupported = readUnsupportedHosts(config, problems)
  assertNoProblems(problems)

  const vendorOf = (url: URL) => vendors.find(({ host }) => host === url.host)
  const ownHostOf = (url: URL | null) => ownHosts().find(({ integration }) => integration.host === url?.host)
  const gerritOf = (url: URL | null) => gerrits.find(({ host }) => host === url?.host)
  const trustOf = (url: URL) => (vendorOf(url) || gerritOf(url) ? 'trusted' : allow(url))
  const plain = plainReader({ allow, http })
  const readers = new Map(vendors.map((vendor) => [vendor, vendorReader({ vendor, http, trustOf })]))
  const readerFor = (text: string): UrlReader => {
    const url = parseHttpUrl(text)
    const vendor = vendorOf(url)
    const reader = vendor && readers.get(vendor)
    if (reader) return reader
    const own = ownHostOf(url)
    if (own) return ownHostReader(own)
    const type = unsupported(url)
    if (type) throw errors.notSupported({ url: text, type })
    if (!allow(url)) throw errors.notAllowed({ url: text, host: url.host })
    return plain
  }
  log.debug('url reading configured', { hosts: vendors.map(({ host }) => host) })

  return {
    urlReader: {
      readUrl: async (url, options) => readerFor(url).readUrl(url, options),
      readTree: async (url, options) => readerFor(url).readTree(url, options),
      search: async (url, options) => readerFor(url).search(url, options),
    },
    scm: {
      byUrl: (text) =>
        findVendor(vendors, text) ?? gerritOf(URL.parse(text)) ?? ownHostOf(URL.parse(text))?.integration,
      resolveUrl: (options) => (findVendor(vendors, options.base)?.resolveUrl ?? resolveRelative)(options),
      resolveEditUrl: (url) => findVendor(vendors, url)?.resolveEditUrl(url) ?? url,
    },
    outgoing: outgoing(http, trustOf),
  }
}

function findVendor(vendors: readonly Vendor[], text: string): Vendor | undefined {
  const url = URL.parse(text)
  return url ? vendors.find(({ host }) => host === url.host) : undefined
}

function readMaxBodyBytes(config: RootConfig, problems: string[]): number {
  const value = config.get('backend.reading.maxBodyBytes') ?? defaultMaxBodyBytes
  if (typeof value === 'number' && value > 0) return value
  problems.push('backend.reading.maxBodyBytes: expected a number of bytes above zero.')
  return defaultMaxBodyBytes
}

/** The hosts of `integrations` and those that need no configuration, in the order in which they are asked. */
function readVendors(config: RootConfig, http: HttpClient, problems: string[]): Vendor[] {
  const list = <T extends { host: string }>(type: string, read: (entry: ConfigEntry) => T) =>
    configList(config, `integrations.${type}`, problems).map(read)
  const withPublic = <T extends { host: string }>(type: string, host: string, read: (entry: ConfigEntry) => T) => {
    const configured = list(type, read)
    return configured.some((entry) => entry.host === host) ? configured : [...configured, read(emptyEntry())]
  }
  return [
    ...withPublic('azure', 'dev.azure.com', readAzureConfig).map((entry) => azureVendor(entry, http)),
    ...withPublic('bitbucketCloud', 'bitbucket.org', readBitbucketCloudConfig).map((e) =>
      bitbucketCloudVendor(e, http),
    ),
    ...list('bitbucketServer', readBitbucketServerConfig).map(bitbucketServerVendor),
    ...withPublic('github', 'github.com', readGithubConfig).map((entry) => githubVendor(entry, http)),
    ...list('gitea', readGiteaConfig).map(giteaVendor),
    ...withPublic('gitlab', 'gitlab.com', readGitlabConfig).map(gitlabVendor),
  ]
}
