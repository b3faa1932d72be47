import { errors } from './errors.ts'

/** What a `repoUrl` names (spec/scaffolder.md 2.7). */
export interface RepoUrlParts {
  host: string
  owner?: string
  repo: string
  organization?: string
  workspace?: string
  project?: string
}

const requiredByType: Readonly<Record<string, readonly (keyof RepoUrlParts)[]>> = {
  bitbucketCloud: ['workspace', 'project', 'repo'],
  bitbucketServer: ['project', 'repo'],
  azure: ['project', 'repo'],
  gerrit: ['repo'],
  gitea: ['repo'],
}

/**
 * Reads a `repoUrl`: `github.com?owner=acme&repo=shop`.
 *
 * @param typeOf - The type of integration that is configured for a host: `github`; undefined when there is none.
 * @throws `scaffolder/malformed-repo-url`, `scaffolder/no-integration`, `scaffolder/repo-url-lacks`
 */
export function parseRepoUrl(repoUrl: string, typeOf: (host: string) => string | undefined): RepoUrlParts {
  const url = URL.parse(`https://${repoUrl}`)
  if (!url) throw errors.malformedRepoUrl({ repoUrl })
  const type = typeOf(url.host)
  if (!type) throw errors.noIntegration({ host: url.host })
  const part = (name: string) => url.searchParams.get(name)?.replace(/^\/+|\/+$/g, '') || undefined
  const parts = {
    host: url.host,
    owner: part('owner'),
    repo: part('repo'),
    organization: part('organization'),
    workspace: part('workspace'),
    project: part('project'),
  }
  const isGitlabProject = type === 'gitlab' && parts.project && !parts.owner && !parts.repo
  const required = isGitlabProject ? (['project'] as const) : (requiredByType[type] ?? (['owner', 'repo'] as const))
  const missing = required.find((name) => !parts[name])
  if (missing) throw errors.repoUrlLacks({ repoUrl, part: missing })
  // GitLab's form without owner names the project alone.
  return { ...parts, repo: parts.repo ?? '' }
}
