/** What a commit of a push webhook says. */
export interface PushedCommit {
  added?: string[]
  modified?: string[]
  removed?: string[]
}

/** What a push did to files in the end. */
export interface PushedFiles {
  added: string[]
  modified: string[]
  removed: string[]
}

/** Sums the commits of a push up, oldest first: what was added and then removed is neither. */
export function sumPushedFiles(commits: readonly PushedCommit[]): PushedFiles {
  const states = new Map<string, keyof PushedFiles | 'nothing'>()
  for (const commit of commits) {
    for (const path of commit.added ?? []) states.set(path, states.get(path) === 'removed' ? 'modified' : 'added')
    for (const path of commit.modified ?? []) states.set(path, states.get(path) === 'added' ? 'added' : 'modified')
    for (const path of commit.removed ?? []) states.set(path, states.get(path) === 'added' ? 'nothing' : 'removed')
  }
  const having = (wanted: string) => [...states].filter(([, state]) => state === wanted).map(([path]) => path)
  return { added: having('added'), modified: having('modified'), removed: having('removed') }
}

/**
 * The refresh keys of files in a branch, in every spelling under which somebody may have registered them: as they are written,
 * percent-encoded, and by `HEAD` on the default branch.
 *
 * @param addressesOf - The addresses of a file for a ref and a path.
 */
export function fileKeys(
  {
    branch,
    defaultBranch,
    paths,
  }: { branch: string; defaultBranch: string | null | undefined; paths: readonly string[] },
  addressesOf: (ref: string, path: string) => string[],
): string[] {
  const refs = new Set([branch, encodeURIComponent(branch), ...(branch === defaultBranch ? ['HEAD'] : [])])
  return paths.flatMap((path) =>
    [...refs].flatMap((ref) =>
      [...new Set([path, encodePath(path)])].flatMap((spelling) =>
        addressesOf(ref, spelling).map((url) => `url:${url}`),
      ),
    ),
  )
}

/** A path or a pattern as part of a URL. */
export const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')
