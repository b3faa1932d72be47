import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { serveGit } from './git-http-backend.ts'

/** A file of a commit, as git keeps it. */
export interface GitTreeEntry {
  path: string
  /** `100644`, `100755` for a program, `120000` for a symbolic link. */
  mode: string
  /** The text; of a symbolic link, where it leads. */
  content: string
}

/** Bare repositories in a temporary folder, and how to serve them to git clients. */
export interface GitRepositories extends AsyncDisposable {
  /**
   * Makes an empty repository. Its clone address is the server's address, the path, and `.git` or not, as the host has it.
   *
   * @param path - Without slashes at its ends and without `.git`: `acme/shop`, `acme/tools/_git/shop`.
   */
  createRepository(path: string, options?: { defaultBranch?: string }): Promise<void>
  has(path: string): boolean
  /** Adds a commit to a branch (default: main); `undefined` removes a file. Returns the commit's hash. */
  commit(path: string, files: Record<string, string | undefined>, branch?: string): Promise<string>
  /** The files at a branch or commit (default: the default branch), by path. */
  readTree(path: string, ref?: string): Promise<GitTreeEntry[]>
  /** Runs git in the repository: `git('acme/shop', 'log', '--format=%s', 'main')`. Gives what it printed, trimmed. */
  git(path: string, ...args: string[]): Promise<string>
  /** What clients asked for, with the status, oldest first: `POST /acme/shop.git/git-receive-pack 200`. */
  readonly requests: string[]
  /** When set, every call must carry exactly this header `authorization`; others get 401. */
  authorization: string | undefined
  /** When set, asked first; a status that it gives is answered instead. */
  intercept: ((request: IncomingMessage) => number | undefined) | undefined
  /**
   * Answers when it is a call of a git client, wherever the repository is: for servers that have other pages too.
   *
   * @returns false when it is not; the response is then untouched.
   */
  serve(request: IncomingMessage, response: ServerResponse): boolean
  /** Removes the repositories. */
  stop(): Promise<void>
}

/** Makes a folder for repositories. It needs the machine's `git`. */
export async function createGitRepositories(): Promise<GitRepositories> {
  const root = await mkdtemp(join(tmpdir(), 'callboard-git-server-'))
  const paths = new Set<string>()
  const folderOf = (path: string) => join(root, `${path}.git`)
  const git = (path: string, ...args: string[]) => runGit(folderOf(path), args)
  const stop = () => rm(root, { recursive: true, force: true })
  const repositories: GitRepositories = {
    requests: [],
    authorization: undefined,
    intercept: undefined,
    has: (path) => paths.has(path),
    async createRepository(path, { defaultBranch = 'main' } = {}) {
      if (paths.has(path)) throw new Error(`There is a repository ${path} already.`)
      paths.add(path)
      await mkdir(folderOf(path), { recursive: true })
      await git(path, 'init', '--quiet', '--bare', '--initial-branch', defaultBranch)
      await git(path, 'config', 'http.receivepack', 'true')
    },
    async commit(path, files, branch = 'main') {
      const parent = await git(path, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`).catch(() => undefined)
      await runGit(folderOf(path), ['fast-import', '--quiet'], fastImport(files, { branch, parent }))
      return git(path, 'rev-parse', `refs/heads/${branch}`)
    },
    async readTree(path, ref = 'HEAD') {
      const listed = await git(path, 'ls-tree', '-r', '-z', ref)
      const entries = listed.split('\0').filter(Boolean)
      return Promise.all(
        entries.map(async (entry) => {
          const [, mode = '', hash = '', name = ''] = /^(\d+) \w+ (\w+)\t(.+)$/s.exec(entry) ?? []
          return { path: name, mode, content: await runGit(folderOf(path), ['cat-file', 'blob', hash], '', false) }
        }),
      )
    },
    git,
    serve(request, response) {
      const call = /^\/(.+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)(?:\?(.*))?$/.exec(
        request.url ?? '',
      )
      if (!call) return false
      const [, path = '', service = '', query = ''] = call
      const isAllowed = !repositories.authorization || repositories.authorization === request.headers.authorization
      const refused =
        repositories.intercept?.(request) ?? (isAllowed ? (paths.has(decodeURIComponent(path)) ? undefined : 404) : 401)
      response.on('finish', () => {
        repositories.requests.push(`${request.method} ${request.url} ${response.statusCode}`)
      })
      if (refused !== undefined) {
        const challenge = refused === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {}
        response.writeHead(refused, challenge).end(`Refused with ${refused}.\n`)
        request.resume()
      } else {
        serveGit({ request, response, root, pathInfo: `/${decodeURIComponent(path)}.git/${service}`, query })
      }
      return true
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
  return repositories
}

/** Runs git without the settings of this machine and its user. */
async function runGit(folder: string, args: string[], input = '', trimmed = true): Promise<string> {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: '/nonexistent' }
  const running = promisify(execFile)('git', args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 })
  // A git that needs no input may be gone already.
  running.child.stdin?.on('error', () => {}).end(input)
  const { stdout } = await running
  return trimmed ? stdout.trim() : stdout
}

/** The commands of `git fast-import` for one commit. */
function fastImport(
  files: Record<string, string | undefined>,
  { branch, parent }: { branch: string; parent: string | undefined },
): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const changes = Object.entries(files).map(([path, content]) =>
    content === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${data(content)}`,
  )
  const from = parent ? `from ${parent}\n` : ''
  const who = 'committer Ada <ada@acme.test> 1790000000 +0000'
  return `commit refs/heads/${branch}\n${who}\n${data('By the test.')}${from}${changes.join('')}\n`
}
