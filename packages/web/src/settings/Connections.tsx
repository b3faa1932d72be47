import { CallboardError } from '@callboard/model'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { webErrors } from '../data/wire-error.ts'
import type { SignInOption, SignInServer } from '../session/sign-in-server.ts'
import { useSignInOptions } from '../session/use-session.ts'
import { usePortal } from '../shell/portal.tsx'
import { signInByPopup } from '../sign-in/popup.ts'
import { useShellText } from '../text/use-text.tsx'
import { Button } from '../ui/Button.tsx'
import { Card } from '../ui/Card.tsx'
import { Tag } from '../ui/Tag.tsx'
import { useAnnounce } from '../ui/Toasts.tsx'

/** Providers that say nothing of who people are, but let the portal act for them; nothing where there are none. */
export function Connections() {
  const t = useShellText()
  const { data: options = [] } = useSignInOptions()
  const others = options.filter(({ signsIn, type }) => !signsIn && type === 'redirect')
  if (others.length === 0) return null
  return (
    <Card title={t('connections.title', 'Connected accounts')}>
      <p className="cb-muted">
        {t('connections.what', 'With these the portal may act in your name, as far as you allow it there.')}
      </p>
      <ul className="cb-list">
        {others.map((option) => (
          <li key={option.id}>
            <Connection option={option} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Connection({ option: { id, title } }: { option: SignInOption }) {
  const t = useShellText()
  const { signIn } = usePortal()
  const announce = useAnnounce()
  const [isBusy, setBusy] = useState(false)
  const { data: isConnected, refetch } = useQuery({
    queryKey: ['', 'connection', id],
    queryFn: () => isConnectedTo(signIn, id),
  })

  async function connect() {
    const url = signIn.startUrl(id, { scope: '', origin: location.origin, flow: 'popup' })
    const outcome = await signInByPopup({ url, opener: window, signal: new AbortController().signal })
    if (outcome.state === 'blocked') {
      throw new Error(t('sign-in.blocked', 'Your browser did not open the window of {title}.', { title }))
    }
    // Of these providers an answer without an identity is the right one.
    if (outcome.state === 'failed' && !webErrors.noIdentity.is(outcome.error)) throw outcome.error
  }

  async function change(work: () => Promise<unknown>) {
    setBusy(true)
    try {
      await work()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      announce(t('connections.failed', '{title}: {reason}', { title, reason }))
    }
    setBusy(false)
    await refetch()
  }

  const disabledReason = isBusy ? t('action.running', 'Under way.') : undefined
  return (
    <div className="cb-connection">
      <span>
        {title} {isConnected && <Tag tone="good">{t('connections.connected', 'Connected')}</Tag>}
      </span>
      {isConnected === true && (
        <Button onPress={() => void change(() => signIn.logout(id))} disabledReason={disabledReason}>
          {t('connections.disconnect', 'Disconnect')} <span className="cb-visually-hidden">{title}</span>
        </Button>
      )}
      {isConnected === false && (
        <Button onPress={() => void change(connect)} disabledReason={disabledReason}>
          {t('connections.connect', 'Connect')} <span className="cb-visually-hidden">{title}</span>
        </Button>
      )}
    </div>
  )
}

async function isConnectedTo(signIn: SignInServer, providerId: string): Promise<boolean> {
  try {
    await signIn.refresh(providerId)
    return true
  } catch (error) {
    if (webErrors.noIdentity.is(error)) return true
    if (error instanceof CallboardError && error.statusCode === 401) return false
    throw error
  }
}
