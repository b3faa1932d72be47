import { Button, Modal, useAnnounce, useCall, useReadAgain, useText } from '@callboard/web'
import { type FormEvent, useId, useState } from 'react'
import { createToken } from '../model/routes.ts'
import { scopesOf } from './token-scopes.ts'

type Making = { state: 'asking'; error?: string } | { state: 'making' } | { state: 'made'; token: string }

const lifetimes = [7, 30, 90, 366] as const

/** Makes a token and shows its text, once. */
export function NewToken({ onClose }: { onClose: () => void }) {
  const t = useText()
  const call = useCall()
  const readAgain = useReadAgain()
  const [making, setMaking] = useState<Making>({ state: 'asking' })

  async function make(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const days = Number(form.get('days'))
    setMaking({ state: 'making' })
    try {
      const { token } = await call(createToken, {
        body: {
          name: String(form.get('name')).trim(),
          scopes: scopesOf({ access: String(form.get('access')), plugins: String(form.get('plugins')) }),
          ...(days > 0 && { expiresInDays: days }),
        },
      })
      setMaking({ state: 'made', token })
    } catch (error) {
      setMaking({ state: 'asking', error: error instanceof Error ? error.message : String(error) })
    }
  }

  function close() {
    onClose()
    void readAgain()
  }

  if (making.state === 'made') {
    return (
      <Modal title={t('new-token.made', 'Your new token')} onClose={close}>
        <MadeToken token={making.token} />
        <div className="cb-dialog-actions">
          <Button look="primary" onPress={close}>
            {t('new-token.done', 'I have kept it')}
          </Button>
        </div>
      </Modal>
    )
  }
  return (
    <Modal title={t('tokens.make', 'Make a token')} onClose={onClose}>
      <form className="auth-form" onSubmit={(event) => void make(event)}>
        <Fields />
        <div role="alert">
          {making.state === 'asking' && making.error !== undefined && (
            <p className="auth-form-error">
              {t('new-token.failed', 'No token was made: {reason}', { reason: making.error })}
            </p>
          )}
        </div>
        <div className="cb-dialog-actions">
          <Button onPress={onClose}>{t('new-token.cancel', 'Cancel')}</Button>
          <button type="submit" className="cb-button cb-button-primary" aria-disabled={making.state === 'making'}>
            {t('tokens.make', 'Make a token')}
          </button>
        </div>
      </form>
    </Modal>
  )
}

function Fields() {
  const t = useText()
  const id = useId()
  return (
    <>
      <label htmlFor={`${id}-name`}>{t('new-token.name', 'What it is for')}</label>
      <input id={`${id}-name`} name="name" required maxLength={100} pattern=".*\S.*" autoComplete="off" />
      <label htmlFor={`${id}-access`}>{t('new-token.access', 'What it may do')}</label>
      <select id={`${id}-access`} name="access" defaultValue="read">
        <option value="read">{t('new-token.read', 'Read what you may read')}</option>
        <option value="write">{t('new-token.write', 'Read, and change what you may change')}</option>
      </select>
      <label htmlFor={`${id}-plugins`}>{t('new-token.plugins', 'Only with these plugins')}</label>
      <input
        id={`${id}-plugins`}
        name="plugins"
        autoComplete="off"
        autoCapitalize="none"
        pattern="[a-z0-9\-]+([\s,]+[a-z0-9\-]+)*"
        aria-describedby={`${id}-plugins-hint`}
      />
      <p id={`${id}-plugins-hint`} className="cb-muted">
        {t('new-token.plugins.hint', 'Ids such as catalog, with spaces between. Empty: all of them.')}
      </p>
      <label htmlFor={`${id}-days`}>{t('new-token.days', 'How long it works')}</label>
      <select id={`${id}-days`} name="days" defaultValue={30}>
        {lifetimes.map((days) => (
          <option key={days} value={days}>
            {t('new-token.lifetime', '{days, number} days', { days })}
          </option>
        ))}
        <option value={0}>{t('new-token.lasting', 'Until you revoke it')}</option>
      </select>
    </>
  )
}

function MadeToken({ token }: { token: string }) {
  const t = useText()
  const id = useId()
  const announce = useAnnounce()

  async function copy() {
    try {
      await navigator.clipboard.writeText(token)
      announce(t('new-token.copied', 'The token is in your clipboard.'))
    } catch {
      // The browser keeps the clipboard to itself on plain http.
      announce(t('new-token.not-copied', 'Your browser does not allow it: select the token and copy it by hand.'))
    }
  }

  return (
    <>
      <p>{t('new-token.once', 'Keep it now in a safe place: it is shown this once, and nobody can look it up.')}</p>
      <div className="auth-token">
        <label htmlFor={id} className="cb-visually-hidden">
          {t('new-token.text', 'The token')}
        </label>
        <input id={id} readOnly value={token} onFocus={(event) => event.currentTarget.select()} />
        <Button icon="copy" onPress={() => void copy()}>
          {t('new-token.copy', 'Copy')}
        </Button>
      </div>
    </>
  )
}
