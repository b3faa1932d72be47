import type { SignInOption } from '../session/sign-in-server.ts'
import { useSignInOptions } from '../session/use-session.ts'
import { useShellText } from '../text/use-text.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Icon, type IconName } from '../ui/icons.tsx'
import { Loading } from '../ui/Loading.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { type Attempt, useSignIn } from './use-sign-in.ts'

/** What the {@link SignInChoices} may know. */
export interface SignInChoicesProps {
  /** `over-page`: something behind is waiting, and leaving this page would lose it. */
  place: 'page' | 'over-page'
  /** Why the last attempt failed, before this was shown. */
  error: Error | undefined
}

const iconOf: Record<SignInOption['type'], IconName> = {
  redirect: 'signIn',
  form: 'key',
  proxy: 'shield',
  guest: 'user',
}

/** The ways to sign in, and how the attempt goes. */
export function SignInChoices({ place, error }: SignInChoicesProps) {
  const t = useShellText()
  const { attempt, begin, login, cancel, leave } = useSignIn(place, error)
  const { data: options, error: unread, refetch } = useSignInOptions()
  // In the config's order; going in as nobody in particular comes last.
  const ways = options
    ?.filter(({ signsIn }) => signsIn)
    .toSorted((one, other) => Number(one.type === 'guest') - Number(other.type === 'guest'))

  if (unread) {
    return <ErrorState title={t('sign-in.title', 'Sign in')} error={unread} onRetry={() => void refetch()} />
  }
  if (!ways) return <Loading lines={3} />
  if (ways.length === 0) {
    return (
      <EmptyState title={t('sign-in.none', 'Nobody can sign in to this portal yet.')} icon="forbidden">
        <p className="cb-muted">
          {t('sign-in.none.hint', 'Whoever runs it sets up a provider in its config, below auth.providers.')}
        </p>
      </EmptyState>
    )
  }
  return (
    <div>
      <Progress attempt={attempt} onCancel={cancel} onLeave={leave} />
      <ul className="cb-sign-in-ways">
        {ways.map((option, place) => (
          <li key={option.id}>
            {option.type === 'form' ? (
              <PasswordForm
                title={ways.length > 1 ? option.title : undefined}
                isFirst={place === 0}
                isBusy={attempt.state === 'under-way'}
                onLogin={(given) => login(option, given)}
              />
            ) : (
              <button
                type="button"
                className={`cb-button ${place === 0 ? 'cb-button-primary' : 'cb-button-plain'}`}
                aria-disabled={attempt.state === 'under-way'}
                onClick={() => void begin(option)}
              >
                <Icon name={iconOf[option.type]} />
                {option.type === 'guest'
                  ? t('sign-in.as-guest', 'Go in as a guest')
                  : t('sign-in.with', 'Sign in with {title}', { title: option.title })}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface ProgressProps {
  attempt: Attempt
  onCancel: () => void
  onLeave: () => void
}

/** Says how the attempt goes, to everybody. */
function Progress({ attempt, onCancel, onLeave }: ProgressProps) {
  const t = useShellText()
  return (
    <>
      <div role="alert">
        {attempt.state === 'failed' && (
          <div className="cb-sign-in-failed">
            <p>{attempt.message}</p>
            {attempt.hint && <p className="cb-muted">{attempt.hint}</p>}
            {attempt.canLeave && (
              <p>
                <Button onPress={onLeave}>{t('sign-in.leave', 'Go on in this tab')}</Button>
              </p>
            )}
          </div>
        )}
      </div>
      <div role="status">
        {attempt.state === 'under-way' && attempt.isElsewhere && (
          <p className="cb-sign-in-waiting">
            {t('sign-in.waiting', 'Go on in the window of {title}.', { title: attempt.title })}
            <Button look="quiet" onPress={onCancel}>
              {t('cancel', 'Cancel')}
            </Button>
          </p>
        )}
      </div>
    </>
  )
}
