import type { Trust } from './allow-list.ts'
import { errors } from './errors.ts'
import { type Call, type HttpClient, parseHttpUrl, type Reply, type SendOptions } from './http-client.ts'

/**
 * Requests of any kind to hosts that the operator has named, in `integrations` or in `backend.reading.allow`. The same
 * bounds as for reading hold: sizes, times, and no private address that was not named.
 */
export interface Outgoing {
  /** @throws `url-reader/not-allowed`, `url-reader/private-address`, or an Error that says why the host was not reached. */
  send(call: Call, options?: Omit<SendOptions, 'trustOf'>): Promise<Reply>
  /**
   * Whether an address may be reached by other means than HTTP: `ssh://git@host:2222/acme/shop`. Hosts that only a
   * wildcard allows may not, for nobody guards what their names resolve to.
   */
  allows(url: URL): boolean
}

/** @param trustOf - What the configuration says of an address; undefined when it does not name it. */
export const outgoing = (http: HttpClient, trustOf: (url: URL) => Trust | undefined): Outgoing => ({
  async send(call, options = {}) {
    parseHttpUrl(call.url)
    const shownUrl = options.shownUrl ?? call.url
    return http.send(call, {
      ...options,
      trustOf(hop) {
        const trust = trustOf(hop)
        if (!trust) throw errors.notAllowed({ url: shownUrl, host: hop.host })
        return trust
      },
    })
  },
  allows: (url) => trustOf(url) === 'trusted',
})
