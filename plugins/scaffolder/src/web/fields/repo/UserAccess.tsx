import { Button, useText } from '@callboard/web'
import type { UserToken } from './use-user-token.ts'

/** Says how it stands with the person's own access to a host, and lets them give it. */
export function UserAccess({ token, host }: { token: UserToken; host: string }) {
  const t = useText()
  if (token.state === 'there')
    return <p className="scf-description">{t('repo.connected', 'With your access to {host}.', { host })}</p>
  if (token.state === 'impossible') {
    return (
      <p className="scf-description">
        {t(
          'repo.no-provider',
          'This template wants to act in your name at {host}, and this portal signs nobody in there.',
          {
            host,
          },
        )}
      </p>
    )
  }
  if (token.state !== 'missing') return null
  return (
    <div className="scf-access">
      <p>{t('repo.connect-why', 'This template acts in your name at {host}. Allow it before you go on.', { host })}</p>
      <Button icon="key" onPress={() => void token.ask()}>
        {t('repo.connect', 'Connect {title}', { title: token.title })}
      </Button>
      {token.problem !== undefined && (
        <p className="scf-errors" role="alert">
          {token.problem}
        </p>
      )}
    </div>
  )
}
