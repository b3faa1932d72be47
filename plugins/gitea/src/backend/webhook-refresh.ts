import type { Events, ScmIntegrations } from '@callboard/kernel'
import { type EntityProvider, fileKeys } from '@callboard/plugin-catalog'
import { giteaApi, type PushPayload, readPushedFiles } from './gitea-api.ts'

/**
 * Has exactly what was made from pushed files read again, whoever registered it. Gives no entities itself: being a
 * provider is how one reaches the catalog.
 */
export function giteaRefresh({ events, scm }: { events: Events; scm: ScmIntegrations }): EntityProvider {
  return {
    name: 'gitea-webhooks',
    async connect(connection) {
      events.subscribe(
        ['gitea.push'],
        async (event) => {
          // The ingress has checked the signature; this is the shape that Gitea documents.
          const payload = event.payload as PushPayload
          const branch = /^refs\/heads\/(.+)$/.exec(payload.ref)?.[1]
          const integration = scm.byUrl(payload.repository.html_url)
          if (!branch || !integration) return
          const { added, modified, removed } = await readPushedFiles(giteaApi(integration), payload)
          const { html_url, default_branch } = payload.repository
          const keys = fileKeys(
            { branch, defaultBranch: default_branch, paths: [...added, ...modified, ...removed] },
            (ref, path) => [`${html_url}/src/branch/${ref}/${path}`],
          )
          if (keys.length > 0) await connection.refresh({ keys })
        },
        { scope: 'one-replica', id: 'gitea-webhooks' },
      )
    },
  }
}
