/** A place in a repository that this portal keeps. */
export interface LocalAddress {
  owner: string
  name: string
  /** A branch or a commit; absent: the default branch. */
  ref?: string
  /** Without slashes at its ends; empty for the root. */
  path: string
}

/** Where the pages of the portal's own repositories are, below its address. */
export const localPages = '/git'
/** Where git clones them from, below its address. */
export const localClones = '/api/git/clone'

/** What owners and repositories may be called. */
export const localNamePattern = '^[a-z0-9](?:[a-z0-9._-]{0,60}[a-z0-9])?$'

/** The page of a file or folder: `/git/platform/claims/blob/main/claims`. */
export const localPagePath = ({ owner, name, ref, path }: LocalAddress): string =>
  [localPages, owner, name, ...(ref === undefined ? [] : ['blob', encodeURIComponent(ref), ...encoded(path)])].join('/')

/** The address that git clones from. */
export const localClonePath = ({ owner, name }: Pick<LocalAddress, 'owner' | 'name'>): string =>
  `${localClones}/${owner}/${name}.git`

/**
 * Reads the path of a page or of a clone address.
 *
 * @returns undefined when it is neither, or would leave the repository.
 */
export function parseLocalPath(pathname: string): LocalAddress | undefined {
  const clone = /^\/api\/git\/clone\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(pathname)
  if (clone) return addressOf(clone[1], clone[2], undefined, '')
  const page = /^\/git\/([^/]+)\/([^/]+?)(?:\.git)?(?:\/blob\/([^/]+)(?:\/(.*))?)?\/?$/.exec(pathname)
  return page ? addressOf(page[1], page[2], page[3], page[4] ?? '') : undefined
}

function addressOf(owner = '', name = '', ref: string | undefined, path: string): LocalAddress | undefined {
  const isName = new RegExp(localNamePattern)
  const segments = path.split('/').filter(Boolean).map(decoded)
  if (!isName.test(owner) || !isName.test(name) || segments.some((one) => one === '.' || one === '..')) return undefined
  return { owner, name, ...(ref !== undefined && { ref: decoded(ref) }), path: segments.join('/') }
}

const encoded = (path: string) => path.split('/').filter(Boolean).map(encodeURIComponent)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
