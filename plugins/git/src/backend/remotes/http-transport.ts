import type { Outgoing } from '@callboard/kernel'
import type { GitRemote } from '../../model/git.ts'
import { loadGit, storeOptions } from '../git-store.ts'
import { asRemoteError } from './as-remote-error.ts'
import { gitHttp } from './git-http.ts'
import type { Transport } from './transport.ts'

/** The ref that a commit has while it is pushed: git pushes refs, not commits. */
const pushedRef = 'refs/callboard/pushed'

/** Reaches a remote over HTTP. */
export function httpTransport(
  remote: GitRemote,
  { outgoing, signal }: { outgoing: Outgoing; signal: AbortSignal | undefined },
): Transport {
  const { url } = remote
  const http = gitHttp(outgoing, signal)
  // A copy for every call, because isomorphic-git adds to what it is given.
  const headers = () => ({ ...remote.headers })
  const attempt = async (branch: string | undefined, work: () => Promise<unknown>) => {
    try {
      await work()
    } catch (error) {
      signal?.throwIfAborted()
      throw asRemoteError(error, { remote, branch })
    }
  }
  return {
    shownUrl: url,
    fetch: (gitdir, branch) =>
      attempt(branch, async () => {
        const git = await loadGit()
        // Without commits in the remote this stays; otherwise the clone says which branch it is.
        await git.init({ ...storeOptions(gitdir), dir: gitdir, defaultBranch: branch ?? 'main' })
        const wanted = { singleBranch: true, depth: 1, noTags: true, noCheckout: true, ...(branch && { ref: branch }) }
        await git.clone({ ...storeOptions(gitdir), http, url, headers: headers(), dir: gitdir, ...wanted })
      }),
    push: (gitdir, { commit, branch, ref = `refs/heads/${branch}` }) =>
      attempt(branch, async () => {
        const git = await loadGit()
        await git.writeRef({ ...storeOptions(gitdir), ref: pushedRef, value: commit, force: true })
        await git.push({
          ...storeOptions(gitdir),
          ...{ http, url, headers: headers(), ref: pushedRef, remoteRef: ref, remote: 'origin' },
          // Else the config of the copy, which whoever wrote the content may have written, could name one.
          corsProxy: '',
          ...(signal && { signal }),
        })
      }),
  }
}
