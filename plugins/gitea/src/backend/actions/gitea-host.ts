import { type ApiMethod, type ApiReply, createApiClient, type ScmIntegration } from '@callboard/kernel'
import type { Git } from '@callboard/plugin-git'
import { errors, hostRefusal, openScmRepo, type ScmDefaults, type ScmSetup } from '@callboard/plugin-scaffolder'

/** What Gitea's actions are made with. */
export interface GiteaSetup extends ScmSetup<ScmIntegration> {
  git: Git
}

/** One call to Gitea's API. */
export interface GiteaCall {
  method: ApiMethod
  path: string
  body?: unknown
}

/** A repository to act on, which need not exist, and its host with the credentials of the step or of the portal. */
export interface GiteaRepo {
  /** `gitea.example.com` */
  host: string
  /** Empty: the person whose credentials they are. */
  owner: string
  repo: string
  /** Of the repository in the API: `/repos/acme/shop`. */
  path: string
  /** `acme/shop` */
  slug: string
  integration: ScmIntegration
  defaults: ScmDefaults
  /** For git over HTTP. */
  gitHeaders: Record<string, string>
  /** What Gitea answered, whatever its status. */
  reply<T>(call: GiteaCall): Promise<ApiReply<T>>
  /**
   * Makes a call that has to succeed.
   *
   * @param deed - For the message when Gitea says no, after "to": `create the issue`.
   */
  call<T>(deed: string, call: GiteaCall): Promise<T>
  /** What is at a path; undefined for 404. */
  find<T>(deed: string, path: string): Promise<T | undefined>
  /** All items of a list. */
  list<T>(path: string): Promise<T[]>
  /** The error for an answer that is not a good one. */
  refusal(deed: string, reply: ApiReply<unknown>): Error
}

/**
 * Reads the inputs `repoUrl` and `token` of an action.
 *
 * @param options.needsOwner - Default true: what is new may go to whose credentials they are, what is there has an owner.
 */
export async function openGitea(
  setup: ScmSetup<ScmIntegration>,
  options: { repoUrl: string; token?: string; signal: AbortSignal; needsOwner?: boolean },
): Promise<GiteaRepo> {
  const { repoUrl, token, signal, needsOwner = true } = options
  const open = await openScmRepo({ repoUrl, token }, { ...setup, types: ['gitea'] })
  const { host, owner = '', repo, integration, headers, gitHeaders } = open
  if (!owner && needsOwner) throw errors.repoUrlLacks({ repoUrl, part: 'owner' })
  const api = createApiClient({ integration, url: `https://${host}/`, headers, signal })
  const refusal = (deed: string, { status, body }: ApiReply<unknown>) => hostRefusal(deed, { host, status, body })
  const isGood = ({ status }: ApiReply<unknown>) => status >= 200 && status < 300
  return {
    host,
    owner,
    repo,
    path: repositoryPathOf(owner, repo),
    slug: `${owner}/${repo}`,
    integration,
    defaults: setup.defaults,
    gitHeaders,
    refusal,
    reply: <T>({ method, path, body }: GiteaCall) => api.call<T>(method, path, body),
    async call<T>(deed: string, { method, path, body }: GiteaCall) {
      const reply = await api.call<T>(method, path, body)
      if (!isGood(reply)) throw refusal(deed, reply)
      return reply.body
    },
    async find<T>(deed: string, path: string) {
      const reply = await api.call<T>('GET', path)
      if (reply.status === 404) return undefined
      if (!isGood(reply)) throw refusal(deed, reply)
      return reply.body
    },
    list: <T>(path: string) => api.all<T>(path),
  }
}

/** Path of a repository in the API. */
export const repositoryPathOf = (owner: string, repo: string) =>
  `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}`

/** The newest commit of a branch. */
export interface Head {
  id: string
  message: string
}

/** The newest commit of a branch; undefined when there is no such branch. */
export async function findHead(gitea: GiteaRepo, path: string, branch: string): Promise<Head | undefined> {
  const url = `${path}/branches/${encodeURIComponent(branch)}`
  return (await gitea.find<{ commit: Head }>(`show the branch ${branch}`, url))?.commit
}
