import type { Event, Events, Logger, ScmIntegrations } from '@callboard/kernel'
import { createApiClient } from '@callboard/kernel'
import {
  type EntityProvider,
  type PushedFiles,
  pushEvents,
  type ScmEvent,
  sumPushedFiles,
} from '@callboard/plugin-catalog'
import type { PushPayload, RepositoryPayload } from './webhook-payloads.ts'

/**
 * Tells the catalog what happened to files and repositories, whoever registered them. Gives no entities itself: being a
 * provider is how one reaches the catalog.
 */
export function githubRefresh(options: { events: Events; scm: ScmIntegrations; log: Logger }): EntityProvider {
  return {
    name: 'github-webhooks',
    async connect(connection) {
      options.events.subscribe(
        ['github.push', 'github.repository'],
        // The ingress has checked the signature; these are the shapes that GitHub documents.
        async ({ topic, payload }: Event) => {
          const told =
            topic === 'github.push'
              ? await eventsOfPush(payload as PushPayload, options)
              : eventsOfRepository(payload as RepositoryPayload)
          if (told.length > 0) await connection.followScm(told)
        },
        { scope: 'one-replica', id: 'github-webhooks' },
      )
    },
  }
}

/** GitHub lists so many commits of a push at the most. */
const maxListedCommits = 2048

/** What a push did. Where its commits do not tell all of it, the whole repository may have changed. */
export async function eventsOfPush(
  payload: PushPayload,
  options: { scm: ScmIntegrations; log: Logger },
): Promise<ScmEvent[]> {
  const { ref, repository, commits = [], created, deleted, forced } = payload
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (!branch || !repository || deleted) return []
  const isUntold = forced || commits.length >= maxListedCommits || (commits.length === 0 && !created)
  if (isUntold) return [{ type: 'repository.updated', url: repository.html_url }]
  const files = await withMoves(sumPushedFiles(commits), payload, options)
  return pushEvents({ branch, defaultBranch: repository.default_branch, files }, (at, path) =>
    ['blob', 'tree'].map((word) => `${repository.html_url}/${word}/${at}/${path}`),
  )
}

/** Commits do not say what was renamed, so GitHub is asked where it may matter. */
async function withMoves(
  files: PushedFiles,
  { repository, before, after }: PushPayload,
  { scm, log }: { scm: ScmIntegrations; log: Logger },
): Promise<PushedFiles> {
  const integration = scm.byUrl(repository.html_url)
  if (files.added.length === 0 || files.removed.length === 0 || !integration) return files
  try {
    const api = createApiClient({ integration, url: repository.html_url })
    const path = `/repos/${repository.owner.login}/${repository.name}/compare/${before}...${after}`
    type Comparison = { files?: { filename: string; status: string; previous_filename?: string }[] }
    const moved = ((await api.get<Comparison>(path)).files ?? []).flatMap(({ status, filename, previous_filename }) =>
      status === 'renamed' && previous_filename ? [{ from: previous_filename, to: filename }] : [],
    )
    return { ...files, moved }
  } catch (error) {
    log.warn('renamed files not told from removed ones', { repository: repository.html_url, error })
    // Reading again what seems to be gone does no harm, while taking it for gone would.
    return { added: files.added, modified: [...files.modified, ...files.removed], removed: [] }
  }
}

/** What happened to a repository. */
export function eventsOfRepository({ action, repository, changes }: RepositoryPayload): ScmEvent[] {
  const url = repository.html_url
  if (action === 'deleted') return [{ type: 'repository.deleted', url }]
  if (action === 'edited' && changes?.default_branch) return [{ type: 'repository.updated', url }]
  const formerOwner = changes?.owner?.from?.organization?.login ?? changes?.owner?.from?.user?.login
  const formerName = changes?.repository?.name?.from
  if (formerOwner === undefined && formerName === undefined) return []
  const former = `${formerOwner ?? repository.owner.login}/${formerName ?? repository.name}`
  return [{ type: 'repository.moved', fromUrl: `${new URL(url).origin}/${former}`, toUrl: url }]
}
