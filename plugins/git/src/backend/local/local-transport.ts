import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { errors } from '../../model/errors.ts'
import { loadGit, openGitStore, storeOptions } from '../git-store.ts'
import type { Transport } from '../remotes/transport.ts'
import { type LocalRepository, moveBranch } from './local-repositories.ts'

/** Reaches a repository that this portal keeps, without the way over the network. */
export function localTransport(repository: LocalRepository, shownUrl: string): Transport {
  const { gitdir: kept, defaultBranch } = repository
  return {
    shownUrl,
    async fetch(gitdir, branch = defaultBranch) {
      const git = await loadGit()
      const store = await openGitStore(kept)
      const tip = await store.findCommit(`refs/heads/${branch}`)
      const isEmpty = (await git.listBranches(storeOptions(kept))).length === 0
      if (!tip && !isEmpty) throw errors.branchNotFound({ remote: shownUrl, branch })
      await git.init({ ...storeOptions(gitdir), dir: gitdir, defaultBranch: branch })
      await copyObjects(kept, gitdir)
      if (tip) await git.writeRef({ ...storeOptions(gitdir), ref: `refs/heads/${branch}`, value: tip, force: true })
    },
    async push(gitdir, { commit, branch }) {
      await moveBranch(kept, branch, async (tip) => {
        if (tip && tip !== commit && !(await buildsOn(gitdir, commit, tip)))
          throw errors.branchMoved({ remote: shownUrl, branch })
        await copyObjects(gitdir, kept)
        return commit
      })
    },
  }
}

// What is there stays: objects are named by their content.
const copyObjects = (from: string, to: string) =>
  cp(join(from, 'objects'), join(to, 'objects'), { recursive: true, force: false, verbatimSymlinks: true })

async function buildsOn(gitdir: string, commit: string, tip: string): Promise<boolean> {
  const git = await loadGit()
  return git.isDescendent({ ...storeOptions(gitdir), oid: commit, ancestor: tip, depth: -1 })
}
