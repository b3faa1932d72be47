import type { Event, Events, ScmIntegrations } from '@callboard/kernel'
import { type EntityProvider, pushEvents, type ScmEvent } from '@callboard/plugin-catalog'
import { gitlabApi, readPushedFiles } from './gitlab-api.ts'
import type { ProjectPayload, PushPayload } from './webhook-payloads.ts'

const projectTopics = ['gitlab.project_destroy', 'gitlab.project_rename', 'gitlab.project_transfer']

/**
 * Tells the catalog what happened to files and projects, whoever registered them. Gives no entities itself: being a
 * provider is how one reaches the catalog.
 */
export function gitlabRefresh({ events, scm }: { events: Events; scm: ScmIntegrations }): EntityProvider {
  return {
    name: 'gitlab-webhooks',
    async connect(connection) {
      events.subscribe(
        ['gitlab.push', ...projectTopics],
        // The ingress has checked the token; these are the shapes that GitLab documents.
        async ({ topic, payload, metadata }: Event) => {
          const told =
            topic === 'gitlab.push'
              ? await eventsOfPush(payload as PushPayload, scm)
              : eventsOfProject(payload as ProjectPayload, metadata?.['x-gitlab-instance'])
          if (told.length > 0) await connection.followScm(told)
        },
        { scope: 'one-replica', id: 'gitlab-webhooks' },
      )
    },
  }
}

async function eventsOfPush(payload: PushPayload, scm: ScmIntegrations): Promise<ScmEvent[]> {
  const branch = /^refs\/heads\/(.+)$/.exec(payload.ref)?.[1]
  const { web_url, default_branch } = payload.project
  const integration = scm.byUrl(web_url)
  if (!branch || !integration) return []
  const files = await readPushedFiles(gitlabApi(integration), payload)
  return pushEvents({ branch, defaultBranch: default_branch, files }, (ref, path) =>
    ['blob', 'tree'].map((word) => `${web_url}/-/${word}/${ref}/${path}`),
  )
}

/** @param instance - Where the hook comes from; the payload has only paths. */
function eventsOfProject(payload: ProjectPayload, instance: string | undefined): ScmEvent[] {
  if (instance === undefined) return []
  const urlOf = (path: string) => `${instance.replace(/\/+$/, '')}/${path}`
  const { event_name, path_with_namespace, old_path_with_namespace } = payload
  if (event_name === 'project_destroy') return [{ type: 'repository.deleted', url: urlOf(path_with_namespace) }]
  if (old_path_with_namespace === undefined) return []
  return [{ type: 'repository.moved', fromUrl: urlOf(old_path_with_namespace), toUrl: urlOf(path_with_namespace) }]
}
