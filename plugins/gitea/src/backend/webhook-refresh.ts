import type { Event, Events, ScmIntegrations } from '@callboard/kernel'
import { type EntityProvider, pushEvents, type ScmEvent } from '@callboard/plugin-catalog'
import { giteaApi, type PushPayload, type RepositoryPayload, readPushedFiles } from './gitea-api.ts'

/**
 * Tells the catalog what happened to files and repositories, whoever registered them. Gives no entities itself: being a
 * provider is how one reaches the catalog.
 */
export function giteaRefresh({ events, scm }: { events: Events; scm: ScmIntegrations }): EntityProvider {
  return {
    name: 'gitea-webhooks',
    async connect(connection) {
      events.subscribe(
        ['gitea.push', 'gitea.repository'],
        // The ingress has checked the signature; these are the shapes that Gitea documents.
        async ({ topic, payload }: Event) => {
          const told =
            topic === 'gitea.push'
              ? await eventsOfPush(payload as PushPayload, scm)
              : eventsOfRepository(payload as RepositoryPayload)
          if (told.length > 0) await connection.followScm(told)
        },
        { scope: 'one-replica', id: 'gitea-webhooks' },
      )
    },
  }
}

async function eventsOfPush(payload: PushPayload, scm: ScmIntegrations): Promise<ScmEvent[]> {
  const branch = /^refs\/heads\/(.+)$/.exec(payload.ref)?.[1]
  const { html_url, default_branch } = payload.repository
  const integration = scm.byUrl(html_url)
  if (!branch || !integration) return []
  const files = await readPushedFiles(giteaApi(integration), payload)
  return pushEvents({ branch, defaultBranch: default_branch, files }, (ref, path) => [
    `${html_url}/src/branch/${ref}/${path}`,
  ])
}

// Gitea tells of repositories that come and go, and of none that moves.
const eventsOfRepository = ({ action, repository }: RepositoryPayload): ScmEvent[] =>
  action === 'deleted' ? [{ type: 'repository.deleted', url: repository.html_url }] : []
