import { errors } from './errors.ts'
import { parseHttpUrl } from './http-client.ts'

/** What {@link resolveRelative} resolves. */
export interface ResolveOptions {
  /** Absolute, relative, or from the repository's root when it starts with `/`. */
  url: string
  /** The file that `url` was found in. */
  base: string
  /** 1-based; becomes the fragment. */
  lineNumber?: number
}

/** A file or folder in a repository, taken from a URL. Parts are decoded. */
export interface RepoPath {
  owner: string
  name: string
  /** Branch, tag or commit; undefined when the URL names none: the default branch. */
  ref?: string
  /** Without slashes at its ends; empty for the root. */
  path: string
}

/**
 * Resolves as most hosts do (spec/platform.md 8.3): absolute addresses stay, a leading `/` starts at the
 * repository's root, anything else at the base's folder; the base's query is kept.
 *
 * @throws `url-reader/traversal` when the decoded path of the result still holds `.` or `..`.
 */
export function resolveRelative({ url, base, lineNumber }: ResolveOptions): string {
  if (URL.canParse(url)) return url
  const baseUrl = parseHttpUrl(base)
  const resolved = url.startsWith('/') ? new URL(baseUrl) : new URL(url, baseUrl)
  if (url.startsWith('/')) resolved.pathname = `${repositoryRoot(baseUrl.pathname)}${url}`
  resolved.search = baseUrl.search
  resolved.hash = lineNumber === undefined ? '' : `L${lineNumber}`
  assertNoTraversal(resolved)
  return resolved.href
}

/**
 * Refuses `.` and `..` that hide behind percent-encoding, however often encoded: some hosts decode twice.
 *
 * @throws `url-reader/traversal`
 */
export function assertNoTraversal(url: URL): void {
  let path = url.pathname + (url.searchParams.get('path') ?? '')
  for (let pass = 0; pass < 4; pass++) {
    if (/(^|[/\\])\.{1,2}([/\\]|$)/.test(path)) throw errors.traversal({ url: url.href })
    const decoded = decode(path)
    if (decoded === path) return
    path = decoded
  }
  throw errors.traversal({ url: url.href })
}

/** Decodes `%xx`; text that is not well encoded stays as it is. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Encodes each segment of a path. */
export const encodePath = (path: string) => path.split('/').map(encodeURIComponent).join('/')

/** The decoded segments of a URL's path, without empty ones. */
export const segmentsOf = (url: URL) => url.pathname.split('/').filter(Boolean).map(decode)

/** Whether a path holds glob characters. */
export const hasGlob = (path: string) => /[*?]/.test(path)

/** The folders before the first segment with a glob character: `docs/**`+`/a.md` → `docs`. */
export function staticPrefix(pattern: string): string {
  const segments = pattern.split('/')
  const first = segments.findIndex((segment) => /[*?[\]{}()!+@]/.test(segment))
  return segments.slice(0, first === -1 ? -1 : first).join('/')
}

// The path of a file page: owner and repository (groups may nest), perhaps `-`, then the word and the ref.
// Gitea says `src/branch/<ref>`, Bitbucket Server `browse` without a ref.
const filePage =
  /^(\/[^/]+(?:\/[^/]+)+?\/(?:-\/)?(?:blob|tree|raw|edit|src\/branch|src\/tag|src\/commit|src)\/[^/]+)(?:\/|$)|^(\/[^/]+(?:\/[^/]+)+?\/browse)(?:\/|$)/

function repositoryRoot(pathname: string): string {
  const match = filePage.exec(pathname)
  return match?.[1] ?? match?.[2] ?? ''
}
