import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiReply, type ApiServer, startApiServer } from './api-server.ts'

/** A Gerrit in which projects and changes can be made. What is pushed for review stays under `refs/for/`. */
export interface GerritHost extends ApiServer {
  /** By path: `a/stage/shop`. */
  git: GitRepositories
  /** What projects were made with, by name. */
  projects: Map<string, Record<string, unknown>>
  /** Makes a project with one commit on `main`; gives its hash. */
  project(name: string, files: Record<string, string>): Promise<string>
}

/** Starts it. Its one account is `portal` with the password `secret`. */
export async function startGerritHost(): Promise<GerritHost> {
  const git = await createGitRepositories()
  const projects = new Map<string, Record<string, unknown>>()
  git.authorization = `Basic ${btoa('portal:secret')}`
  // Errors are plain text there, and JSON begins with a line that no script does.
  const failure = (status: number, body: string): ApiReply => ({ status, body })
  const json = (body: unknown, status = 200): ApiReply => ({ status, body: `)]}'\n${JSON.stringify(body)}` })
  const revisionOf = (name: string, ref: string) =>
    git.git(`a/${name}`, 'rev-parse', '--verify', '--quiet', ref).catch(() => undefined)
  const api = await startApiServer({
    routes: [
      [
        'PUT',
        '/a/projects/:name',
        async ({ params: { name = '' }, body }) => {
          if (projects.has(name)) return failure(409, 'Project already exists')
          projects.set(name, JSON.parse(body))
          await git.createRepository(`a/${name}`)
          return json({ id: encodeURIComponent(name), name }, 201)
        },
      ],
      [
        'GET',
        '/a/projects/:name',
        ({ params: { name = '' } }) => (projects.has(name) ? json({ name }) : failure(404, `Not found: ${name}`)),
      ],
      [
        'GET',
        '/a/projects/:name/branches/:branch',
        async ({ params: { name = '', branch } }) => {
          const revision = await revisionOf(name, `refs/heads/${branch}`)
          return revision ? json({ ref: `refs/heads/${branch}`, revision }) : failure(404, `Not found: ${branch}`)
        },
      ],
      [
        'GET',
        '/a/changes/',
        async ({ query }) => {
          const wanted = `Change-Id: ${query.get('q')}`
          const all = [...projects.keys()].map((name) => git.git(`a/${name}`, 'log', '--all', `--grep=${wanted}`))
          return json((await Promise.all(all)).filter(Boolean))
        },
      ],
    ],
    git,
    notFound: failure(404, 'Not Found'),
    authorize: ({ headers }) =>
      headers.authorization === git.authorization ? undefined : failure(401, 'Unauthorized'),
  })
  const stopApi = api.stop
  const stop = async () => {
    await stopApi()
    await git.stop()
  }
  return Object.assign(api, {
    git,
    projects,
    async project(name: string, files: Record<string, string>) {
      projects.set(name, {})
      await git.createRepository(`a/${name}`)
      return git.commit(`a/${name}`, files)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
}
