import type { RepoUrlParts } from '@callboard/plugin-scaffolder'
import type { BitbucketApi } from './bitbucket-api.ts'
import { type BitbucketProduct, type Repository, withoutUser } from './bitbucket-repo.ts'
import { errors } from './errors.ts'

interface Links {
  self: { href: string }[]
}

interface ServerRepository {
  links: Links & { clone: { name: string; href: string }[] }
}

interface ServerPullRequest {
  links: Links
  toRef: { id: string }
}

/** A repository on Bitbucket Server or Data Center. */
export function serverProduct(api: BitbucketApi, { project = '', repo }: RepoUrlParts): BitbucketProduct {
  const slug = `${project}/${repo}`
  const ofProject = `/projects/${encodeURIComponent(project)}/repos`
  const path = `${ofProject}/${encodeURIComponent(repo)}`
  const show = `show the repository ${slug}`
  const refOf = (branch: string) => ({
    id: `refs/heads/${branch}`,
    repository: { slug: repo, project: { key: project } },
  })
  return {
    slug,
    async find() {
      const found = await api.find<ServerRepository>(show, path)
      return found && repositoryOf(found, { host: api.host, slug })
    },
    async create({ description, visibility, branch }) {
      const created = await api.call<ServerRepository>(`create the repository ${slug}`, {
        method: 'POST',
        path: ofProject,
        body: { name: repo, description, public: visibility === 'public', defaultBranch: branch, scmId: 'git' },
      })
      return repositoryOf(created, { host: api.host, slug })
    },
    // Without a word about the branch it is the default one, which is the one that was pushed.
    contentsUrl: ({ pageUrl }) => pageUrl,
    async findHead(branch) {
      const query = new URLSearchParams({ until: `refs/heads/${branch}`, limit: '1' })
      const deed = `show the branch ${branch} of ${slug}`
      return (await api.find<{ values: { id: string }[] }>(deed, `${path}/commits?${query}`))?.values[0]?.id
    },
    async findDefaultBranch() {
      const found = await api.find<{ displayId: string }>(show, `${path}/default-branch`)
      // It is missing in an empty repository; a missing repository is another matter.
      if (!found) await api.call(show, { method: 'GET', path })
      return found?.displayId
    },
    async findPullRequest({ source, target }) {
      const query = new URLSearchParams({ direction: 'OUTGOING', at: refOf(source).id, state: 'OPEN', limit: '100' })
      const found = await api.call<{ values: ServerPullRequest[] }>(`list the pull requests of ${slug}`, {
        method: 'GET',
        path: `${path}/pull-requests?${query}`,
      })
      return pageOf(found.values.find(({ toRef }) => toRef.id === refOf(target).id)?.links)
    },
    async openPullRequest({ title, description, source, target, reviewers = [] }) {
      const deed = `open a pull request from ${source} to ${target} in ${slug}`
      const opened = await api.call<ServerPullRequest>(deed, {
        method: 'POST',
        path: `${path}/pull-requests`,
        body: {
          title,
          description,
          fromRef: refOf(source),
          toRef: refOf(target),
          reviewers: reviewers.map((name) => ({ user: { name } })),
        },
      })
      return pageOf(opened.links) ?? ''
    },
    async enableLargeFiles() {
      // It is no part of the API's versions.
      const base = api.baseUrl.replace(/\/rest\/api\/[^/]+$/, '')
      await api.call(`enable Git LFS for ${slug}`, {
        method: 'PUT',
        path: `${base}/rest/git-lfs/admin${path}/enabled`,
      })
    },
  }
}

const pageOf = (links: Links | undefined) => links?.self[0]?.href

function repositoryOf({ links }: ServerRepository, { host, slug }: { host: string; slug: string }): Repository {
  const cloneUrl = links.clone.find(({ name }) => name.startsWith('http'))?.href
  if (!cloneUrl) throw errors.noHttpClone({ host, repo: slug })
  return { cloneUrl: withoutUser(cloneUrl), pageUrl: pageOf(links) ?? '' }
}
