import { createApiClient, type ScmIntegrations } from '@callboard/kernel'
import { type AutocompleteProvider, errors as scaffolderErrors } from '@callboard/plugin-scaffolder'
import { errors } from './actions/errors.ts'

type Request = Parameters<AutocompleteProvider['resources'][string]>[0]

/** Completes owners, repositories and branches, as far as the person whose token it is may see them (spec/scaffolder.md 8.11). */
export function githubAutocomplete(scm: ScmIntegrations): AutocompleteProvider {
  /** Asks a configured host only: the token would go there. */
  const list = async <T>({ token, context }: Request, path: string): Promise<T[]> => {
    const host = contextKey(context, 'host')
    const integration = scm.byUrl(`https://${host}`)
    if (integration?.type !== 'github') throw scaffolderErrors.noIntegration({ host })
    const headers = await integration.headers(`https://${host}`, token)
    return createApiClient({ integration, url: `https://${host}`, headers }).all<T>(path)
  }
  const listOwn = (request: Request) =>
    list<{ full_name: string; owner: { login: string } }>(request, '/user/repos?per_page=100')

  return {
    id: 'github',
    resources: {
      repositoriesWithOwner: async (request) => (await listOwn(request)).map(({ full_name }) => ({ id: full_name })),
      owners: async (request) => {
        const owners = (await listOwn(request)).map(({ owner }) => owner.login)
        return [...new Set(owners)].map((id) => ({ id }))
      },
      branches: async (request) => {
        const [owner, repository] = ['owner', 'repository'].map((key) =>
          encodeURIComponent(contextKey(request.context, key)),
        )
        const branches = await list<{ name: string }>(request, `/repos/${owner}/${repository}/branches?per_page=100`)
        return branches.map(({ name }) => ({ id: name }))
      },
    },
  }
}

function contextKey(context: Request['context'], key: string): string {
  const value = context[key]
  if (!value) throw errors.contextLacks({ key })
  return value
}
