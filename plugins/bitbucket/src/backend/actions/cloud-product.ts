import type { RepoUrlParts } from '@callboard/plugin-scaffolder'
import type { BitbucketApi } from './bitbucket-api.ts'
import { type BitbucketProduct, type NewPullRequest, type Repository, withoutUser } from './bitbucket-repo.ts'

interface CloudRepository {
  links: { html: { href: string }; clone: { name: string; href: string }[] }
  /** Null while there is no branch. */
  mainbranch: { name: string } | null
}

interface CloudBranch {
  name: string
  target: { hash: string }
}

interface CloudPullRequest {
  links: { html: { href: string } }
}

/** Path of a repository in the API. */
export const cloudPath = ({ workspace = '', repo }: Pick<RepoUrlParts, 'workspace' | 'repo'>) =>
  `/repositories/${encodeURIComponent(workspace)}/${encodeURIComponent(repo)}`

/** A repository on Bitbucket Cloud. */
export function cloudProduct(api: BitbucketApi, parts: RepoUrlParts): BitbucketProduct {
  const slug = `${parts.workspace}/${parts.repo}`
  const path = cloudPath(parts)
  const show = `show the repository ${slug}`
  return {
    slug,
    async find() {
      const found = await api.find<CloudRepository>(show, path)
      return found && repositoryOf(found)
    },
    async create({ description, visibility }) {
      const created = await api.call<CloudRepository>(`create the repository ${slug}`, {
        method: 'POST',
        path,
        // The branch that is pushed first becomes the main one; it cannot be chosen here.
        body: { scm: 'git', description, is_private: visibility === 'private', project: { key: parts.project } },
      })
      return repositoryOf(created)
    },
    contentsUrl: ({ pageUrl }, branch) => `${pageUrl}/src/${branch}`,
    async findHead(branch) {
      // By a query: a name with a slash is no part of a path here.
      const query = new URLSearchParams({ q: `name = ${JSON.stringify(branch)}` })
      const deed = `show the branch ${branch} of ${slug}`
      const found = await api.find<{ values: CloudBranch[] }>(deed, `${path}/refs/branches?${query}`)
      return found?.values.find(({ name }) => name === branch)?.target.hash
    },
    findDefaultBranch: async () => (await api.call<CloudRepository>(show, { method: 'GET', path })).mainbranch?.name,
    async findPullRequest({ source, target }: NewPullRequest) {
      const q = `state = "OPEN" AND source.branch.name = ${JSON.stringify(source)} AND destination.branch.name = ${JSON.stringify(target)}`
      const found = await api.call<{ values: CloudPullRequest[] }>(`list the pull requests of ${slug}`, {
        method: 'GET',
        path: `${path}/pullrequests?${new URLSearchParams({ q })}`,
      })
      return found.values[0]?.links.html.href
    },
    async openPullRequest({ title, description, source, target }) {
      const deed = `open a pull request from ${source} to ${target} in ${slug}`
      const opened = await api.call<CloudPullRequest>(deed, {
        method: 'POST',
        path: `${path}/pullrequests`,
        body: {
          title,
          ...(description ? { summary: { raw: description } } : {}),
          source: { branch: { name: source } },
          destination: { branch: { name: target } },
        },
      })
      return opened.links.html.href
    },
  }
}

function repositoryOf({ links }: CloudRepository): Repository {
  const cloneUrl = links.clone.find(({ name }) => name.startsWith('http'))?.href
  // Repositories can always be cloned over HTTPS.
  return { cloneUrl: withoutUser(cloneUrl ?? `${links.html.href}.git`), pageUrl: links.html.href }
}
