/** How one remote is reached. What these throw is declared in `model/errors.ts`, or comes from the portal's guarded client. */
export interface Transport {
  /** Brings the newest commit of a branch (default: the remote's own) into a new `.git` folder, as its HEAD. */
  fetch(gitdir: string, branch?: string): Promise<void>
  /**
   * Moves a branch of the remote to a commit that builds on it, or makes it. `ref` stands in for the branch, except in local
   * repositories, which have branches only.
   *
   * @throws `git/branch-moved` when the commit does not build on it.
   */
  push(gitdir: string, to: { commit: string; branch: string; ref?: string }): Promise<void>
  /** The remote in texts, without credentials. */
  readonly shownUrl: string
}
