/** What travels through the provider and back (spec/platform.md 5.2). Nothing of it is believed before its nonce is. */
export interface SignInState {
  nonce: string
  env: string
  origin?: string
  redirectUrl?: string
  flow?: 'popup' | 'redirect'
  scope?: string
}

/** The hex of a URL-encoded form. */
export function encodeState(state: SignInState): string {
  const given = Object.entries(state).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return Buffer.from(new URLSearchParams(given).toString()).toString('hex')
}

/** What can be read of a state, whoever wrote it. */
export function decodeState(text: string | null): Partial<SignInState> {
  const form = new URLSearchParams(text && /^[0-9a-f]+$/i.test(text) ? Buffer.from(text, 'hex').toString() : '')
  const field = (name: 'nonce' | 'env' | 'origin' | 'redirectUrl' | 'scope') => {
    const value = form.get(name)
    return value ? { [name]: value } : {}
  }
  const flow = form.get('flow')
  return {
    ...field('nonce'),
    ...field('env'),
    ...field('origin'),
    ...field('redirectUrl'),
    ...field('scope'),
    ...((flow === 'popup' || flow === 'redirect') && { flow }),
  }
}
