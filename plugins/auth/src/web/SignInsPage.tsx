import type { Static } from '@callboard/model'
import {
  Boundary,
  EmptyState,
  EntityLink,
  Facts,
  Icon,
  Loading,
  PageHeading,
  Since,
  Tag,
  useRead,
  useSearchParams,
  useSignInOptions,
  useText,
} from '@callboard/web'
import { useId } from 'react'
import { type SignInAttempt, signInTrace } from '../model/routes.ts'

type Attempt = Static<typeof SignInAttempt>

/** The latest attempts to sign in, for administrators: which claims came, and which rule matched or why none did. */
export function SignInsPage() {
  const t = useText()
  const id = useId()
  const [search, setSearch] = useSearchParams()
  const provider = search.get('provider') ?? undefined
  const { data: options = [] } = useSignInOptions()
  const title = t('page.sign-ins.title', 'Sign-ins')
  return (
    <>
      <PageHeading title={title}>
        <p className="cb-muted">
          {t('sign-ins.what', 'The latest attempts to sign in. What a provider told is kept without its secrets.')}
        </p>
      </PageHeading>
      <div className="cb-choice auth-filter">
        <label htmlFor={id}>{t('sign-ins.provider', 'Provider')}</label>
        <select
          id={id}
          value={provider ?? ''}
          onChange={({ target }) => setSearch(target.value === '' ? {} : { provider: target.value }, { replace: true })}
        >
          <option value="">{t('sign-ins.all', 'All')}</option>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.title}
            </option>
          ))}
        </select>
      </div>
      <Boundary title={title} loading={<Loading lines={6} />} resetOn={provider ?? ''} key={provider}>
        <Attempts provider={provider} />
      </Boundary>
    </>
  )
}

function Attempts({ provider }: { provider: string | undefined }) {
  const t = useText()
  const { attempts } = useRead(signInTrace, { query: { provider, limit: 100 } })
  if (attempts.length === 0) {
    return <EmptyState title={t('sign-ins.none', 'Nobody has tried to sign in lately.')} icon="signIn" />
  }
  return (
    <ul className="cb-list auth-attempts">
      {attempts.map((attempt, place) => (
        <li key={`${attempt.at} ${place}`}>
          <AttemptRow attempt={attempt} />
        </li>
      ))}
    </ul>
  )
}

function AttemptRow({ attempt }: { attempt: Attempt }) {
  const t = useText()
  const { outcome, provider, userEntityRef, profile, error } = attempt
  const name = profile.displayName ?? profile.email
  return (
    <details className="auth-attempt">
      <summary>
        <Icon name="next" />
        {outcome === 'signed-in' ? (
          <Tag tone="good">{t('sign-ins.signed-in', 'Signed in')}</Tag>
        ) : (
          <Tag tone="bad">{t('sign-ins.refused', 'Refused')}</Tag>
        )}
        <span className="auth-attempt-who">
          {name ?? userEntityRef ?? t('sign-ins.unknown', 'Somebody unknown')}
          <span className="cb-muted">{` · ${provider} · `}</span>
          <span className="cb-muted">
            <Since at={attempt.at} />
          </span>
        </span>
      </summary>
      <div className="auth-attempt-more">
        {error !== undefined && <p className="auth-form-error">{error}</p>}
        {userEntityRef !== undefined && (
          <p>
            {t('sign-ins.as', 'Came in as')} <EntityLink entityRef={userEntityRef} />
          </p>
        )}
        <Steps steps={attempt.steps} />
        <Claims claims={attempt.claims} />
      </div>
    </details>
  )
}

function Steps({ steps }: { steps: Attempt['steps'] }) {
  const t = useText()
  if (steps.length === 0) return <p className="cb-muted">{t('sign-ins.no-steps', 'No rule was tried.')}</p>
  return (
    <>
      <h2>{t('sign-ins.steps', 'Rules, in their order')}</h2>
      <ol className="auth-steps">
        {steps.map(({ resolver, outcome, reason }, place) => (
          <li key={place}>
            <p>
              <code>{resolver}</code>{' '}
              {outcome === 'matched' && <Tag tone="good">{t('sign-ins.matched', 'Matched')}</Tag>}
              {outcome === 'no-match' && <Tag>{t('sign-ins.no-match', 'No match')}</Tag>}
              {outcome === 'failed' && <Tag tone="bad">{t('sign-ins.failed', 'Failed')}</Tag>}
            </p>
            <p className="cb-muted">{reason}</p>
          </li>
        ))}
      </ol>
    </>
  )
}

function Claims({ claims }: { claims: Attempt['claims'] }) {
  const t = useText()
  const facts = Object.entries(claims).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  )
  if (facts.length === 0) return <p className="cb-muted">{t('sign-ins.no-claims', 'The provider told nothing.')}</p>
  return (
    <>
      <h2>{t('sign-ins.claims', 'What the provider told')}</h2>
      <Facts facts={facts} />
    </>
  )
}
