import type { ScmIntegration } from '@callboard/kernel'
import type { Git, GitRemote } from '@callboard/plugin-git'
import { type OpenScmRepo, openScmRepo, type ScmDefaults, type ScmSetup } from '@callboard/plugin-scaffolder'
import { type BitbucketApi, bitbucketApi } from './bitbucket-api.ts'
import { cloudProduct } from './cloud-product.ts'
import { errors } from './errors.ts'
import { serverProduct } from './server-product.ts'

/** What Bitbucket's actions are made with. */
export interface BitbucketSetup extends ScmSetup<ScmIntegration> {
  git: Git
}

/** The types of integrations that are Bitbucket. */
export type BitbucketType = 'bitbucketCloud' | 'bitbucketServer'

/** A repository that is there. What checkpoints keep has to be a type, not an interface. */
export type Repository = {
  /** Where git clones it from; without a user's name. */
  cloneUrl: string
  /** Its page. */
  pageUrl: string
}

/** What a new repository is like. */
export interface NewRepository {
  description: string | undefined
  visibility: 'private' | 'public'
  /** The branch that will be pushed first. */
  branch: string
}

/** A pull request to open. */
export interface NewPullRequest {
  title: string
  description: string | undefined
  /** Branches. */
  source: string
  target: string
  /** User names; only Bitbucket Server takes them. */
  reviewers?: readonly string[]
}

/** A repository as the API of one product has it. It need not exist. */
export interface BitbucketProduct {
  /** For people: `acme/shop`. */
  slug: string
  find(): Promise<Repository | undefined>
  create(wanted: NewRepository): Promise<Repository>
  /** The page of a branch's content. */
  contentsUrl(repository: Repository, branch: string): string
  /** The newest commit of a branch; undefined when there is no such branch. */
  findHead(branch: string): Promise<string | undefined>
  /** Undefined when the repository has no branch. */
  findDefaultBranch(): Promise<string | undefined>
  /** The page of the open pull request between two branches. */
  findPullRequest(wanted: NewPullRequest): Promise<string | undefined>
  /** Gives its page. */
  openPullRequest(wanted: NewPullRequest): Promise<string>
  /** Lets the repository keep files by Git LFS. Absent where that is always so. */
  enableLargeFiles?(): Promise<void>
}

/** A repository to act on, and its host with the credentials of the step or of the portal. */
export interface BitbucketRepo extends BitbucketProduct, OpenScmRepo<ScmIntegration> {
  api: BitbucketApi
  defaults: ScmDefaults
  /** The repository for git, with credentials. */
  remote(repository: Repository): GitRemote
}

/** Reads the inputs `repoUrl` and `token` of an action. */
export async function openBitbucket(
  setup: ScmSetup<ScmIntegration>,
  options: { repoUrl: string; token?: string; signal: AbortSignal; types: readonly BitbucketType[] },
): Promise<BitbucketRepo> {
  const { types, signal } = options
  const open = await openScmRepo(options, { ...setup, types, urlOf: ({ host }) => `https://${host}/` })
  const { host, integration, headers, gitHeaders } = open
  const api = bitbucketApi({ integration, headers, signal })
  return {
    ...open,
    ...(integration.type === 'bitbucketServer' ? serverProduct(api, open) : cloudProduct(api, open)),
    api,
    defaults: setup.defaults,
    remote({ cloneUrl }) {
      // Credentials go to the configured host only, whatever it says.
      if (URL.parse(cloneUrl)?.host !== host) throw errors.foreignRemote({ host, remote: cloneUrl })
      return { url: cloneUrl, headers: gitHeaders }
    },
  }
}

/** Bitbucket names the user in clone addresses: whose credentials made the call, not who clones. */
export function withoutUser(cloneUrl: string): string {
  const url = new URL(cloneUrl)
  url.username = ''
  url.password = ''
  return url.href
}
