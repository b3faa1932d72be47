import type { PushedFiles } from './pushed-files.ts'

/** What happened to a file or a repository at a source code host (spec/catalog.md 3.11). Addresses are those of pages. */
export type ScmEvent =
  | { type: 'location.created' | 'location.updated' | 'location.deleted'; url: string }
  | { type: 'location.moved'; fromUrl: string; toUrl: string }
  | { type: 'repository.created' | 'repository.updated' | 'repository.deleted'; url: string }
  | { type: 'repository.moved'; fromUrl: string; toUrl: string }

/**
 * The events of the files that a push changed, in every spelling under which somebody may have registered them: as they are
 * written, percent-encoded, and by `HEAD` on the default branch.
 *
 * @param addressesOf - The addresses of a file for a ref and a path, always in the same order.
 */
export function pushEvents(
  push: { branch: string; defaultBranch: string | null | undefined; files: PushedFiles },
  addressesOf: (ref: string, path: string) => string[],
): ScmEvent[] {
  const { branch, defaultBranch, files } = push
  const refs = [...new Set([branch, encodeURIComponent(branch), ...(branch === defaultBranch ? ['HEAD'] : [])])]
  const spellings = (path: string) =>
    refs.flatMap((ref) => [path, encodePath(path)].flatMap((spelling) => addressesOf(ref, spelling)))
  const moves = files.moved ?? []
  const isMoved = (path: string) => moves.some(({ from, to }) => path === from || path === to)
  const told = (type: 'location.created' | 'location.updated' | 'location.deleted', paths: string[]) =>
    paths
      .filter((path) => !isMoved(path))
      .flatMap((path) => [...new Set(spellings(path))].map((url) => ({ type, url })))
  return [
    ...told('location.created', files.added),
    ...told('location.updated', files.modified),
    ...told('location.deleted', files.removed),
    ...moves.flatMap(({ from, to }) => {
      const toUrls = spellings(to)
      // The same refs and words for both, so that what belongs together stands in the same place.
      return spellings(from).map((fromUrl, index) => ({
        type: 'location.moved' as const,
        fromUrl,
        toUrl: toUrls[index] ?? fromUrl,
      }))
    }),
  ]
}

/** A path or a pattern as part of a URL. */
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
