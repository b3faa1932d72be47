import type { Call, Reply } from './http-client.ts'
import type { ResolveOptions } from './scm-urls.ts'
import type { ScmIntegration } from './url-reader.ts'

/** One configured source code host: how its addresses become API calls. Reading itself is the same for all of them. */
export interface Vendor extends ScmIntegration {
  /** The decoded path inside the repository, without slashes at its ends; it may be a pattern. */
  pathOf(url: string): string
  /** The call that gives the bytes of one file. `token` stands in for the configured credentials. */
  fileCall(url: string, token?: string): Promise<Call>
  /** The newest commit of what the URL names. `folder` is the static part of its path. */
  readHead(url: string, folder: string, api: VendorApi): Promise<TreeHead>
  /** Whether patterns can be searched for. */
  readonly canSearch: boolean
  /** Why a reply is a failure though its status is not, or more words for one that is: `(rate limit exceeded)`. */
  failure?(reply: Reply): string | undefined
  resolveUrl(options: ResolveOptions): string
  resolveEditUrl(url: string): string
}

/**
 * The headers for git over HTTP, where a token goes as the password of a user that the host chose for it.
 *
 * @param headers - Those of an API call; basic credentials stay as they are.
 */
export function tokenAsPassword(headers: Record<string, string>, user: string): Record<string, string> {
  const token = /^(?:bearer|token) (.+)$/i.exec(headers.authorization ?? '')?.[1]
  return token ? { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` } : headers
}

/** A tree at one commit. */
export interface TreeHead {
  /** Changes whenever the tree may have. */
  etag: string
  /** The call that gives an archive of at least the folder. */
  archive: ArchiveCall
  /** All files of the repository, unread; undefined when the host would not list all of them. */
  listFiles?(): Promise<{ path: string; call: Call }[] | undefined>
}

/** An archive to fetch, and what is in it. */
export interface ArchiveCall {
  call: Call
  format: 'tar.gz' | 'zip'
  /** The archive's first folder level that is no part of the tree: whatever its name, or only this one. */
  strip: 'first-folder' | { folder: string } | 'nothing'
  /** The folder that the archive starts at; empty when it starts at the repository's root. */
  startsAt: string
}

/** Asks the host's API on behalf of one read. */
export interface VendorApi {
  /** Instead of the configured credentials. */
  token: string | undefined
  /** Gives the reply of a successful call. @throws what reading throws, naming the URL the caller asked for. */
  send(call: Call): Promise<Reply>
  /** The body as JSON. Its shape is the host's documented one. */
  json<T>(call: Call): Promise<T>
}
