import { posix } from 'node:path'
import { inParallel, type OwnScmHost } from '@callboard/kernel'
import { parseLocalPath } from '../../model/local-address.ts'
import { type GitStore, openGitStore } from '../git-store.ts'
import { type FoundEntry, type FoundFile, filesBelow, findEntry } from './find-entry.ts'
import { findRef, type LocalRepositories } from './local-repositories.ts'

/** The type of the integration: `repoUrl`s of its host name an owner and a repository. */
export const localType = 'local'

/**
 * Lets the portal read its own repositories by the addresses of their pages, as it reads those on other hosts.
 *
 * @param externalUrl - Of the portal.
 */
export function localHost(repositories: LocalRepositories, externalUrl: string): OwnScmHost {
  const { host } = new URL(externalUrl)
  return {
    integration: {
      type: localType,
      host,
      apiBaseUrl: `${externalUrl}/api/git`,
      repository: (url) => {
        const address = parseLocalPath(new URL(url).pathname)
        return address && { owner: address.owner, name: address.name }
      },
      // Nobody has to sign in to the portal's own disk.
      headers: async () => ({}),
      gitHeaders: async () => ({}),
    },
    async readFile(url) {
      const found = await locate(repositories, url)
      if (found?.entry.type !== 'blob') return undefined
      const { store, entry } = found
      return { etag: entry.oid, content: async () => Buffer.from(await store.readBlob(entry.oid)) }
    },
    async readTree(url) {
      const found = await locate(repositories, url)
      if (found?.entry.type !== 'tree') return undefined
      const { store, entry } = found
      const all = await filesBelow(store, entry.oid)
      const read = async ({ path, mode, oid }: FoundFile) => {
        const data = Buffer.from(await store.readBlob(oid))
        return { path, data, ...(mode === '100755' ? { mode: 0o755 } : { mode: 0o644 }) }
      }
      const targets = async () =>
        inParallel(all.filter(isLink), async ({ path, oid }) => ({
          path,
          target: Buffer.from(await store.readBlob(oid)).toString(),
        }))
      return {
        etag: entry.oid,
        links: targets,
        files: async () => inParallel([...all.filter((file) => !isLink(file)), ...copies(all, await targets())], read),
      }
    },
  }
}

async function locate(
  repositories: LocalRepositories,
  url: string,
): Promise<{ store: GitStore; entry: FoundEntry } | undefined> {
  const address = parseLocalPath(new URL(url).pathname)
  const repository = address && (await repositories.find(address))
  if (!repository) return undefined
  const store = await openGitStore(repository.gitdir)
  const commit = await findRef(store, address.ref ?? repository.defaultBranch)
  const entry = commit && (await findEntry(store, commit, address.path))
  return entry ? { store, entry } : undefined
}

const isLink = ({ mode }: FoundFile) => mode === '120000'

/** Links that lead to a file of the tree, as that file. */
function copies(all: readonly FoundFile[], links: readonly { path: string; target: string }[]): FoundFile[] {
  const files = new Map(all.filter((file) => !isLink(file)).map((file) => [file.path, file]))
  return links.flatMap(({ path, target }) => {
    const file = files.get(posix.normalize(posix.join(posix.dirname(path), target)))
    return file ? [{ ...file, path }] : []
  })
}
