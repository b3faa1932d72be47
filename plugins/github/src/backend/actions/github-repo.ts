import { stat } from 'node:fs/promises'
import type { Clock, ScmIntegration } from '@callboard/kernel'
import type { Entities } from '@callboard/plugin-catalog'
import type { Git } from '@callboard/plugin-git'
import {
  type ActionContext,
  openScmRepo,
  parseRepoUrl,
  type ScmSetup,
  errors as scaffolderErrors,
} from '@callboard/plugin-scaffolder'
import { errors } from './errors.ts'
import { type GithubRest, githubRest } from './github-rest.ts'

/** What GitHub's actions are made with. */
export interface GithubSetup extends ScmSetup<ScmIntegration> {
  git: Git
  clock: Clock
  /** Absent where the portal has no catalog. */
  entities?: Entities
}

/** The repository that an action is about; it need not exist. */
export interface GithubRepo extends GithubRest {
  host: string
  owner: string
  repo: string
  /** `owner/repo`, for messages. */
  slug: string
  integration: ScmIntegration
  /** For git over HTTP. */
  gitHeaders: Record<string, string>
  /** Another repository of the host, with the same credentials. */
  other(repository: { owner: string; repo: string }): GithubRepo
}

/**
 * Reads the inputs `repoUrl` and `token` of an action.
 *
 * @throws What `openScmRepo` throws.
 */
export async function openGithubRepo(
  { input, hide, signal }: Pick<ActionContext<{ repoUrl: string; token?: string }>, 'input' | 'hide' | 'signal'>,
  setup: ScmSetup<ScmIntegration>,
): Promise<GithubRepo> {
  if (input.token) hide(input.token)
  const opened = await openScmRepo(input, { ...setup, types: ['github'] })
  // The parser refuses a repoUrl of GitHub without owner.
  const { host, owner = '', repo, integration, headers, gitHeaders } = opened
  const open = (at: { owner: string; repo: string }): GithubRepo => ({
    ...at,
    host,
    slug: `${at.owner}/${at.repo}`,
    integration,
    gitHeaders,
    other: open,
    ...githubRest(at, { integration, headers, signal }),
  })
  return open({ owner, repo })
}

/**
 * What `repoUrl` names, for a dry run: it needs no credentials and asks nobody.
 *
 * @throws `scaffolder/wrong-host`, and what `parseRepoUrl` throws.
 */
export function planGithubRepo({ repoUrl }: { repoUrl: string }, { scm }: Pick<GithubSetup, 'scm'>) {
  const typeOf = (host: string) => scm.byUrl(`https://${host}`)?.type
  const { host, owner, repo } = parseRepoUrl(repoUrl, typeOf)
  const type = typeOf(host) ?? ''
  if (type !== 'github') throw scaffolderErrors.wrongHost({ host, type })
  return { slug: `${owner}/${repo}`, page: `https://${host}/${owner}/${repo}` }
}

/**
 * The folder that the input `sourcePath` names.
 *
 * @throws `scaffolder/path-escapes`, `github/no-content` when there is no such folder.
 */
export async function getSourceFolder({
  input,
  workspace,
}: Pick<ActionContext<{ sourcePath?: string }>, 'input' | 'workspace'>): Promise<string> {
  const { sourcePath = '.' } = input
  const folder = await workspace.resolve(sourcePath)
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  if (!isFolder) throw errors.noContent({ folder: sourcePath })
  return folder
}

/** The key of a checkpoint, its own for every iteration of an `each` step. */
export const checkpointKey = ({ eachKey }: Pick<ActionContext, 'eachKey'>, ...parts: string[]) =>
  [...parts, ...(eachKey === undefined ? [] : [eachKey])].join('.')

/** When this step first got somewhere, and whether that was in an earlier run. What it finds done may then be its own. */
export async function beginning(
  context: Pick<ActionContext, 'checkpoint'>,
  key: string,
  clock: Clock,
): Promise<{ isAgain: boolean; mayHaveMade(createdAt: string): boolean }> {
  let isAgain = true
  const begunAt = await context.checkpoint(`${key}.begun`, async () => {
    isAgain = false
    return clock.now()
  })
  return {
    isAgain,
    mayHaveMade: (createdAt) => isAgain && Date.parse(createdAt) >= Date.parse(begunAt) - maxClockDifferenceMs,
  }
}

// As much as the clocks of host and portal may differ.
const maxClockDifferenceMs = 5 * 60_000

/** Does what is not worth failing for: a refusal becomes a warning. */
export async function orWarn(
  { log, signal }: Pick<ActionContext, 'log' | 'signal'>,
  what: string,
  deed: () => Promise<unknown>,
): Promise<void> {
  try {
    await deed()
  } catch (error) {
    // Whoever cancels wants the end, not the next deed.
    signal.throwIfAborted()
    log.warn(`Skipped: ${what}. ${error instanceof Error ? error.message : String(error)}`)
  }
}
