import { readSignInReply, type SignedIn } from '../session/sign-in-reply.ts'

/** What came of signing in in a window of its own. */
export type PopupOutcome =
  | { state: 'signed-in'; signedIn: SignedIn }
  /** The browser lets no window open. */
  | { state: 'blocked' }
  /** The person closed it. */
  | { state: 'closed' }
  /** The portal is configured for another address than this page's. */
  | { state: 'elsewhere'; origin: string }
  | { state: 'failed'; error: Error }

/** What a popup is opened with. */
export interface PopupOptions {
  /** Where the provider's page begins, on this origin. */
  url: string
  /** The window of this page. */
  opener: Window
  /** Closes the popup when the person gives up. */
  signal: AbortSignal
}

const size = { width: 500, height: 740 }
const lookEveryMs = 300

/**
 * Opens a provider's page in a window of its own and waits for what it says (spec/platform.md 5.2). Only that window, and
 * only while it is at this origin again, is listened to: any other page may send what it likes.
 */
export function signInByPopup({ url, opener, signal }: PopupOptions): Promise<PopupOutcome> {
  const left = opener.screenX + Math.max(0, (opener.outerWidth - size.width) / 2)
  const top = opener.screenY + Math.max(0, (opener.outerHeight - size.height) / 2)
  const features = `popup,width=${size.width},height=${size.height},left=${left},top=${top}`
  const popup = opener.open(url, 'callboard-sign-in', features)
  if (!popup) return Promise.resolve({ state: 'blocked' })

  return new Promise((resolve) => {
    const end = (outcome: PopupOutcome) => {
      opener.removeEventListener('message', hear)
      opener.clearInterval(looking)
      popup.close()
      resolve(outcome)
    }
    const hear = (event: MessageEvent<unknown>) => {
      if (event.source !== popup || event.origin !== opener.location.origin) return
      const outcome = readMessage(event.data, opener.location.origin)
      if (outcome) end(outcome)
    }
    // A message that was sent before closing is heard before the next look.
    const looking = opener.setInterval(() => {
      if (popup.closed) end({ state: 'closed' })
    }, lookEveryMs)
    opener.addEventListener('message', hear)
    signal.addEventListener('abort', () => end({ state: 'closed' }), { once: true })
  })
}

/** What a message of the popup means; undefined while the end is still to come. */
function readMessage(data: unknown, origin: string): PopupOutcome | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  // Every field is checked, or shown as text.
  const { type, targetOrigin, response, error } = data as Record<string, unknown>
  if (type === 'config_info' && typeof targetOrigin === 'string' && targetOrigin !== origin) {
    return { state: 'elsewhere', origin: targetOrigin }
  }
  if (type !== 'authorization_response') return undefined
  if (error !== undefined) return { state: 'failed', error: new Error(messageOf(error)) }
  try {
    return { state: 'signed-in', signedIn: readSignInReply(response) }
  } catch (cause) {
    return { state: 'failed', error: cause instanceof Error ? cause : new Error(String(cause)) }
  }
}

function messageOf(error: unknown): string {
  const message: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : undefined
  return typeof message === 'string' ? message : ''
}
