import { Button, Link, useAnnounce, useConfig, useSend, useText } from '@callboard/web'
import { forgetRecentTerms, keepRecentTerms } from '../../model/routes.ts'
import { forgetSearches } from '../recent-searches.ts'
import { nothingAsked, searchPath } from '../search-state.ts'
import { useOwnSearches } from '../use-own-searches.ts'
import './settings.css'

/** Whether the portal keeps the searches of a person for them, what is kept, and the way to forget it. */
export function OwnSearches() {
  const t = useText()
  const announce = useAnnounce()
  const { isKept, terms } = useOwnSearches()
  const { history } = useConfig<{ history: { enabled: boolean } }>()
  const { send: keep } = useSend(keepRecentTerms)
  const { send: forgetKept } = useSend(forgetRecentTerms)

  async function forget() {
    forgetSearches()
    if (isKept) await forgetKept()
    announce(t('own.forgotten', 'Your searches are forgotten.'))
  }

  const failed = (error: unknown) =>
    announce(
      t('own.failed', 'That could not be changed: {reason}', {
        reason: error instanceof Error ? error.message : String(error),
      }),
    )
  return (
    <div className="search-own">
      {history?.enabled ? (
        <label>
          <input
            type="checkbox"
            checked={isKept}
            onChange={({ target }) => void keep({ body: { keep: target.checked } }).catch(failed)}
          />
          {t('own.keep', 'Keep my searches, so that I find them on all my devices')}
        </label>
      ) : (
        <p>
          {t('own.browser', 'This portal keeps no searches. What you looked for is remembered in this browser only.')}
        </p>
      )}
      <p className="cb-muted">
        {t(
          'own.private',
          'Nobody else sees them. Without this they stay in this browser; switched off, they are deleted.',
        )}
      </p>
      {terms.length > 0 && (
        <>
          <ul className="search-own-terms" aria-label={t('recent.title', 'Recent searches')}>
            {terms.map((term) => (
              <li key={term}>
                <Link className="cb-link" to={searchPath({ ...nothingAsked, term })}>
                  {term}
                </Link>
              </li>
            ))}
          </ul>
          <p>
            <Button onPress={() => void forget().catch(failed)}>{t('own.forget', 'Forget my searches')}</Button>
          </p>
        </>
      )}
    </div>
  )
}
