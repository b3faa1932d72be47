import { type FormEvent, useId, useRef } from 'react'
import { useShellText } from '../text/use-text.tsx'

/** What the {@link PasswordForm} needs. */
export interface PasswordFormProps {
  /** Tells it from other ways to sign in; undefined where it is the only one. */
  title: string | undefined
  isFirst: boolean
  isBusy: boolean
  /** Resolves with whether the two fitted. */
  onLogin: (login: { username: string; password: string }) => Promise<boolean>
}

/** Asks for name and password. The browser's own password manager knows the fields. */
export function PasswordForm({ title, isFirst, isBusy, onLogin }: PasswordFormProps) {
  const t = useShellText()
  const id = useId()
  const password = useRef<HTMLInputElement>(null)

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (isBusy) return
    const form = new FormData(event.currentTarget)
    const fits = await onLogin({ username: String(form.get('username')), password: String(form.get('password')) })
    if (fits || !password.current) return
    password.current.value = ''
    password.current.focus()
  }

  return (
    <form className="cb-sign-in-form" aria-label={title} onSubmit={(event) => void submit(event)}>
      {title !== undefined && <h2>{title}</h2>}
      <label htmlFor={`${id}-name`}>{t('sign-in.username', 'User name')}</label>
      <input id={`${id}-name`} name="username" autoComplete="username" autoCapitalize="none" required maxLength={256} />
      <label htmlFor={`${id}-password`}>{t('sign-in.password', 'Password')}</label>
      <input
        ref={password}
        id={`${id}-password`}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        maxLength={1024}
      />
      <button
        type="submit"
        className={`cb-button ${isFirst ? 'cb-button-primary' : 'cb-button-plain'}`}
        aria-disabled={isBusy}
      >
        {t('sign-in.title', 'Sign in')}
      </button>
    </form>
  )
}
