import type { Events } from '@callboard/kernel'
import { type EntityProvider, fileKeys, sumPushedFiles } from '@callboard/plugin-catalog'
import type { PushPayload } from './webhook-payloads.ts'

/**
 * Has exactly what was made from pushed files read again, whoever registered it. Gives no entities itself: being a
 * provider is how one reaches the catalog.
 */
export function githubRefresh({ events }: { events: Events }): EntityProvider {
  return {
    name: 'github-webhooks',
    async connect(connection) {
      events.subscribe(
        ['github.push'],
        // The ingress has checked the signature; this is the shape that GitHub documents.
        async ({ payload }) => {
          const keys = refreshKeys(payload as PushPayload)
          if (keys.length > 0) await connection.refresh({ keys })
        },
        { scope: 'one-replica', id: 'github-webhooks' },
      )
    },
  }
}

/** The refresh keys of the files that a push touched; both of GitHub's words for a file are in use (spec/catalog.md 3.11). */
export function refreshKeys({ ref, repository, commits }: PushPayload): string[] {
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1]
  if (!branch || !repository) return []
  const { added, modified, removed } = sumPushedFiles(commits ?? [])
  return fileKeys(
    { branch, defaultBranch: repository.default_branch, paths: [...added, ...modified, ...removed] },
    (at, path) => ['blob', 'tree'].map((word) => `${repository.html_url}/${word}/${at}/${path}`),
  )
}
