import type { CoreServices, Credentials } from '@callboard/kernel'
import { errors } from '../../model/errors.ts'
import { localClonePath } from '../../model/local-address.ts'
import {
  type Content,
  cloneFile,
  listRepositories,
  mergeMergeRequest,
  readContent,
  readMergeRequest,
  readRepository,
} from '../../model/routes.ts'
import { textOf } from '../content/compare-trees.ts'
import { openGitStore } from '../git-store.ts'
import type { Announcer } from './announce-changes.ts'
import { findEntry } from './find-entry.ts'
import { findRef, type LocalRepositories, type LocalRepository, listBranches } from './local-repositories.ts'
import type { MergeRequests } from './merge-requests.ts'
import { serveClone } from './serve-clones.ts'

/** Serves the portal's own repositories: to the pages, and to git. */
export function serveRepositories(
  { http }: Pick<CoreServices, 'http'>,
  options: {
    repositories: LocalRepositories
    mergeRequests: MergeRequests
    announce: Announcer['announce']
    externalUrl: string
    /** Whether git may clone without credentials, which it has none of for this portal. */
    anonymousClone: boolean
  },
): void {
  const { repositories, mergeRequests, anonymousClone } = options
  const shown = ({ gitdir: _, ...repository }: LocalRepository) => ({
    ...repository,
    ...(anonymousClone && { cloneUrl: `${options.externalUrl}${localClonePath(repository)}` }),
  })
  http.serve(listRepositories, async () => (await repositories.list()).map(shown))
  http.serve(readRepository, async ({ params }) => {
    const repository = await repositories.get(params)
    return {
      ...shown(repository),
      branches: await listBranches(repository),
      mergeRequests: await mergeRequests.list(repository),
    }
  })
  http.serve(readContent, async ({ params, query }) => {
    const repository = await repositories.get(params)
    return contentAt(repository, query.ref ?? repository.defaultBranch, query.path ?? '')
  })
  http.serve(readMergeRequest, async ({ params }) => {
    const repository = await repositories.get(params)
    const request = await mergeRequests.get(repository, params.number)
    return { ...request, changes: await mergeRequests.changes(repository, request) }
  })
  http.serve(mergeMergeRequest, async ({ params, credentials }) => {
    const repository = await repositories.get(params)
    const merged = await mergeRequests.merge(repository, params.number, personOf(credentials))
    if (merged.merged) await options.announce(repository, { branch: merged.target, ...merged.merged })
    return merged
  })
  if (!anonymousClone) return
  http.serve(cloneFile, ({ params: { owner, repository, '*': path } }) =>
    serveClone(repositories, { owner, repository, path }),
  )
}

async function contentAt(repository: LocalRepository, ref: string, path: string): Promise<Content> {
  const { gitdir, owner, name } = repository
  const store = await openGitStore(gitdir)
  const commit = await findRef(store, ref)
  // A repository without a commit is an empty folder.
  if (!commit && ref === repository.defaultBranch && path === '') return { type: 'folder', entries: [] }
  const entry = commit && (await findEntry(store, commit, path))
  if (!entry) throw errors.noContent({ repository: `${owner}/${name}`, path: path || '/', ref })
  if (entry.type !== 'tree') return { type: 'file', ...optional('text', await textOf(store, entry.oid)) }
  const entries = await store.readTree(entry.oid)
  const readme = entries.find(({ path: at, type }) => type === 'blob' && /^readme(?:\.md)?$/i.test(at))
  return {
    type: 'folder',
    entries: entries
      .map(({ path: at, type, mode }) => ({ name: at, type: typeOf(type, mode) }))
      .sort((a, b) => Number(b.type === 'folder') - Number(a.type === 'folder')),
    ...optional('readme', readme && (await textOf(store, readme.oid))),
  }
}

function typeOf(type: 'blob' | 'tree' | 'commit', mode: string): 'folder' | 'submodule' | 'link' | 'file' {
  if (type === 'tree') return 'folder'
  if (type === 'commit') return 'submodule'
  return mode === '120000' ? 'link' : 'file'
}

const optional = <K extends string>(key: K, text: string | undefined) =>
  (text === undefined ? {} : { [key]: text }) as { [P in K]?: string }

/** Who a merge is by: people have no address here. */
function personOf({ principal }: Credentials) {
  if (principal.type !== 'user') return { name: 'Callboard', email: 'callboard@localhost' }
  const ref = principal.userEntityRef
  const name = ref.split('/').at(-1) ?? ref
  return { ref, name, email: `${name}@localhost` }
}
