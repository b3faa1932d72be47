import { type CallboardError, Type } from '@callboard/model'
import { errors } from './errors.ts'
import { parseRepoUrl, type RepoUrlParts } from './repo-url.ts'

/** Inputs that actions on source code hosts have in common. */
export const scmInput = {
  repoUrl: Type.String({
    description: 'The repository as the field RepoUrlPicker gives it: `<host>?owner=<owner>&repo=<name>`.',
  }),
  token: Type.Optional(
    Type.String({ description: 'A token to use instead of the credentials of the portal for this host.' }),
  ),
  sourcePath: Type.Optional(
    Type.String({ description: 'The folder of the workspace whose content is used. Default: the whole workspace.' }),
  ),
  gitCommitMessage: Type.Optional(Type.String({ description: 'The message of the commit.' })),
  gitAuthorName: Type.Optional(
    Type.String({ description: 'Who the commit is by. Default: `scaffolder.defaultAuthor.name`, else Scaffolder.' }),
  ),
  gitAuthorEmail: Type.Optional(
    Type.String({ description: 'Their address. Default: `scaffolder.defaultAuthor.email`.' }),
  ),
  signCommit: Type.Optional(
    Type.Boolean({ description: 'Signs the commit with the PGP key that is configured for the host, or for all.' }),
  ),
}

/** What actions give that have published a repository. */
export const publishOutput = {
  remoteUrl: Type.String({ description: 'The address to clone the repository from.' }),
  repoContentsUrl: Type.String({ description: 'The page of its content; `catalog:register` takes it.' }),
  commitHash: Type.String({ description: 'The commit that was pushed.' }),
}

/** What the configuration `scaffolder` says about all actions on source code hosts (spec/scaffolder.md 12). */
export interface ScmDefaults {
  /** Only tokens of people are used, never the credentials of the portal. */
  requiresUserCredentials: boolean
  author: { name: string; email: string }
  /** Whether the author is the one of the config, rather than the one for want of another. */
  isAuthorConfigured: boolean
  commitMessage?: string
  /** An armored PGP private key. */
  signingKey?: string
}

/** Reads the defaults from the whole configuration: `rootConfig`. */
export function readScmDefaults(config: {
  getOptionalString(key: string): string | undefined
  getOptionalBoolean(key: string): boolean | undefined
}): ScmDefaults {
  const name = config.getOptionalString('scaffolder.defaultAuthor.name')
  const email = config.getOptionalString('scaffolder.defaultAuthor.email')
  return {
    requiresUserCredentials: config.getOptionalBoolean('scaffolder.requireScmUserCredentials') ?? false,
    author: { name: name ?? 'Scaffolder', email: email ?? 'scaffolder@backstage.io' },
    isAuthorConfigured: (name ?? email) !== undefined,
    commitMessage: config.getOptionalString('scaffolder.defaultCommitMessage'),
    signingKey: config.getOptionalString('scaffolder.defaultCommitSigningKey'),
  }
}

/** A configured host, as far as actions need it; the kernel's `ScmIntegration` is one. */
export interface ScmHost {
  type: string
  host: string
  headers(url: string, token?: string): Promise<Record<string, string>>
  gitHeaders(url: string, token?: string): Promise<Record<string, string>>
  commitSigningKey?: string
}

/** What a vendor's actions are made with. */
export interface ScmSetup<H extends ScmHost> {
  /** The kernel's `scm`. */
  scm: { byUrl(url: string): H | undefined }
  defaults: ScmDefaults
}

/** A host with credentials that were looked up. */
export interface OpenScmHost<H extends ScmHost> {
  integration: H
  /** For calls to its API. */
  headers: Record<string, string>
  /** For git over HTTP. Never send them to another host. */
  gitHeaders: Record<string, string>
}

/** A repository to act on. It need not exist. */
export interface OpenScmRepo<H extends ScmHost> extends OpenScmHost<H>, RepoUrlParts {}

/**
 * Looks the credentials up for a host.
 *
 * @param url - What is acted on; hosts have credentials by owner.
 * @param options.types - Types of integrations that the action is for: `['github']`.
 * @param options.token - The action's input.
 * @throws `scaffolder/no-integration`, `scaffolder/wrong-host`, `scaffolder/needs-user-token`, `scaffolder/no-credentials`
 */
