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
  /** Files that were removed in one place and added in another, as far as the host tells. */
  moved?: { from: string; to: string }[]
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
