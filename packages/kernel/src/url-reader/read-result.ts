import { errors } from './errors.ts'
import type { Reply } from './http-client.ts'
import type { ReadUrlOptions, ReadUrlResult, SearchResult, UrlReader } from './url-reader.ts'

/** The headers that make a read conditional. */
export const conditionalHeaders = ({ etag, lastModifiedAfter }: ReadUrlOptions): Record<string, string> => ({
  ...(etag ? { 'if-none-match': etag } : {}),
  ...(lastModifiedAfter ? { 'if-modified-since': lastModifiedAfter.toUTCString() } : {}),
})

/**
 * Passes a successful reply on, and turns any other into the error of {@link UrlReader}.
 *
 * @param failure - What the host knows of its own replies, see `Vendor.failure`.
 */
export function checkReply(reply: Reply, url: string, failure?: (reply: Reply) => string | undefined): Reply {
  const why = failure?.(reply)
  if (reply.status >= 200 && reply.status < 300 && why === undefined) return reply
  reply.discard()
  if (reply.status === 304) throw errors.notModified({ url })
  if (reply.status === 404) throw errors.notFound({ url })
  throw new Error(`${url} could not be read, its host answered ${reply.status}${why ? ` ${why}` : ''}.`)
}

/** What a caller gets of a reply. */
export function readResultOf(reply: Reply, url: string): ReadUrlResult {
  const modified = Date.parse(reply.headers['last-modified'] ?? '')
  let taken: 'buffer' | 'stream' | undefined
  let data: Promise<Buffer> | undefined
  const take = (as: 'buffer' | 'stream') => {
    if (taken && taken !== as) throw errors.usedTwice({ url })
    taken = as
  }
  return {
    async buffer() {
      take('buffer')
      data ??= reply.buffer()
      return data
    },
    stream() {
      take('stream')
      return reply.body
    },
    ...(reply.headers.etag ? { etag: reply.headers.etag } : {}),
    ...(Number.isNaN(modified) ? {} : { lastModifiedAt: new Date(modified) }),
  }
}

/** A search without a pattern: a single read, of which "not found" is nothing found. */
export async function searchByReading(reader: UrlReader, url: string, options: ReadUrlOptions): Promise<SearchResult> {
  try {
    const result = await reader.readUrl(url, options)
    const data = await result.buffer()
    const modified = result.lastModifiedAt ? { lastModifiedAt: result.lastModifiedAt } : {}
    return { files: [{ url, content: async () => data, ...modified }], etag: result.etag ?? '' }
  } catch (error) {
    if (errors.notFound.is(error)) return { files: [], etag: '' }
    throw error
  }
}