export async function openScmHost<H extends ScmHost>(
  url: string,
  options: ScmSetup<H> & { types: readonly string[]; token: string | undefined },
): Promise<OpenScmHost<H>> {
  const { scm, defaults, types, token } = options
  const integration = scm.byUrl(url)
  const host = URL.parse(url)?.host ?? url
  if (!integration) throw errors.noIntegration({ host })
  if (!types.includes(integration.type)) throw errors.wrongHost({ host, type: integration.type })
  if (!token && defaults.requiresUserCredentials) throw errors.needsUserToken({ host })
  const headers = await integration.headers(url, token)
  if (Object.keys(headers).length === 0) throw errors.noCredentials({ host })
  return { integration, headers, gitHeaders: await integration.gitHeaders(url, token) }
}

/**
 * Reads the inputs `repoUrl` and `token` of an action.
 *
 * @param options.urlOf - The address by which the host chooses credentials. Default: `https://<host>/<owner>/<repo>`.
 * @throws What {@link openScmHost} and `parseRepoUrl` throw.
 */
export async function openScmRepo<H extends ScmHost>(
  { repoUrl, token }: { repoUrl: string; token?: string },
  options: ScmSetup<H> & { types: readonly string[]; urlOf?(parts: RepoUrlParts): string },
): Promise<OpenScmRepo<H>> {
  const parts = parseRepoUrl(repoUrl, (host) => options.scm.byUrl(`https://${host}`)?.type)
  const url = options.urlOf?.(parts) ?? `https://${parts.host}/${parts.owner ?? parts.project}/${parts.repo}`
  return { ...parts, ...(await openScmHost(url, { ...options, token })) }
}

/**
 * Who a commit is by, and what it is signed with.
 *
 * @throws `scaffolder/no-signing-key` when it shall be signed and there is no key.
 */
export function commitOptions(
  input: { gitAuthorName?: string; gitAuthorEmail?: string; signCommit?: boolean },
  { integration, defaults }: { integration: ScmHost; defaults: ScmDefaults },
): { author: { name: string; email: string }; signingKey?: string } {
  const author = {
    name: input.gitAuthorName || defaults.author.name,
    email: input.gitAuthorEmail || defaults.author.email,
  }
  if (!input.signCommit) return { author }
  const signingKey = integration.commitSigningKey ?? defaults.signingKey
  if (!signingKey) throw errors.noSigningKey({ host: integration.host })
  return { author, signingKey }
}

/**
 * What an action fails with when the host said no.
 *
 * @param deed - What was to be done, after "to": `create the repository acme/shop`.
 * @param reply.body - What the host answered, parsed or as text; its own words are shown.
 * @param advice - What to do next. Default: by the status.
 */
export function hostRefusal(
  deed: string,
  reply: { host: string; status: number; body: unknown },
  advice: string = adviceFor(reply.status),
): CallboardError {
  const { host, status, body } = reply
  const data = { host, deed, status, answer: answerText(body) || 'nothing more', advice }
  return status === 401 || status === 403 ? errors.hostDenied(data) : errors.hostRefused(data)
}

const adviceFor = (status: number) => {
  if (status === 401) return 'Its credentials are wrong or have expired: give the action a valid token.'
  if (status === 403) return 'Give its credentials the right to do this.'
  if (status === 404) return 'Check that what is named exists, and that the credentials may see it.'
  if (status >= 500) return 'The host has a problem: retry the task later.'
  return 'Change the input of the step, and try again.'
}

const maxAnswerLength = 500

/**
 * The words in what a host answered to a call that failed: GitHub, GitLab, Gitea, Bitbucket, Azure DevOps and Gerrit put them
 * under `message`, `error`, `error_description`, `errors`, `detail` and `context`, as text, lists or by field.
 */
export function answerText(body: unknown): string {
  // They are put into a sentence, which has its own full stop.
  const words = [...new Set(wordsIn(body).map((text) => text.replace(/\.$/, '')))].join('; ')
  return words.length > maxAnswerLength ? `${words.slice(0, maxAnswerLength)}…` : words
}

const wordKeys = ['message', 'error', 'error_description', 'errors', 'detail', 'context', 'field', 'code']

function wordsIn(value: unknown, depth = 0): string[] {
  // An error page of a proxy says nothing to people.
  if (typeof value === 'string') return value.trimStart().startsWith('<') ? [] : [value.trim()].filter(Boolean)
  if (typeof value !== 'object' || value === null || depth > 4) return []
  if (Array.isArray(value)) return value.flatMap((item) => wordsIn(item, depth + 1))
  const known = wordKeys.filter((key) => key in value)
  // By field, as GitLab does below `message`: { name: ['has already been taken'] }.
  const isByField = depth > 0 && known.length === 0
  // An object that is no array has string keys.
  const entries = value as Record<string, unknown>
  return isByField
    ? Object.keys(entries).flatMap((key) => wordsIn(entries[key], depth + 1).map((words) => `${key} ${words}`))
    : known.flatMap((key) => wordsIn(entries[key], depth + 1))
}
