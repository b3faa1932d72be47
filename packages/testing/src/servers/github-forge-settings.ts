import type { ApiRequest, ApiRoute } from './api-server.ts'
import { type GithubReply, githubRefuses, githubRoute } from './github-description.ts'
import { type ForgeRepository, type GithubForge, repositoryAt, slugAt } from './github-forge.ts'

/** What repositories are set up with. Most of it is only kept among the calls. */
export function githubForgeSettings(forgeOf: () => GithubForge): ApiRoute[] {
  const inRepository = async <R>(request: ApiRequest, answer: (repository: ForgeRepository) => R | Promise<R>) => {
    const found = repositoryAt(forgeOf(), request)
    return found ? answer(found) : githubRefuses(404, 'Not Found')
  }
  const done = () => ({ status: 204 as const })
  const publicKey = () => ({ status: 200 as const, body: { key_id: 'key-1', key: forgeOf().publicKey } })
  const addVariable = (request: ApiRequest, name: string) =>
    inRepository(request, ({ variables }) => {
      const key = `${request.params.environment_name ?? ''}/${name}`
      if (variables.has(key)) return githubRefuses(409, 'Already exists - Variable already exists')
      variables.add(key)
      return { status: 201 as const, body: {} }
    })
  const protect = (request: ApiRequest) =>
    inRepository(
      request,
      async (repository): Promise<GithubReply<'PUT /repos/{owner}/{repo}/branches/{branch}/protection'>> => {
        if (forgeOf().plan === 'free' && repository.visibility !== 'public')
          return githubRefuses(403, 'Upgrade to GitHub Pro or make this repository public to enable this feature.')
        const branches = await forgeOf().git.git(slugAt(request), 'for-each-ref', '--format=%(refname)', 'refs/heads')
        const isThere = branches.split('\n').includes(`refs/heads/${request.params.branch}`)
        return isThere ? { status: 200, body: { url: request.url } } : githubRefuses(404, 'Branch not found')
      },
    )

  return [
    githubRoute('PATCH /repos/{owner}/{repo}', ({ params }) => ({ status: 200, body: { name: params.repo } })),
    githubRoute('PUT /repos/{owner}/{repo}/collaborators/{username}', ({ params: { username = '' } }) =>
      forgeOf().users.includes(username) ? done() : githubRefuses(404, 'Not Found'),
    ),
    githubRoute('PUT /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}', ({ params: { org = '', team_slug = '' } }) =>
      forgeOf().organizations.get(org)?.includes(team_slug) ? done() : githubRefuses(404, 'Not Found'),
    ),
    githubRoute('PUT /repos/{owner}/{repo}/topics', (_, { names }) =>
      names.every((name) => /^[a-z0-9][a-z0-9-]*$/.test(name))
        ? { status: 200, body: { names } }
        : githubRefuses(422, 'Validation Failed', 'Topics must start with a lowercase letter or number'),
    ),
    githubRoute('PUT /repos/{owner}/{repo}/actions/oidc/customization/sub', () => ({ status: 201, body: {} })),
    githubRoute('PUT /repos/{owner}/{repo}/actions/permissions/access', done),
    githubRoute('PUT /repos/{owner}/{repo}/subscription', (_, body) => ({ status: 200, body: body ?? {} })),
    githubRoute('POST /repos/{owner}/{repo}/actions/variables', (request, { name }) => addVariable(request, name)),
    githubRoute('PATCH /repos/{owner}/{repo}/actions/variables/{name}', done),
    githubRoute('GET /repos/{owner}/{repo}/actions/secrets/public-key', publicKey),
    githubRoute('PUT /repos/{owner}/{repo}/actions/secrets/{secret_name}', () => ({ status: 201, body: {} })),
    githubRoute('PUT /repos/{owner}/{repo}/branches/{branch}/protection', protect),
    githubRoute('POST /repos/{owner}/{repo}/branches/{branch}/protection/required_signatures', () => ({
      status: 200,
      body: { enabled: true },
    })),
    githubRoute('PUT /repos/{owner}/{repo}/environments/{environment_name}', ({ params }) => ({
      status: 200,
      body: { name: params.environment_name },
    })),
    githubRoute(
      'POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
      (_, { name, type }) => ({ status: 200, body: { name, type } }),
    ),
    githubRoute('POST /repos/{owner}/{repo}/environments/{environment_name}/variables', (request, { name }) =>
      addVariable(request, name),
    ),
    githubRoute('PATCH /repos/{owner}/{repo}/environments/{environment_name}/variables/{name}', done),
    githubRoute('GET /repos/{owner}/{repo}/environments/{environment_name}/secrets/public-key', publicKey),
    githubRoute('PUT /repos/{owner}/{repo}/environments/{environment_name}/secrets/{secret_name}', () => ({
      status: 201,
      body: {},
    })),
    githubRoute('POST /repos/{owner}/{repo}/hooks', (request, body) =>
      inRepository(request, ({ hooks }): GithubReply<'POST /repos/{owner}/{repo}/hooks'> => {
        const url = String(body?.config?.url)
        if (hooks.includes(url))
          return githubRefuses(422, 'Validation Failed', 'Hook already exists on this repository')
        hooks.push(url)
        return { status: 201, body: { active: true } }
      }),
    ),
    githubRoute('GET /repos/{owner}/{repo}/keys', (request) =>
      inRepository(request, ({ keys }) => ({ status: 200 as const, body: keys })),
    ),
    githubRoute('POST /repos/{owner}/{repo}/keys', (request, { title = '', key }) =>
      inRepository(request, ({ keys }): GithubReply<'POST /repos/{owner}/{repo}/keys'> => {
        if (keys.some((one) => one.key === key)) return githubRefuses(422, 'Validation Failed', 'key is already in use')
        keys.push({ title, key })
        return { status: 201, body: { title, key } }
      }),
    ),
    githubRoute('GET /repos/{owner}/{repo}/autolinks', (request) =>
      inRepository(request, ({ autolinks }) => ({ status: 200 as const, body: autolinks })),
    ),
    githubRoute('POST /repos/{owner}/{repo}/autolinks', (request, { key_prefix, url_template }) =>
      inRepository(request, ({ autolinks }): GithubReply<'POST /repos/{owner}/{repo}/autolinks'> => {
        if (autolinks.some((one) => one.key_prefix === key_prefix))
          return githubRefuses(422, 'Validation Failed', 'key_prefix already exists')
        autolinks.push({ key_prefix, url_template })
        return { status: 201, body: { key_prefix, url_template } }
      }),
    ),
    githubRoute('POST /repos/{owner}/{repo}/pages', (request) =>
      inRepository(request, (repository): GithubReply<'POST /repos/{owner}/{repo}/pages'> => {
        if (repository.hasPages) return githubRefuses(409, 'GitHub Pages is already enabled.')
        repository.hasPages = true
        return { status: 201, body: { build_type: 'workflow' } }
      }),
    ),
    githubRoute('PUT /repos/{owner}/{repo}/pages', done),
    githubRoute('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', (request, body) =>
      inRepository(
        request,
        ({ workflows }): GithubReply<'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches'> => {
          if (!workflows.includes(request.params.workflow_id ?? '')) return githubRefuses(404, 'Not Found')
          if (!body.return_run_details) return { status: 204 }
          const url = `${forgeOf().url}/${slugAt(request)}/actions/runs/9`
          return { status: 200, body: { workflow_run_id: 9, run_url: `${url}?api`, html_url: url } }
        },
      ),
    ),
  ]
}
