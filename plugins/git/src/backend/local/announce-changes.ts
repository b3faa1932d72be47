import type { EntityProvider, EntityProviderConnection } from '@callboard/plugin-catalog'
import { pushEvents } from '@callboard/plugin-catalog'
import { localPages } from '../../model/local-address.ts'
import { readCommit } from '../content/commits.ts'
import { openGitStore } from '../git-store.ts'
import { filesBelow } from './find-entry.ts'
import type { LocalRepository } from './local-repositories.ts'

/** A branch that has moved. */
export interface MovedBranch {
  branch: string
  /** Absent when the branch is new. */
  from?: string
  to: string
}

/** Tells the catalog what was pushed to repositories of this portal, as webhooks do for other hosts. */
export interface Announcer {
  /** Gives no entities itself: being a provider is how one reaches the catalog. */
  provider: EntityProvider
  announce(repository: LocalRepository, moved: MovedBranch): Promise<void>
}

/** @param externalUrl - Of the portal. */
export function announcer(externalUrl: string): Announcer {
  let connection: EntityProviderConnection | undefined
  return {
    provider: {
      name: 'git-local',
      async connect(to) {
        connection = to
      },
    },
    async announce({ gitdir, owner, name, defaultBranch }, { branch, from, to }) {
      const files = await changedFiles(gitdir, from, to)
      const repository = `${externalUrl}${localPages}/${owner}/${name}`
      const events = pushEvents({ branch, defaultBranch, files }, (ref, path) => [`${repository}/blob/${ref}/${path}`])
      if (events.length > 0) await connection?.followScm(events)
    },
  }
}

async function changedFiles(gitdir: string, from: string | undefined, to: string) {
  const store = await openGitStore(gitdir)
  const filesAt = async (commit: string | undefined) => {
    const files = commit ? await filesBelow(store, (await readCommit(gitdir, commit)).tree) : []
    return new Map(files.map(({ path, oid }) => [path, oid]))
  }
  const [before, after] = [await filesAt(from), await filesAt(to)]
  return {
    added: [...after.keys()].filter((path) => !before.has(path)),
    modified: [...after.keys()].filter((path) => before.has(path) && before.get(path) !== after.get(path)),
    removed: [...before.keys()].filter((path) => !after.has(path)),
  }
}
