import { createHash } from 'node:crypto'

/** Files by path. */
export type Files = Record<string, string>

/** What a test may say of a repository. */
export interface RepositoryOptions {
  /** The default branch. Default `main`. */
  branch?: string
  topics?: string[]
  archived?: boolean
  fork?: boolean
  /** Whether a project has no repository. */
  isDisabled?: boolean
  /** Logins of people that it is shared with. */
  collaborators?: string[]
  visibility?: 'public' | 'internal' | 'private'
}

/** One commit, with the whole tree it stands for. */
export interface Commit {
  sha: string
  files: ReadonlyMap<string, string>
  added: string[]
  modified: string[]
  removed: string[]
  at: Date
}

/** A repository in memory. */
export interface Repository {
  readonly id: number
  owner: string
  name: string
  branch: string
  topics: string[]
  archived: boolean
  fork: boolean
  isDisabled: boolean
  collaborators: string[]
  visibility: 'public' | 'internal' | 'private'
  /** By branch, newest last. */
  branches: Map<string, Commit[]>
}

/** What a push changes. A file whose content is `undefined` is removed. */
export interface PushOptions {
  files: Record<string, string | undefined>
  /** Default: the default branch. */
  branch?: string
}

/** The repositories of one server. */
export interface Repositories {
  readonly all: Repository[]
  create(slug: string, files: Files, options?: RepositoryOptions): Repository
  /** Finds by `owner/name`, ignoring case. */
  find(slug: string): Repository | undefined
  get(slug: string): Repository
  push(slug: string, options: PushOptions): { repository: Repository; branch: string; commit: Commit; before: string }
  /** The commit of a branch, of a commit's id, or of `HEAD`. */
  commit(repository: Repository, ref: string | undefined): Commit | undefined
}

/** Makes an empty set of repositories. */
export function createRepositories(): Repositories {
  const all: Repository[] = []
  const find = (slug: string) => all.find(({ owner, name }) => `${owner}/${name}`.toLowerCase() === slug.toLowerCase())
  const get = (slug: string) => {
    const repository = find(slug)
    if (!repository) throw new Error(`The test has made no repository ${slug}.`)
    return repository
  }
  return {
    all,
    find,
    get,
    create(slug, files, options = {}) {
      const slash = slug.lastIndexOf('/')
      const branch = options.branch ?? 'main'
      const repository: Repository = {
        id: all.length + 1,
        owner: slug.slice(0, slash),
        name: slug.slice(slash + 1),
        branch,
        topics: options.topics ?? [],
        archived: options.archived ?? false,
        fork: options.fork ?? false,
        isDisabled: options.isDisabled ?? false,
        collaborators: options.collaborators ?? [],
        visibility: options.visibility ?? 'private',
        branches: new Map([[branch, [commitOf(slug, undefined, files)]]]),
      }
      all.push(repository)
      return repository
    },
    push(slug, { files, branch }) {
      const repository = get(slug)
      const to = branch ?? repository.branch
      const history = repository.branches.get(to) ?? [...(repository.branches.get(repository.branch) ?? [])]
      const before = history.at(-1)
      const commit = commitOf(slug, before, files)
      repository.branches.set(to, [...history, commit])
      return { repository, branch: to, commit, before: before?.sha ?? '0'.repeat(40) }
    },
    commit(repository, ref) {
      const name = ref === undefined || ref === 'HEAD' ? repository.branch : ref
      const branch = repository.branches.get(name)
      if (branch) return branch.at(-1)
      return [...repository.branches.values()]
        .flat()
        .find(({ sha }) => sha === name || (name.length >= 7 && sha.startsWith(name)))
    },
  }
}

/** A file that differs between two commits. */
export interface TreeChange {
  path: string
  /** Where a renamed file was. */
  before?: string
  status: 'added' | 'modified' | 'removed' | 'renamed'
}

/** How one commit's tree differs from another's; a file of the same content elsewhere is renamed, as git sees it. */
export function compareTrees(from: Commit, to: Commit): TreeChange[] {
  const gone = [...from.files.keys()].filter((path) => !to.files.has(path))
  const changed = [...to.files].filter(([path, content]) => from.files.get(path) !== content)
  const compared = changed.map(([path, content]): TreeChange => {
    if (from.files.has(path)) return { path, status: 'modified' as const }
    const before = gone.find((one) => from.files.get(one) === content)
    return before === undefined ? { path, status: 'added' as const } : { path, before, status: 'renamed' as const }
  })
  const moved = new Set(compared.map(({ before }) => before))
  return [...compared, ...gone.filter((path) => !moved.has(path)).map((path) => ({ path, status: 'removed' as const }))]
}

/** Git's id of a file's content. */
export const blobSha = (content: string) => sha1(`blob ${Buffer.byteLength(content)}\0${content}`)

function commitOf(slug: string, before: Commit | undefined, changes: Record<string, string | undefined>): Commit {
  const files = new Map(before?.files)
  const change = { added: [] as string[], modified: [] as string[], removed: [] as string[] }
  for (const [path, content] of Object.entries(changes)) {
    if (content === undefined) {
      files.delete(path)
      change.removed.push(path)
    } else {
      change[files.has(path) ? 'modified' : 'added'].push(path)
      files.set(path, content)
    }
  }
  const sha = sha1(`${slug}\n${before?.sha ?? ''}\n${JSON.stringify([...files])}`)
  return { sha, files, ...change, at: new Date('2026-11-21T00:00:00Z') }
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
