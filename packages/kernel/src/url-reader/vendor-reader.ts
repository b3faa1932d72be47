import type { Minimatch } from 'minimatch'
import type { Trust } from './allow-list.ts'
import { type Unpacked, unpack, writeFiles } from './archive.ts'
import { errors } from './errors.ts'
import type { Call, HttpClient, Reply } from './http-client.ts'
import { checkReply, conditionalHeaders, readResultOf, searchByReading } from './read-result.ts'
import { encodePath, hasGlob, staticPrefix } from './scm-urls.ts'
import type { ReadUrlOptions, SearchResult, UrlReader } from './url-reader.ts'
import type { ArchiveCall, Vendor, VendorApi } from './vendor.ts'

/** Reads from one source code host. */
export function vendorReader(options: {
  vendor: Vendor
  http: HttpClient
  /** Trust of addresses that the host redirects to. */
  trustOf(url: URL): Trust | undefined
}): UrlReader {
  const { vendor, http } = options

  const send = (call: Call, shownUrl: string, signal?: AbortSignal) => {
    const { origin } = new URL(call.url)
    return http.send(call, {
      shownUrl,
      ...(signal ? { signal } : {}),
      // The API of a configured host is where the operator said; where it redirects to is not.
      trustOf: (url) => (url.origin === origin ? 'trusted' : (options.trustOf(url) ?? 'guarded')),
    })
  }
  const checked = async (call: Call, shownUrl: string, signal?: AbortSignal) =>
    checkReply(await send(call, shownUrl, signal), shownUrl, vendor.failure)
  const apiFor = (url: string, { token, signal }: ReadUrlOptions): VendorApi => ({
    token,
    send: (call) => checked(call, url, signal),
    json: async (call) => parseJson(await checked(call, url, signal), url),
  })

  const reader: UrlReader = {
    async readUrl(url, read = {}) {
      const call = await vendor.fileCall(url, read.token)
      const headers = { ...call.headers, ...conditionalHeaders(read) }
      return readResultOf(await checked({ ...call, headers }, url, read.signal), url)
    },

    async readTree(url, read = {}) {
      const folder = vendor.pathOf(url)
      const head = await vendor.readHead(url, folder, apiFor(url, read))
      if (head.etag === read.etag) throw errors.notModified({ url })
      const fetchFiles = async () => {
        const reply = await checked(head.archive.call, url, read.signal)
        const filter = read.filter
        return unpack(reply.body, { ...unpackOptions(head.archive, url), folder, ...(filter ? { filter } : {}) })
      }
      let fetched: Promise<Unpacked> | undefined
      const unpacked = () => {
        fetched ??= fetchFiles()
        return fetched
      }
      return {
        etag: head.etag,
        files: async () =>
          (await unpacked()).files.map(({ data, ...file }) => ({ ...file, content: async () => data })),
        links: async () => (await unpacked()).links,
        dir: async ({ targetDir } = {}) => writeFiles((await unpacked()).files, targetDir),
      }
    },

    async search(url, read = {}) {
      const pattern = vendor.pathOf(url)
      if (!hasGlob(pattern)) return searchByReading(reader, url, read)
      if (!vendor.canSearch) throw errors.noGlob({ url })
      const head = await vendor.readHead(url, staticPrefix(pattern), apiFor(url, read))
      if (head.etag === read.etag) throw errors.notModified({ url })
      const { Minimatch } = await import('minimatch')
      // A path is no comment and no negation, whatever its first character.
      const matcher = new Minimatch(pattern, { nocomment: true, nonegate: true })
      const listed = await head.listFiles?.()
      const files = listed
        ? listed
            .filter(({ path }) => matcher.match(path))
            .map(({ path, call }) => ({
              path,
              content: async () => (await checked(call, url, read.signal)).buffer(),
            }))
        : await searchArchive(head.archive, matcher, url, read)
      return { etag: head.etag, files: files.map(({ path, ...file }) => ({ ...file, url: urlOf(path, url) })) }
    },
  }

  const searchArchive = async (archive: ArchiveCall, matcher: Minimatch, url: string, read: ReadUrlOptions) => {
    const reply = await checked(archive.call, url, read.signal)
    const filter = (path: string) => matcher.match(path)
    const { files } = await unpack(reply.body, { ...unpackOptions(archive, url), folder: '', filter })
    return files.map(({ path, data, lastModifiedAt }) => ({
      path,
      content: async () => data,
      ...(lastModifiedAt ? { lastModifiedAt } : {}),
    })) satisfies (Omit<SearchResult['files'][number], 'url'> & { path: string })[]
  }
  const unpackOptions = ({ format, strip, startsAt }: ArchiveCall, shownUrl: string) => ({
    format,
    strip,
    startsAt,
    shownUrl,
    // Text packs about four to one: what may be fetched may also be unpacked.
    maxBytes: http.maxBodyBytes * 4,
  })
  const urlOf = (path: string, base: string) => vendor.resolveUrl({ url: `/${encodePath(path)}`, base })
  return reader
}

async function parseJson<T>(reply: Reply, shownUrl: string): Promise<T> {
  const text = (await reply.buffer()).toString()
  try {
    // The host's documented shape; each caller names the part it uses.
    return JSON.parse(text) as T
  } catch (cause) {
    throw new Error(`The API of the host answered ${shownUrl} with something that is not JSON.`, { cause })
  }
}
