import type { RepoPart } from './repo-hosts.ts'
import type { RepoUrlValue } from './repo-url-value.ts'
import { type Completed, type Completion, useCompletions } from './use-completions.ts'

type Known = Readonly<Partial<Record<RepoPart, readonly string[]>>>

/** What the host knows for each part of an address, with the person's token. */
export function useRepoCompletions(
  type: string | undefined,
  value: RepoUrlValue | undefined,
  token: string | undefined,
): Known {
  const ask = (provider: Completion['provider'], resource: string, context: Record<string, string>) =>
    token === undefined ? undefined : { provider, resource, context, token }
  const { host = '', owner = '', workspace = '', project = '' } = value ?? {}
  const isGithub = type === 'github'
  const isGitlab = type === 'gitlab'
  const isBitbucket = type === 'bitbucketCloud'

  const owners = useCompletions(isGithub ? ask('github', 'owners', { host }) : undefined)
  const repositories = useCompletions(isGithub ? ask('github', 'repositoriesWithOwner', { host }) : undefined)
  const groups = useCompletions(isGitlab ? ask('gitlab', 'groups', { host }) : undefined)
  const group = groups.find((one) => nameOf(one) === owner)
  const projects = useCompletions(isGitlab && group ? ask('gitlab', 'repositories', { host, id: group.id }) : undefined)
  const workspaces = useCompletions(isBitbucket ? ask('bitbucket-cloud', 'workspaces', {}) : undefined)
  const ofWorkspace = useCompletions(
    isBitbucket && workspace ? ask('bitbucket-cloud', 'projects', { workspace }) : undefined,
  )
  const ofProject = useCompletions(
    isBitbucket && workspace && project ? ask('bitbucket-cloud', 'repositories', { workspace, project }) : undefined,
  )

  if (isGithub) {
    const own = repositories.filter(({ id }) => id.startsWith(`${owner}/`)).map(({ id }) => id.slice(owner.length + 1))
    return { owner: owners.map(nameOf), repo: own }
  }
  if (isGitlab) return { owner: groups.map(nameOf), repo: projects.map(({ id }) => id) }
  if (isBitbucket) return { workspace: ids(workspaces), project: ids(ofWorkspace), repo: ids(ofProject) }
  return {}
}

const ids = (completed: readonly Completed[]) => completed.map(({ id }) => id)

/** Groups are told by number; their title is the path that addresses have. */
const nameOf = ({ id, title }: Completed) => title ?? id
