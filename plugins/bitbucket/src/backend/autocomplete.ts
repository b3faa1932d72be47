import type { ScmIntegration } from '@callboard/kernel'
import { type AutocompleteProvider, openScmHost, type ScmSetup } from '@callboard/plugin-scaffolder'
import { bitbucketApi } from './actions/bitbucket-api.ts'
import { errors } from './actions/errors.ts'

type Request = Parameters<AutocompleteProvider['resources'][string]>[0]

interface Page<T> {
  values: T[]
  /** The address of the next one. */
  next?: string
}

const address = 'https://bitbucket.org/'
const timeoutMs = 30_000

/** Completes workspaces, projects, repositories and branches, as far as the person whose token it is sees them (spec/scaffolder.md 8.11). */
export function bitbucketAutocomplete(setup: ScmSetup<ScmIntegration>): AutocompleteProvider {
  const list = async <T>({ token }: Request, path: string): Promise<T[]> => {
    const signal = AbortSignal.timeout(timeoutMs)
    const { integration, headers } = await openScmHost(address, { ...setup, token, types: ['bitbucketCloud'] })
    const api = bitbucketApi({ integration, headers, signal })
    const found: T[] = []
    for (let next: string | undefined = path; next; ) {
      const page: Page<T> = await api.call('list what can be chosen', { method: 'GET', path: next })
      found.push(...page.values)
      // The token goes nowhere else, wherever a page says that the next one is.
      next = page.next?.startsWith(`${integration.apiBaseUrl}/`)
        ? page.next.slice(integration.apiBaseUrl.length)
        : undefined
    }
    return found
  }
  return {
    id: 'bitbucket-cloud',
    resources: {
      workspaces: async (request) => {
        const workspaces = await list<{ slug: string }>(request, '/workspaces?pagelen=100')
        return workspaces.map(({ slug }) => ({ id: slug }))
      },
      projects: async (request) => {
        const [workspace] = parts(request, 'workspace')
        const projects = await list<{ key: string }>(request, `/workspaces/${workspace}/projects?pagelen=100`)
        return projects.map(({ key }) => ({ id: key }))
      },
      repositories: async (request) => {
        const [workspace] = parts(request, 'workspace', 'project')
        const query = new URLSearchParams({
          pagelen: '100',
          q: `project.key=${JSON.stringify(request.context.project)}`,
        })
        const repositories = await list<{ slug: string }>(request, `/repositories/${workspace}?${query}`)
        return repositories.map(({ slug }) => ({ id: slug }))
      },
      branches: async (request) => {
        const [workspace, repository] = parts(request, 'workspace', 'repository')
        const path = `/repositories/${workspace}/${repository}/refs/branches?pagelen=100`
        const branches = await list<{ name: string }>(request, path)
        return branches.map(({ name }) => ({ id: name }))
      },
    },
  }
}

/** Keys of the context, encoded for a path. */
function parts({ context }: Request, ...keys: string[]): string[] {
  return keys.map((key) => {
    const value = context[key]
    if (!value) throw errors.contextLacks({ key })
    return encodeURIComponent(value)
  })
}
