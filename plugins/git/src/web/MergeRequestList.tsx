import { EmptyState, Link, Since, Tag, useRead, useText } from '@callboard/web'
import { localPagePath } from '../model/local-address.ts'
import { type MergeRequest, readRepository } from '../model/routes.ts'

/** The merge requests of a repository, the newest first. */
export function MergeRequestList({ owner, name }: { owner: string; name: string }) {
  const t = useText()
  const { mergeRequests } = useRead(readRepository, { params: { owner, name } })
  if (mergeRequests.length === 0)
    return <EmptyState title={t('requests.none', 'Nobody has asked for a merge yet.')} icon="approve" />
  return (
    <ul className="git-requests">
      {mergeRequests.map(({ number, title, state, createdAt }) => (
        <li key={number}>
          <StateTag state={state} />
          <Link className="cb-link" to={`${localPagePath({ owner, name, path: '' })}/merge-requests/${number}`}>
            {title}
          </Link>
          <span className="cb-muted">
            !{number} · <Since at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}

/** How it stands with one. */
export function StateTag({ state }: Pick<MergeRequest, 'state'>) {
  const t = useText()
  if (state === 'merged') return <Tag tone="good">{t('requests.merged', 'Merged')}</Tag>
  return <Tag>{t('requests.open', 'Open')}</Tag>
}
