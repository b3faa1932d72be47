import { service } from '@callboard/model'

/** Who a commit is by. */
export interface GitAuthor {
  name: string
  email: string
}

/** A repository elsewhere: `https://…`, `http://…`, `ssh://…` or `git@host:…`; or one on this machine, by its address. */
export interface GitRemote {
  url: string
  /** What calls to it carry: `{ authorization: 'Basic …' }`. Never logged. */
  headers?: Record<string, string>
  /** For remotes reached by SSH. */
  ssh?: {
    /** In OpenSSH's or PEM format, without a passphrase. Never logged. */
    privateKey: string
    /** The host's lines, as `ssh-keyscan` prints them: no other host is trusted. */
    knownHosts: string
  }
}

/** A file as git keeps it. */
export interface GitFile {
  /** From the folder, with `/`. */
  path: string
  /** `100755` for a program, `120000` for a symbolic link. */
  mode: '100644' | '100755' | '120000'
}

interface Commit {
  message: string
  author: GitAuthor
  /** An armored PGP private key; the commit is signed with it. */
  signingKey?: string
}

/**
 * Git as actions need it. Executable bits and symbolic links survive; folders named `.git` in the content are ignored.
 * A push that fails for another reason than missing rights is repeated up to 5 times.
 * What these throw names the remote without credentials and says what it answered.
 */
export interface Git {
  /**
   * Pushes the content of a folder as the first commit of a new history. What its `.gitignore` files name is left out.
   *
   * @throws `git/branch-moved` when the branch has commits already, unless it is this very one: then its hash is given.
   */
  publish(
    options: Commit & { folder: string; remote: GitRemote; branch: string; signal?: AbortSignal },
  ): Promise<{ commitHash: string }>
  /**
   * The files that `publish` would push, by path: for hosts that take files otherwise. Links are not followed, folders named
   * `.git` and what `.gitignore` files name are left out.
   */
  listFiles(folder: string): Promise<GitFile[]>
  /**
   * Copies a repository's branch (default: its own default) into a folder that is empty or missing, with the newest commit of
   * its history.
   *
   * @returns No hash when the repository has no commit yet; `commitAndPush` then makes the first one.
   */
  clone(options: {
    remote: GitRemote
    folder: string
    branch?: string
    signal?: AbortSignal
  }): Promise<{ commitHash?: string; branch: string }>
  /**
   * Lays the content of a folder over a clone. Modes and symbolic links are kept.
   *
   * @param options.targetPath - The folder of the clone that it goes to. Default: its root.
   * @param options.filesToDelete - Below `targetPath`; they win over files of the content.
   * @throws `scaffolder/path-escapes` for a path out of the clone, also through a symbolic link of the repository.
   */
  copyInto(options: {
    content: string
    clone: string
    targetPath?: string
    filesToDelete?: readonly string[]
  }): Promise<void>
  /**
   * Commits all changes of a cloned folder to a branch, which is made when it is not there, and pushes it. The copy is on that
   * branch afterwards.
   *
   * @returns undefined when there is nothing to commit.
   * @throws `git/branch-moved` when the branch has commits that the copy does not, unless it is this very one: then its hash
   *   is given.
   */
  commitAndPush(
    options: Commit & {
      folder: string
      remote: GitRemote
      branch: string
      /** Where it is pushed to instead of the branch: `refs/for/main`, where Gerrit takes changes for review. Not for local ones. */
      ref?: string
      signal?: AbortSignal
    },
  ): Promise<{ commitHash: string } | undefined>
}

/** `use: { git }`. */
export const git = service<Git>('git.git', 'Clones, commits and pushes, for scaffolder actions.')
