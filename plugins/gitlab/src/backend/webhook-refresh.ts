import type { Events, ScmIntegrations } from '@callboard/kernel'
import { type EntityProvider, fileKeys } from '@callboard/plugin-catalog'
import { gitlabApi, readPushedFiles } from './gitlab-api.ts'
import type { PushPayload } from './webhook-payloads.ts'

/**
 * Has exactly what was made from pushed files read again, whoever registered it. Gives no entities itself: being a
 * provider is how one reaches the catalog.
 */
export function gitlabRefresh({ events, scm }: { events: Events; scm: ScmIntegrations }): EntityProvider {
  return {
    name: 'gitlab-webhooks',
    async connect(connection) {
      events.subscribe(
        ['gitlab.push'],
        async (event) => {
          // The ingress has checked the token; this is the shape that GitLab documents.
          const payload = event.payload as PushPayload
          const branch = /^refs\/heads\/(.+)$/.exec(payload.ref)?.[1]
          const integration = scm.byUrl(payload.project.web_url)
          if (!branch || !integration) return
          const { added, modified, removed } = await readPushedFiles(gitlabApi(integration), payload)
          const { web_url, default_branch } = payload.project
          const keys = fileKeys(
            { branch, defaultBranch: default_branch, paths: [...added, ...modified, ...removed] },
            (ref, path) => ['blob', 'tree'].map((word) => `${web_url}/-/${word}/${ref}/${path}`),
          )
          if (keys.length > 0) await connection.refresh({ keys })
        },
        { scope: 'one-replica', id: 'gitlab-webhooks' },
      )
    },
  }
}
