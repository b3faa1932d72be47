import { Readable } from 'node:stream'
import { extensionPoint } from '@callboard/model'
import { type UnpackedFile, writeFiles } from './archive.ts'
import { errors } from './errors.ts'
import { parseHttpUrl } from './http-client.ts'
import { searchByReading } from './read-result.ts'
import { assertNoTraversal, decode, hasGlob } from './scm-urls.ts'
import type { ReadTreeResult, ScmIntegration, UrlReader } from './url-reader.ts'

/** A source code host that a plugin brings along, beside those in `integrations`. Addresses resolve by the generic rules. */
export interface OwnScmHost {
  integration: ScmIntegration
  /** One file; undefined when there is none. The etag changes when the file does. */
  readFile(url: string): Promise<{ etag: string; content(): Promise<Buffer> } | undefined>
  /** A folder; undefined when there is none. The etag changes when anything in it does. */
  readTree(url: string): Promise<OwnTree | undefined>
}

/** A folder on such a host. */
export interface OwnTree extends Pick<ReadTreeResult, 'etag' | 'links'> {
  /** With copies of what links of the tree lead to. */
  files(): Promise<UnpackedFile[]>
}

/** Where plugins add them. */
export const scmHosts = extensionPoint<OwnScmHost>(
  'kernel.scm-hosts',
  'Source code hosts that plugins bring along: they are read like those in `integrations`.',
)

/** Reads from such a host by the rules of all reading. */
export function ownHostReader(host: OwnScmHost): UrlReader {
  const found = <T extends { etag: string }>(result: T | undefined, url: string, etag: string | undefined): T => {
    if (!result) throw errors.notFound({ url })
    if (result.etag === etag) throw errors.notModified({ url })
    return result
  }
  const reader: UrlReader = {
    async readUrl(url, { etag } = {}) {
      assertNoTraversal(parseHttpUrl(url))
      const file = found(await host.readFile(url), url, etag)
      return {
        etag: file.etag,
        buffer: () => file.content(),
        stream: () => Readable.from(contentOf(file)),
      }
    },
    async readTree(url, { etag, filter } = {}) {
      assertNoTraversal(parseHttpUrl(url))
      const tree = found(await host.readTree(url), url, etag)
      const files = async () =>
        (await tree.files()).filter(({ path, data }) => filter?.(path, { size: data.length }) ?? true)
      return {
        etag: tree.etag,
        links: () => tree.links(),
        files: async () => (await files()).map(({ data, ...file }) => ({ ...file, content: async () => data })),
        dir: async ({ targetDir } = {}) => writeFiles(await files(), targetDir),
      }
    },
    async search(url, options = {}) {
      if (hasGlob(decode(parseHttpUrl(url).pathname))) throw errors.noGlob({ url })
      return searchByReading(reader, url, options)
    },
  }
  return reader
}

async function* contentOf(file: { content(): Promise<Buffer> }): AsyncIterable<Buffer> {
  yield await file.content()
}
