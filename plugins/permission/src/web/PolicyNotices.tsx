import { Card, type ReplyOf, useText } from '@callboard/web'
import type { listRoles } from '../model/routes.ts'

/** What administrators must know before they rely on the roles: they are not in force, or a file has a mistake. */
export function PolicyNotices({ policy: { state, problems } }: { policy: ReplyOf<typeof listRoles> }) {
  const t = useText()
  const title = t('notice.title', 'Needs a look')
  if (state === 'in-force' && problems.length === 0) return null
  return (
    <Card title={title} tone="warning">
      {state === 'off' && (
        <p>
          {t('notice.off', 'Permissions are switched off, so everybody may do everything. Set permission.enabled.')}
        </p>
      )}
      {state === 'open' && (
        <p>
          {t(
            'notice.open',
            'No policy is configured, so everybody may do everything. Set permission.policy, with administrators.',
          )}
        </p>
      )}
      {problems.length > 0 && (
        <ul className="perm-problems">
          {problems.map(({ file, line, message, level }) => (
            <li key={`${file}:${line}:${message}`}>
              <code className="perm-source">{line === undefined ? file : `${file}:${line}`}</code> {message}
              {level === 'error' && (
                <span className="cb-muted">
                  {' '}
                  {t('notice.kept', 'Until it is mended, the last good version of the file holds.')}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
