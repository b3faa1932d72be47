import type { Static } from '@callboard/model'
import {
  Button,
  ConfirmDialog,
  EmptyState,
  Icon,
  Since,
  Tag,
  type Text,
  useAnnounce,
  useCall,
  useRead,
  useSend,
  useSignInOptions,
  useSignOut,
  useText,
} from '@callboard/web'
import { useState } from 'react'
import { endAllSessions, endSession, listSessions, type SignInSession } from '../model/routes.ts'
import { browserName } from './browser-name.ts'

type Session = Static<typeof SignInSession>

/** Every browser in which the person is signed in, with ways to end that. */
export function Sessions() {
  const t = useText()
  const { sessions } = useRead(listSessions)
  if (sessions.length === 0) {
    return (
      <EmptyState title={t('sessions.none', 'You have no session to end.')} icon="device">
        <p className="cb-muted">
          {t('sessions.none.why', 'Guests, and people whom a proxy signs in, come in anew every time.')}
        </p>
      </EmptyState>
    )
  }
  return (
    <>
      <ul className="cb-list auth-rows">
        {sessions.map((session) => (
          <li key={session.id}>
            <SessionRow session={session} />
          </li>
        ))}
      </ul>
      <EndAll />
    </>
  )
}

function SessionRow({ session }: { session: Session }) {
  const t = useText()
  const announce = useAnnounce()
  const { send, state } = useSend(endSession)
  const { data: options } = useSignInOptions()
  const name = sessionName(session, t)
  const provider = options?.find(({ id }) => id === session.provider)?.title ?? session.provider

  async function end() {
    try {
      await send({ params: { id: session.id } })
      announce(t('sessions.ended', 'You are signed out there: {name}.', { name }))
    } catch (error) {
      announce(t('sessions.not-ended', 'The session goes on: {reason}', { reason: reasonOf(error) }))
    }
  }

  return (
    <div className="auth-row">
      <Icon name="device" />
      <div>
        <p>
          {name} {session.isCurrent && <Tag tone="good">{t('sessions.current', 'This browser')}</Tag>}
        </p>
        <p className="cb-muted">
          {t('sessions.by', 'Signed in with {provider}', { provider })}
          {session.ip !== undefined && ` · ${session.ip}`}
          {' · '}
          {t('sessions.used', 'Last used')} <Since at={session.lastUsedAt} />
        </p>
      </div>
      {!session.isCurrent && (
        <Button
          onPress={() => void end()}
          disabledReason={state === 'sending' ? t('sessions.ending', 'Being ended.') : undefined}
        >
          {t('sessions.end', 'Sign out')} <span className="cb-visually-hidden">{name}</span>
        </Button>
      )}
    </div>
  )
}

function EndAll() {
  const t = useText()
  const announce = useAnnounce()
  const signOut = useSignOut()
  const call = useCall()
  const [isAsking, setAsking] = useState(false)

  async function endAll() {
    setAsking(false)
    try {
      // Nothing is read again: this session has ended, too.
      await call(endAllSessions)
      await signOut()
    } catch (error) {
      announce(t('sessions.not-ended', 'The session goes on: {reason}', { reason: reasonOf(error) }))
    }
  }

  return (
    <p className="auth-actions">
      <Button icon="signOut" onPress={() => setAsking(true)}>
        {t('sessions.end-all', 'Sign out everywhere')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          question={t(
            'sessions.end-all.question',
            'Sign out in every browser, in this one too? Personal access tokens go on working.',
          )}
          confirmLabel={t('sessions.end-all', 'Sign out everywhere')}
          onAnswer={(answer) => (answer === 'yes' ? void endAll() : setAsking(false))}
        />
      )}
    </p>
  )
}

function sessionName({ userAgent }: Session, t: Text): string {
  const { browser, system } = browserName(userAgent ?? '')
  if (browser !== undefined && system !== undefined) {
    return t('sessions.name', '{browser} on {system}', { browser, system })
  }
  return browser ?? system ?? t('sessions.unknown', 'An unknown browser')
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
