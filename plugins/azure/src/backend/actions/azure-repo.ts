import { type ApiMethod, type ApiReply, createApiClient, type ScmIntegration } from '@callboard/kernel'
import type { Git, GitRemote } from '@callboard/plugin-git'
import {
  hostRefusal,
  type OpenScmRepo,
  openScmRepo,
  type RepoUrlParts,
  type ScmDefaults,
  type ScmSetup,
  errors as scaffolderErrors,
} from '@callboard/plugin-scaffolder'
import { errors } from './errors.ts'

/** What Azure's actions are made with. */
export interface AzureSetup extends ScmSetup<ScmIntegration> {
  git: Git
}

/** A repository that is there. What checkpoints keep has to be a type, not an interface. */
export type Repository = {
  id: string
  /** Where git clones it from; without a user's name. */
  cloneUrl: string
  /** Its page. */
  pageUrl: string
}

/** A repository to act on, which need not exist, and its host with the credentials of the step or of the portal. */
export interface AzureRepo extends OpenScmRepo<ScmIntegration> {
  defaults: ScmDefaults
  /** For people: `acme/Stage/shop`. */
  slug: string
  find(): Promise<Repository | undefined>
  create(): Promise<Repository>
  /** The newest commit of a branch; undefined when there is no such branch. */
  findHead(branch: string): Promise<string | undefined>
  /** The repository for git, with credentials. */
  remote(repository: Repository): GitRemote
}

// Servers on premises know this one too.
const apiVersion = 'api-version=6.0'

interface AzureRepository {
  id: string
  remoteUrl: string
  webUrl: string
}

/** Reads the inputs `repoUrl` and `token` of an action. */
export async function openAzure(
  setup: ScmSetup<ScmIntegration>,
  { repoUrl, token, signal }: { repoUrl: string; token?: string; signal: AbortSignal },
): Promise<AzureRepo> {
  const pathOf = ({ organization, owner, project }: RepoUrlParts) => {
    // The form calls the organisation an owner. On premises it is a collection, with a path: `tfs/DefaultCollection`.
    const account = organization ?? owner
    if (!account || !project) throw scaffolderErrors.repoUrlLacks({ repoUrl, part: 'organization' })
    return { account, path: `/${account.split('/').map(encodeURIComponent).join('/')}/${encodeURIComponent(project)}` }
  }
  const urlOf = (parts: RepoUrlParts) =>
    `https://${parts.host}${pathOf(parts).path}/_git/${encodeURIComponent(parts.repo)}`
  const open = await openScmRepo({ repoUrl, token }, { ...setup, types: ['azure'], urlOf })
  const { host, repo, project, integration, headers, gitHeaders } = open
  const { account, path } = pathOf(open)
  const slug = `${account}/${project}/${repo}`
  const client = createApiClient({ integration, url: urlOf(open), headers, signal })
  const refusal = (deed: string, { status, body }: ApiReply<unknown>) =>
    // Azure answers who is not known with its page to sign in, and calls that a success.
    hostRefusal(deed, { host, status: status === 203 ? 401 : status, body })
  const call = async <T>(deed: string, method: ApiMethod, below: string, body?: unknown) => {
    const reply = await client.call<T>(method, `${path}/_apis/git/repositories${below}`, body)
    if (reply.status === 404 && method === 'GET') return undefined
    if (reply.status === 203 || reply.status < 200 || reply.status >= 300) throw refusal(deed, reply)
    return reply.body
  }
  const show = `show the repository ${slug}`
  const own = `/${encodeURIComponent(repo)}`
  return {
    ...open,
    slug,
    defaults: setup.defaults,
    async find() {
      const found = await call<AzureRepository>(show, 'GET', `${own}?${apiVersion}`)
      return found && repositoryOf(found)
    },
    async create() {
      const created = await call<AzureRepository>(`create the repository ${slug}`, 'POST', `?${apiVersion}`, {
        name: repo,
      })
      // Only what is read may be missing.
      return repositoryOf(created as AzureRepository)
    },
    async findHead(branch) {
      // Everything that begins like this.
      const query = `filter=${encodeURIComponent(`heads/${branch}`)}&${apiVersion}`
      const refs = await call<{ value: { name: string; objectId: string }[] }>(show, 'GET', `${own}/refs?${query}`)
      return refs?.value.find(({ name }) => name === `refs/heads/${branch}`)?.objectId
    },
    remote({ cloneUrl }) {
      // Credentials go to the configured host only, whatever it says.
      if (URL.parse(cloneUrl)?.host !== host) throw errors.foreignRemote({ host, remote: cloneUrl })
      return { url: cloneUrl, headers: gitHeaders }
    },
  }
}

function repositoryOf({ id, remoteUrl, webUrl }: AzureRepository): Repository {
  const url = new URL(remoteUrl)
  // Azure puts the organisation there as if it were a user.
  url.username = ''
  return { id, cloneUrl: url.href, pageUrl: webUrl }
}
