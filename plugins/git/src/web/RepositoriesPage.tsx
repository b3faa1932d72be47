import { EmptyState, Link, useFind, useText } from '@callboard/web'
import { localPagePath } from '../model/local-address.ts'
import { listRepositories } from '../model/routes.ts'

/** The repositories that this portal keeps. */
export function RepositoriesPage() {
  const t = useText()
  // Where none are kept nobody serves the route.
  const repositories = useFind(listRepositories) ?? []
  if (repositories.length === 0)
    return (
      <EmptyState title={t('repositories.none', 'This portal keeps no repositories yet.')} icon="source">
        <p>{t('repositories.how', 'Templates make them, where the config of the portal has a block "git.local".')}</p>
      </EmptyState>
    )
  return (
    <ul className="git-repositories">
      {repositories.map(({ owner, name, description }) => (
        <li key={`${owner}/${name}`}>
          <Link className="cb-link" to={localPagePath({ owner, name, path: '' })}>
            {owner}/{name}
          </Link>
          {description && <p className="cb-muted">{description}</p>}
        </li>
      ))}
    </ul>
  )
}
