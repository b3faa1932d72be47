import { type ApiMethod, type ApiReply, type Clock, createApiClient, type ScmIntegration } from '@callboard/kernel'
import type { Git } from '@callboard/plugin-git'
import {
  hostRefusal,
  openScmHost,
  parseRepoUrl,
  type ScmSetup,
  errors as scaffolderErrors,
} from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { projectPath } from '../gitlab-api.ts'

/** What GitLab's actions are made with. */
export interface GitlabSetup extends ScmSetup<ScmIntegration> {
  git: Git
  clock: Clock
}

/** One call to GitLab's API. */
export interface GitlabCall {
  method: ApiMethod
  path: string
  body?: unknown
}

/** A GitLab to act on, with the credentials of the step or of the portal. */
export interface GitlabHost {
  /** `gitlab.com` */
  host: string
  integration: ScmIntegration
  /** For git over HTTP. */
  gitHeaders: Record<string, string>
  /** What GitLab answered, whatever its status. */
  reply<T>(call: GitlabCall): Promise<ApiReply<T>>
  /**
   * Makes a call that has to succeed.
   *
   * @param deed - For the message when GitLab says no, after "to": `create the group acme`.
   */
  call<T>(deed: string, call: GitlabCall): Promise<T>
  /** What is at a path; undefined for 404. */
  find<T>(deed: string, path: string): Promise<T | undefined>
  /** All items of a list. */
  list<T>(path: string): Promise<T[]>
  /** The error for an answer that is not a good one. */
  refusal(deed: string, reply: ApiReply<unknown>): Error
}

/** A project, as far as actions look at it. */
export interface Project {
  id: number
  path_with_namespace: string
  default_branch: string | null
  http_url_to_repo: string
}

/**
 * Finds the host and its credentials. A token of the step is sent as OAuth sends it, the portal's as a private token.
 *
 * @param input.repoUrl - Only the host is looked at: actions on groups and people name no repository.
 */
export async function openGitlab(
  setup: ScmSetup<ScmIntegration>,
  { repoUrl, token, signal }: { repoUrl: string; token?: string; signal: AbortSignal },
): Promise<GitlabHost> {
  const host = URL.parse(`https://${repoUrl}`)?.host
  if (!host) throw scaffolderErrors.malformedRepoUrl({ repoUrl })
  const url = `https://${host}/`
  const { integration, headers, gitHeaders } = await openScmHost(url, { ...setup, types: ['gitlab'], token })
  return gitlabHost({ integration, gitHeaders, headers: token ? headers : asPrivateToken(headers), signal })
}

/** The same for a host whose credentials are at hand. */
export function gitlabHost(options: {
  integration: ScmIntegration
  headers: Record<string, string>
  gitHeaders: Record<string, string>
  signal?: AbortSignal
}): GitlabHost {
  const { integration, gitHeaders } = options
  const { host } = integration
  const api = createApiClient({ ...options, url: `https://${host}/` })
  const refusal = (deed: string, { status, body }: ApiReply<unknown>) => hostRefusal(deed, { host, status, body })
  const isGood = ({ status }: ApiReply<unknown>) => status >= 200 && status < 300
  return {
    host,
    integration,
    gitHeaders,
    refusal,
    reply: <T>({ method, path, body }: GitlabCall) => api.call<T>(method, path, body),
    async call<T>(deed: string, { method, path, body }: GitlabCall) {
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

/** The project that a `repoUrl` names, as the API takes it: `acme/web/shop`, or a number. */
export function projectOf(setup: ScmSetup<ScmIntegration>, repoUrl: string): string {
  const { owner, repo, project } = parseRepoUrl(repoUrl, (host) => setup.scm.byUrl(`https://${host}`)?.type)
  // Of the two forms that are let through, one names the project alone.
  return owner ? `${owner}/${repo}` : (project ?? '')
}

/** @throws `gitlab/project-missing` */
export async function getProject(gitlab: GitlabHost, project: string): Promise<Project> {
  const found = await gitlab.find<Project>(`show the project ${project}`, projectPath(project))
  if (!found) throw errors.projectMissing({ host: gitlab.host, project })
  return found
}

/** Path of a group in the API, by number or full path. */
export const groupPath = (group: number | string) => `/groups/${encodeURIComponent(group)}`

/** Somebody, as far as actions look at them. */
export interface Person {
  id: number
  username: string
}

/** Finds somebody by their user name. */
export async function findPerson(gitlab: GitlabHost, username: string): Promise<Person | undefined> {
  const query = new URLSearchParams({ username })
  const [found] = await gitlab.list<Person>(`/users?${query}`)
  return found
}

/** What GitLab's API takes of an action's input: `dueDate` is `due_date`; what is absent is left out. */
export const snakeCased = (input: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  )

function asPrivateToken(headers: Record<string, string>): Record<string, string> {
  const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? '') ?? []
  return token ? { 'private-token': token } : headers
}
