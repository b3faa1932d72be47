import { createGitRepositories, type GitRepositories } from '../git-repositories.ts'
import { type ApiReply, type ApiRequest, type ApiServer, startApiServer } from './api-server.ts'

/** An Azure DevOps in which repositories can be made; they are real ones. */
export interface AzureHost extends ApiServer {
  /** By path: `acme/Stage/_git/shop`. */
  git: GitRepositories
  /** Organisation and project: `acme/Stage`. */
  projects: Set<string>
  /** The passwords of requests, those of git too, oldest first. */
  credentials: string[]
  /** Makes an empty repository. */
  repository(project: string, name: string): Promise<void>
}

const tokens = ['azure-portal', 'azure-ada']
const signInPage: ApiReply = { status: 203, headers: { 'content-type': 'text/html' }, body: '<html>Sign In</html>' }

/** Starts it, as Microsoft describes the API 6.0. The portal's token is `azure-portal`, that of a person `azure-ada`. */
export async function startAzureHost(): Promise<AzureHost> {
  const git = await createGitRepositories()
  const projects = new Set<string>()
  const credentials: string[] = []
  const isKnown = ({ headers }: Pick<ApiRequest, 'headers'>) => {
    const [, encoded = ''] = /^Basic (.+)$/.exec(headers.authorization ?? '') ?? []
    const password = Buffer.from(encoded, 'base64').toString().split(':')[1] ?? ''
    credentials.push(password)
    return tokens.includes(password)
  }
  git.intercept = (request) => (isKnown(request) ? undefined : 401)
  const failure = (status: number, message: string): ApiReply => ({ status, body: { $id: '1', message, errorCode: 0 } })
  const projectOf = ({ params }: ApiRequest) => `${params.organization}/${params.project}`
  const pathOf = (request: ApiRequest) => `${projectOf(request)}/_git/${request.params.repo}`
  const bodyOf = (path: string, origin: string) => {
    const webUrl = `${origin}/${path.split('/').map(encodeURIComponent).join('/')}`
    const name = path.split('/').at(-1)
    // As on the real one, the address to clone from has the organisation as its user.
    return { id: `id-of-${name}`, name, webUrl, remoteUrl: webUrl.replace('://', '://acme@') }
  }
  const base = '/:organization/:project/_apis/git/repositories'
  const api = await startApiServer({
    routes: [
      [
        'POST',
        base,
        async (request) => {
          const { name } = JSON.parse(request.body) as { name: string }
          const path = `${projectOf(request)}/_git/${name}`
          if (!projects.has(projectOf(request)))
            return failure(404, `TF200016: The following project does not exist: ${request.params.project}.`)
          if (git.has(path)) return failure(409, `TF400948: A Git repository with the name ${name} already exists.`)
          await git.createRepository(path)
          return { status: 201, body: bodyOf(path, request.origin) }
        },
      ],
      [
        'GET',
        `${base}/:repo`,
        (request) => {
          const path = pathOf(request)
          return git.has(path) ? { body: bodyOf(path, request.origin) } : failure(404, 'TF401019: No such repository.')
        },
      ],
      [
        'GET',
        `${base}/:repo/refs`,
        async (request) => {
          const path = pathOf(request)
          if (!git.has(path)) return failure(404, 'TF401019: No such repository.')
          const listed = await git.git(path, 'for-each-ref', '--format=%(refname) %(objectname)')
          const refs = listed.split('\n').filter((line) => line.startsWith(`refs/${request.query.get('filter')}`))
          const value = refs.map((line) => ({ name: line.split(' ')[0], objectId: line.split(' ')[1] }))
          return { body: { value, count: value.length } }
        },
      ],
    ],
    git,
    notFound: failure(404, 'Not found.'),
    authorize: (request) => (isKnown(request) ? undefined : signInPage),
  })
  const stopApi = api.stop
  const stop = async () => {
    await stopApi()
    await git.stop()
  }
  return Object.assign(api, {
    git,
    projects,
    credentials,
    async repository(project: string, name: string) {
      projects.add(project)
      await git.createRepository(`${project}/_git/${name}`)
    },
    stop,
    [Symbol.asyncDispose]: stop,
  })
}
