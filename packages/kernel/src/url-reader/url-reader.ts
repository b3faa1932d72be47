import type { Readable } from 'node:stream'

/** Options of {@link UrlReader.readUrl}. */
export interface ReadUrlOptions {
  /** From an earlier read; sent as `If-None-Match`. */
  etag?: string
  lastModifiedAfter?: Date
  signal?: AbortSignal
  /** Instead of the integration's own credentials. */
  token?: string
}

/** What a URL gave. */
export interface ReadUrlResult {
  buffer(): Promise<Buffer>
  stream(): Readable
  etag?: string
  lastModifiedAt?: Date
}

/** One file of a tree. */
export interface TreeFile {
  /** Relative to the tree's root, `/` as separator. */
  path: string
  content(): Promise<Buffer>
  /** POSIX mode bits, if known. */
  mode?: number
  lastModifiedAt?: Date
}

/** What a tree gave. */
export interface ReadTreeResult {
  files(): Promise<TreeFile[]>
  /**
   * The symbolic links of the tree, wherever they lead; nobody has checked that. Those that lead to a file of the tree are
   * among its files, too, as copies.
   */
  links(): Promise<{ path: string; target: string }[]>
  /** Writes the files below `targetDir` (default: a new temporary directory) and says where. */
  dir(options?: { targetDir?: string }): Promise<string>
  etag: string
}

/** What a search gave. */
export interface SearchResult {
  files: { url: string; content(): Promise<Buffer>; lastModifiedAt?: Date }[]
  etag: string
}

/**
 * Reads from URLs with the credentials of `integrations`, or plainly where `backend.reading.allow` says so
 * (spec/platform.md 8). Every address is checked against SSRF.
 *
 * All throw: NotModifiedError (304, the etag still holds), NotFoundError, NotAllowedError (host not allowed, or a
 * private address), and otherwise an Error that names URL and status.
 */
export interface UrlReader {
  readUrl(url: string, options?: ReadUrlOptions): Promise<ReadUrlResult>
  readTree(
    url: string,
    options?: ReadUrlOptions & { filter?(path: string, info: { size: number }): boolean },
  ): Promise<ReadTreeResult>
  /** Globs in the path find many; no glob is a single read, of which "not found" is `{ files: [], etag: '' }`. */
  search(url: string, options?: ReadUrlOptions): Promise<SearchResult>
}

/** What is known about the hosts in `integrations` (spec/platform.md 8.3, spec/catalog.md 2.2). */
export interface ScmIntegrations {
  /** The integration that owns the URL's host, if one does. */
  byUrl(url: string): ScmIntegration | undefined
  /** Resolves as the host does; generic rules for unknown hosts. @throws when the path holds `.` or `..` segments after decoding. */
  resolveUrl(options: { url: string; base: string; lineNumber?: number }): string
  /** The page on which the file can be edited; the same URL for unknown hosts. */
  resolveEditUrl(url: string): string
}

/** One configured host. */
export interface ScmIntegration {
  /** `github`, `gitlab`, `gitea`, … */
  type: string
  /** `github.com` */
  host: string
  /** Base of its REST API without a trailing slash. */
  apiBaseUrl: string
  /** `owner/repo` (or the group path and project) of a URL of this host; undefined when it names no repository. */
  repository(url: string): { owner: string; name: string } | undefined
  /** Headers with credentials for an API call about `url`; `token` stands in for the configured ones. */
  headers(url: string, token?: string): Promise<Record<string, string>>
  /** The same for git over HTTP, where hosts want tokens as passwords. */
  gitHeaders(url: string, token?: string): Promise<Record<string, string>>
  /** An armored PGP private key for commits there. */
  commitSigningKey?: string
  /** Gerrit only: where people look at changes, git clones from, and Gitiles shows files. No trailing slashes. */
  gerrit?: { baseUrl: string; cloneUrl: string; gitilesBaseUrl: string | undefined }
  /** GitHub only: the owners whose installations of its apps may be used; of one app, if its id is given. */
  listAppOwners?(appId?: string): Promise<string[]>
}
