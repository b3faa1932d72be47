import type { RootConfig } from '../config/root-config.ts'
import { configList } from './reading-config.ts'

/** Names the kind of a configured host that cannot be read yet; undefined for all others. */
export type UnsupportedHosts = (url: URL) => string | undefined

const hostsByType: Record<string, (entry: { string(key: string): string | undefined }) => string[]> = {
  gerrit: (entry) => [entry.string('host') ?? '', hostOf(entry.string('gitilesBaseUrl'))],
  harness: (entry) => [entry.string('host') ?? ''],
  awsS3: (entry) => ['*.amazonaws.com', '*.amazonaws.com.cn', hostOf(entry.string('endpoint'))],
  awsCodeCommit: (entry) => [`${entry.string('region') ?? '*'}.console.aws.amazon.com`],
  azureBlobStorage: (entry) => ['*.blob.core.windows.net', hostOf(entry.string('endpoint'))],
  googleGcs: () => ['storage.cloud.google.com'],
}

/** Finds the hosts in `integrations` that we know of and do not read yet, so that their addresses say so. */
export function readUnsupportedHosts(config: RootConfig, problems: string[]): UnsupportedHosts {
  const known = Object.entries(hostsByType).flatMap(([type, hosts]) =>
    configList(config, `integrations.${type}`, problems).flatMap((entry) =>
      hosts(entry)
        .filter(Boolean)
        .map((host) => ({ type, host: host.toLowerCase() })),
    ),
  )
  return (url) =>
    known.find(({ host }) => (host.startsWith('*') ? url.hostname.endsWith(host.slice(1)) : url.host === host))?.type
}

const hostOf = (url: string | undefined) => (url && URL.parse(url)?.host) || ''
