import { mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errors } from '../../model/errors.ts'
import { localNamePattern } from '../../model/local-address.ts'
import { type GitStore, loadGit, openGitStore, storeOptions } from '../git-store.ts'

/** Which of the repositories. */
export interface LocalName {
  owner: string
  name: string
}

/** A repository in the portal's folder. */
export interface LocalRepository extends LocalName {
  gitdir: string
  description: string
  defaultBranch: string
}

/** The bare repositories that this portal keeps, one folder each: `<directory>/<owner>/<name>.git`. */
export interface LocalRepositories {
  list(): Promise<LocalRepository[]>
  find(which: LocalName): Promise<LocalRepository | undefined>
  /** @throws `git/no-local-repository` */
  get(which: LocalName): Promise<LocalRepository>
  /** @throws `git/exists` */
  create(repository: LocalName & { description: string; defaultBranch: string }): Promise<LocalRepository>
}

const isName = new RegExp(localNamePattern)

/** @param directory - Absolute; made when something is created in it. */
export function localRepositories(directory: string): LocalRepositories {
  const gitdirOf = ({ owner, name }: LocalName) => {
    // Names come from templates and from addresses; a path is made of nothing else.
    if (!isName.test(owner) || !isName.test(name)) throw errors.badLocalName({ repository: `${owner}/${name}` })
    return join(directory, owner, `${name}.git`)
  }
  const repositories: LocalRepositories = {
    async list() {
      const owners = await namesIn(directory)
      const found = await Promise.all(
        owners.map(async (owner) => {
          const folders = (await namesIn(join(directory, owner))).filter((folder) => folder.endsWith('.git'))
          return Promise.all(
            folders.map((folder) => repositories.find({ owner, name: folder.slice(0, -'.git'.length) })),
          )
        }),
      )
      return found.flat().filter((one) => one !== undefined)
    },
    async find(which) {
      const gitdir = gitdirOf(which)
      const head = await readFile(join(gitdir, 'HEAD'), 'utf8').catch(() => undefined)
      if (head === undefined) return undefined
      const description = await readFile(join(gitdir, 'description'), 'utf8').catch(() => '')
      const defaultBranch = /^ref: refs\/heads\/(.+)$/m.exec(head)?.[1] ?? 'main'
      return { owner: which.owner, name: which.name, gitdir, description: description.trim(), defaultBranch }
    },
    async get(which) {
      const found = await repositories.find(which)
      if (!found) throw errors.noLocalRepository({ repository: `${which.owner}/${which.name}` })
      return found
    },
    async create({ description, defaultBranch, ...which }) {
      const gitdir = gitdirOf(which)
      await mkdir(join(directory, which.owner), { recursive: true })
      await mkdir(gitdir).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'EEXIST' ? errors.exists({ repository: `${which.owner}/${which.name}` }) : error
      })
      const git = await loadGit()
      await git.init({ ...storeOptions(gitdir), bare: true, defaultBranch })
      await writeFile(join(gitdir, 'description'), `${description}\n`)
      return repositories.get(which)
    },
  }
  return repositories
}

/** The commit that a branch or a whole hash names. */
export async function findRef(store: GitStore, ref: string): Promise<string | undefined> {
  const tip = await store.findCommit(`refs/heads/${ref}`)
  if (tip ?? !/^[0-9a-f]{40}$/.test(ref)) return tip
  return (await store.hasCommit(ref)) ? ref : undefined
}

/** The branches, the default one first. */
export async function listBranches({
  gitdir,
  defaultBranch,
}: LocalRepository): Promise<{ name: string; commit: string }[]> {
  const git = await loadGit()
  const store = await openGitStore(gitdir)
  const names = await git.listBranches(storeOptions(gitdir))
  const branches = await Promise.all(
    names.map(async (name) => ({ name, commit: (await store.findCommit(`refs/heads/${name}`)) ?? '' })),
  )
  return branches.sort((a, b) => Number(b.name === defaultBranch) - Number(a.name === defaultBranch))
}

const lockEveryMs = 20
const lockAttempts = 500
/** Nobody holds a lock for so long: whoever made it has crashed. */
const staleLockMs = 60_000

/**
 * Moves a branch, while nobody else moves it: by the lock file that git uses too.
 *
 * @param decide - Gets where the branch is now and gives where it shall be.
 */
export async function moveBranch(
  gitdir: string,
  branch: string,
  decide: (tip: string | undefined) => Promise<string>,
): Promise<string> {
  const ref = `refs/heads/${branch}`
  const lock = join(gitdir, `${ref}.lock`)
  await mkdir(join(lock, '..'), { recursive: true })
  for (let attempt = 1; ; attempt++) {
    const handle = await open(lock, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST' || attempt === lockAttempts) throw error
      return undefined
    })
    if (handle) {
      await handle.close()
      break
    }
    const made = await stat(lock).catch(() => undefined)
    if (made && Date.now() - made.mtimeMs > staleLockMs) await rm(lock, { force: true })
    await sleep(lockEveryMs)
  }
  try {
    const store = await openGitStore(gitdir)
    const commit = await decide(await store.findCommit(ref))
    const git = await loadGit()
    await git.writeRef({ ...storeOptions(gitdir), ref, value: commit, force: true })
    return commit
  } finally {
    await rm(lock, { force: true })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return files
    .filter((file) => file.isDirectory())
    .map(({ name }) => name)
    .sort()
}
