import { webErrors } from '../data/wire-error.ts'
import { usePortal } from '../shell/portal.tsx'
import { signInByPopup } from '../sign-in/popup.ts'
import { useShellText } from '../text/use-text.tsx'

/** Tokens by which the portal may act for the person at another service. */
export interface ProviderTokens {
  /** The token that a provider gives without asking anybody; undefined when the person has not agreed to these scopes. */
  find(providerId: string, scopes: readonly string[]): Promise<string | undefined>
  /** Asks the person in a window of the provider; call it when they press something. Rejects when they do not agree. */
  ask(provider: { id: string; title: string }, scopes: readonly string[]): Promise<string>
}

/** The ways to get a provider's token for the person. */
export function useProviderTokens(): ProviderTokens {
  const t = useShellText()
  const { signIn } = usePortal()
  const find = (providerId: string, scopes: readonly string[]) => signIn.providerToken(providerId, scopes.join(' '))
  return {
    find,
    async ask({ id, title }, scopes) {
      const url = signIn.startUrl(id, { scope: scopes.join(' '), origin: location.origin, flow: 'popup' })
      const outcome = await signInByPopup({ url, opener: window, signal: new AbortController().signal })
      if (outcome.state === 'blocked') {
        throw new Error(t('sign-in.blocked', 'Your browser did not open the window of {title}.', { title }))
      }
      // Of providers that sign nobody in, an answer without an identity is the right one.
      if (outcome.state === 'failed' && !webErrors.noIdentity.is(outcome.error)) throw outcome.error
      const token = await find(id, scopes)
      if (token === undefined)
        throw new Error(t('provider.no-token', '{title} did not give the access that was asked for.', { title }))
      return token
    },
  }
}
