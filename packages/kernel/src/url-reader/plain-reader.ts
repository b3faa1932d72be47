import type { AllowList } from './allow-list.ts'
import { errors } from './errors.ts'
import { type HttpClient, parseHttpUrl } from './http-client.ts'
import { checkReply, conditionalHeaders, readResultOf, searchByReading } from './read-result.ts'
import { assertNoTraversal, decode, hasGlob } from './scm-urls.ts'
import type { UrlReader } from './url-reader.ts'

/** Reads plain addresses that `backend.reading.allow` allows; each redirect must be allowed too. */
export function plainReader({ allow, http }: { allow: AllowList; http: HttpClient }): UrlReader {
  const reader: UrlReader = {
    async readUrl(url, options = {}) {
      assertNoTraversal(parseHttpUrl(url))
      const bearer: Record<string, string> = options.token ? { authorization: `Bearer ${options.token}` } : {}
      const reply = await http.send(
        { url, headers: { ...conditionalHeaders(options), ...bearer } },
        {
          ...(options.signal ? { signal: options.signal } : {}),
          trustOf(hop) {
            const trust = allow(hop)
            if (!trust) throw errors.notAllowed({ url, host: hop.host })
            return trust
          },
        },
      )
      return readResultOf(checkReply(reply, url), url)
    },
    async readTree(url) {
      throw errors.noTree({ url })
    },
    async search(url, options = {}) {
      if (hasGlob(decode(parseHttpUrl(url).pathname))) throw errors.noGlob({ url })
      return searchByReading(reader, url, options)
    },
  }
  return reader
}
