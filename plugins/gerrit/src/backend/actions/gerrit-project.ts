import { randomBytes } from 'node:crypto'
import { type ApiMethod, createApiClient, type ScmIntegration } from '@callboard/kernel'
import type { Git, GitRemote } from '@callboard/plugin-git'
import {
  hostRefusal,
  type OpenScmRepo,
  openScmRepo,
  type ScmDefaults,
  type ScmSetup,
} from '@callboard/plugin-scaffolder'

/** What Gerrit's actions are made with. */
export interface GerritSetup extends ScmSetup<ScmIntegration> {
  git: Git
}

/** A project to act on, which need not exist, and its host with the credentials of the portal. */
export interface GerritProject extends OpenScmRepo<ScmIntegration> {
  defaults: ScmDefaults
  /** Path of the project in the API. */
  path: string
  /** The project for git, with credentials. */
  remote: GitRemote
  /** The page of a branch's content. */
  contentsUrl(branch: string): string
  /** The page of a change. */
  reviewUrl(changeId: string): string
  /**
   * Makes a call that has to succeed.
   *
   * @returns undefined for 404 to a GET.
   */
  call<T>(deed: string, call: { method: ApiMethod; path: string; body?: unknown }): Promise<T | undefined>
}

/** Reads the input `repoUrl` of an action. */
export async function openGerrit(
  setup: ScmSetup<ScmIntegration>,
  { repoUrl, signal }: { repoUrl: string; signal: AbortSignal },
): Promise<GerritProject> {
  const open = await openScmRepo({ repoUrl }, { ...setup, types: ['gerrit'], urlOf: ({ host }) => `https://${host}/` })
  const { host, repo, integration, headers, gitHeaders } = open
  const { baseUrl, cloneUrl, gitilesBaseUrl } = { baseUrl: `https://${host}`, ...integration.gerrit }
  const name = repo.split('/').map(encodeURIComponent).join('/')
  const client = createApiClient({ integration, url: baseUrl, headers, signal })
  return {
    ...open,
    defaults: setup.defaults,
    path: `/projects/${encodeURIComponent(repo)}`,
    remote: { url: `${cloneUrl ?? baseUrl}/a/${name}`, headers: gitHeaders },
    // Where none is configured it is the plugin that Gerrit brings along.
    contentsUrl: (branch) => `${gitilesBaseUrl ?? `${baseUrl}/plugins/gitiles`}/${name}/+/refs/heads/${branch}`,
    reviewUrl: (changeId) => `${baseUrl}/#/q/${changeId}`,
    async call<T>(deed: string, { method, path, body }: { method: ApiMethod; path: string; body?: unknown }) {
      const reply = await client.call(method, path, body)
      if (reply.status === 404 && method === 'GET') return undefined
      if (reply.status < 200 || reply.status >= 300) throw hostRefusal(deed, { host, ...reply })
      // Gerrit puts a line before its JSON, so that no page can run it as a script.
      return JSON.parse(String(reply.body).replace(/^\)\]\}'/, '')) as T
    },
  }
}

/** An id for a new change. */
export const newChangeId = () => `I${randomBytes(20).toString('hex')}`

/** Adds the trailer by which Gerrit knows a change, unless the message has one. */
export const withChangeId = (message: string, changeId: string) =>
  changeIdOf(message) ? message : `${message.trimEnd()}\n\nChange-Id: ${changeId}`

/** The id that a message names. */
export const changeIdOf = (message: string) => /^Change-Id: (I[0-9a-f]{40})$/m.exec(message)?.[1]
