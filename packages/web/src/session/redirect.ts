/** What is kept of a page while a provider's page stands in its place. */
interface Departure {
  providerId: string
  /** The page to come back to. */
  href: string
}

/** What a person comes back with. */
export type Return = { state: 'back'; providerId: string } | { state: 'failed'; message: string }

const key = 'callboard.sign-in-under-way'

/** Leaves for a provider's page, which leads back to the page that is open now. */
export function leaveForSignIn(browser: Window, providerId: string, startUrl: (redirectUrl: string) => string): void {
  const { href } = browser.location
  browser.sessionStorage.setItem(key, JSON.stringify({ providerId, href } satisfies Departure))
  browser.location.assign(startUrl(href))
}

/**
 * Finds out how a sign-in ended that began on this page, and takes its traces from the address.
 *
 * @returns Undefined when none began here. An `error` in the address counts only then: anybody can write one into a link.
 */
export function returnFromSignIn(browser: Window): Return | undefined {
  const departure = readDeparture(browser)
  if (!departure) return undefined
  const message = new URL(browser.location.href).searchParams.get('error')
  const page = URL.parse(departure.href)
  if (page?.origin === browser.location.origin) {
    browser.history.replaceState(browser.history.state, '', page.pathname + page.search + page.hash)
  }
  return message === null ? { state: 'back', providerId: departure.providerId } : { state: 'failed', message }
}

function readDeparture(browser: Window): Departure | undefined {
  try {
    const text = browser.sessionStorage.getItem(key)
    browser.sessionStorage.removeItem(key)
    // Only this module writes it.
    return text === null ? undefined : (JSON.parse(text) as Departure)
  } catch {
    // Storage is switched off: nothing began here.
    return undefined
  }
}
