/** How a sign-in ended, as the popup tells the portal (spec/platform.md 5.2). */
export type PopupAnswer =
  // Read by tests, each of whose looks is an expectation.
  // biome-ignore lint/suspicious/noExplicitAny: any JSON.
  { response: any; error?: undefined } | { response?: undefined; error: { name: string; message: string } }

/** A browser that signs in: it keeps cookies and follows redirects, and shows nothing. */
export interface SignInBrowser {
  /** Opens a provider's page and follows it to the end. */
  signIn(provider: string, options?: { scope?: string }): Promise<PopupAnswer>
  /** The same in steps: where the provider sends the browser back to, which has not gone there yet. */
  reachCallback(provider: string, options?: { scope?: string }): Promise<string>
  /** Goes to the callback. */
  finish(callback: string): Promise<PopupAnswer>
  /** Renews the session, as the web app does. */
  refresh(provider: string, options?: { scope?: string }): Promise<Response>
  /** By name. */
  cookies: Map<string, string>
}

/** @param portalUrl - Without a trailing slash. */
export function signInBrowser(portalUrl: string): SignInBrowser {
  const cookies = new Map<string, string>()
  const visit = async (url: string, headers: Record<string, string> = {}) => {
    const isPortal = url.startsWith(`${portalUrl}/`)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const reply = await fetch(url, {
      redirect: 'manual',
      headers: { ...headers, ...(isPortal && cookie && { cookie }) },
    })
    for (const line of isPortal ? reply.headers.getSetCookie() : []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/; Max-Age=0(;|$)/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return reply
  }
  const query = (scope = '') => new URLSearchParams({ env: 'development', ...(scope && { scope }) })
  const locationOf = async (reply: Response) => {
    const location = reply.headers.get('location')
    if (reply.status !== 302 || !location) throw new Error(`No redirect, but ${reply.status}: ${await reply.text()}`)
    return location
  }
  const browser: SignInBrowser = {
    cookies,
    async reachCallback(provider, { scope } = {}) {
      const providerPage = await locationOf(await visit(`${portalUrl}/api/auth/${provider}/start?${query(scope)}`))
      return locationOf(await visit(providerPage))
    },
    async finish(callback) {
      const reply = await visit(callback)
      const page = await reply.text()
      const message = /data-message="([^"]*)"/.exec(page)?.[1]
      if (message === undefined) throw new Error(`No answer in the page, but ${reply.status}: ${page}`)
      return JSON.parse(decodeURIComponent(message))
    },
    async signIn(provider, options) {
      return browser.finish(await browser.reachCallback(provider, options))
    },
    refresh: (provider, { scope } = {}) =>
      visit(`${portalUrl}/api/auth/${provider}/refresh?optional&${query(scope)}`, {
        'x-requested-with': 'XMLHttpRequest',
      }),
  }
  return browser
}
