import type { BrowserConfig } from '@callboard/web'

/** What runs a host; `other` for what the portal knows nothing about. */
export type HostType =
  | 'github'
  | 'gitlab'
  | 'gitea'
  | 'gerrit'
  | 'azure'
  | 'bitbucketCloud'
  | 'bitbucketServer'
  | 'other'

/** A host of repositories. */
export interface RepoHost {
  host: string
  type: HostType
}

/** The parts of an address of a repository, besides its host. */
export type RepoPart = 'owner' | 'repo' | 'organization' | 'workspace' | 'project'

/** In the order they are asked for. */
export const partsOf: Readonly<Record<HostType, readonly RepoPart[]>> = {
  github: ['owner', 'repo'],
  gitlab: ['owner', 'repo'],
  gitea: ['owner', 'repo'],
  gerrit: ['owner', 'workspace', 'repo'],
  azure: ['organization', 'project', 'repo'],
  bitbucketCloud: ['workspace', 'project', 'repo'],
  bitbucketServer: ['project', 'repo'],
  other: ['owner', 'repo'],
}

const optional: Readonly<Partial<Record<HostType, readonly RepoPart[]>>> = {
  gerrit: ['owner', 'workspace'],
  azure: ['organization'],
}

/** Without which no repository is named (spec/scaffolder.md 2.7). */
export const requiredParts = (type: HostType): readonly RepoPart[] =>
  partsOf[type].filter((part) => !optional[type]?.includes(part))

const types: readonly HostType[] = ['github', 'gitlab', 'gitea', 'gerrit', 'azure', 'bitbucketCloud', 'bitbucketServer']

/** Of those that have one place for all. */
const publicHosts: readonly RepoHost[] = [
  { host: 'github.com', type: 'github' },
  { host: 'gitlab.com', type: 'gitlab' },
  { host: 'bitbucket.org', type: 'bitbucketCloud' },
  { host: 'dev.azure.com', type: 'azure' },
]

/** The hosts that the portal knows: those of the config, then the public ones. */
export function repoHosts(config: BrowserConfig): RepoHost[] {
  const configured = types.flatMap((type) => {
    const entries = config.get(`integrations.${type}`)
    return (Array.isArray(entries) ? entries : []).map((entry: unknown): RepoHost => {
      const host: unknown = typeof entry === 'object' && entry !== null ? Reflect.get(entry, 'host') : undefined
      const usual = publicHosts.find((one) => one.type === type)?.host ?? ''
      return { host: typeof host === 'string' && host !== '' ? host : usual, type }
    })
  })
  return [...new Map([...publicHosts, ...configured].map((one) => [one.host, one])).values()]
    .filter(({ host }) => host !== '')
    .toSorted((one, other) => Number(isIn(configured, other)) - Number(isIn(configured, one)))
}

/** What runs a host. */
export const typeOfHost = (config: BrowserConfig, host: string | undefined): HostType =>
  repoHosts(config).find((one) => one.host === host)?.type ?? 'other'

const isIn = (hosts: readonly RepoHost[], { host }: RepoHost) => hosts.some((one) => one.host === host)
