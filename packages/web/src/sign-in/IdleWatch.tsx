import { useEffect, useState } from 'react'
import { giveSignOfLife, type IdleLimits, type Idleness, idlenessAfter, lastSignOfLife } from '../session/idleness.ts'
import { useSignOut } from '../session/use-session.ts'
import { useShellText } from '../text/use-text.tsx'
import { Button } from '../ui/Button.tsx'
import { Modal } from '../ui/Modal.tsx'

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const
const tickMs = 1_000

/** Signs out whoever does nothing for long, in all tabs; asks before. */
export function IdleWatch({ limits }: { limits: IdleLimits }) {
  const t = useShellText()
  const signOut = useSignOut()
  const idleness = useIdleness(limits)
  useEffect(() => {
    if (idleness.state === 'gone') void signOut('idle')
  }, [idleness.state, signOut])

  if (idleness.state !== 'asked') return null
  const stay = () => giveSignOfLife(Date.now())
  return (
    <Modal title={t('idle.title', 'Are you still there?')} onClose={stay}>
      <p role="timer">
        {t('idle.countdown', 'You will be signed out in {seconds, plural, one {# second} other {# seconds}}.', {
          seconds: idleness.secondsLeft,
        })}
      </p>
      <div className="cb-dialog-actions">
        <Button onPress={() => void signOut()}>{t('sign-out', 'Sign out')}</Button>
        <Button look="primary" onPress={stay}>
          {t('idle.stay', 'Stay signed in')}
        </Button>
      </div>
    </Modal>
  )
}

/** Looks at the clock every second. Timers of hidden tabs are slow, but what counts is the time, not the ticks. */
function useIdleness(limits: IdleLimits): Idleness {
  const [idleness, setIdleness] = useState<Idleness>({ state: 'here' })
  const isHere = idleness.state === 'here'

  useEffect(() => {
    const openedAt = Date.now()
    const look = () => {
      const next = idlenessAfter(Date.now() - (lastSignOfLife() ?? openedAt), limits)
      setIdleness((before) => (before.state === 'here' && next.state === 'here' ? before : next))
    }
    giveSignOfLife(openedAt)
    const timer = setInterval(look, tickMs)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [limits])

  useEffect(() => {
    // Once it is asked, only an answer counts.
    if (!isHere) return undefined
    let givenAt = 0
    const give = () => {
      const now = Date.now()
      if (now - givenAt < tickMs) return
      givenAt = now
      giveSignOfLife(now)
    }
    for (const sign of signs) window.addEventListener(sign, give, { passive: true, capture: true })
    return () => {
      for (const sign of signs) window.removeEventListener(sign, give, { capture: true })
    }
  }, [isHere])
  return idleness
}
