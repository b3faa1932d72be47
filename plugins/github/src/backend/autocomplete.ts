import type { ScmIntegrations } from '@callboard/kernel'
import { type AutocompleteProvider, errors as scaffolderErrors } from '@callboard/plugin-scaffolder'
import { errors } from './actions/errors.ts'
import { githubRest } from './actions/github-rest.ts'

type Request = Parameters<AutocompleteProvider['resources'][string]>[0]

/** Completes owners, repositories and branches, as far as the person whose token it is may see them (spec/scaffolder.md 8.11). */
export function githubAutocomplete(scm: ScmIntegrations): AutocompleteProvider {
  /** Asks a configured host only: the token would go there. */
  const open = async ({ token, context }: Request, repository = { owner: '', repo: '' }) => {
    const host = contextKey(context, 'host')
    const integration = scm.byUrl(`https://${host}`)
    if (integration?.type !== 'github') throw scaffolderErrors.noIntegration({ host })
    const headers = await integration.headers(`https://${host}`, token)
    return githubRest(repository, { integration, headers, signal: AbortSignal.timeout(timeoutMs) })
  }
  const listOwn = async (request: Request) =>
    (await open(request)).list('GET /user/repos', { deed: 'list your repositories' })

  return {
    id: 'github',
    resources: {
      repositoriesWithOwner: async (request) => (await listOwn(request)).map(({ full_name }) => ({ id: full_name })),
      owners: async (request) => {
        const owners = (await listOwn(request)).map(({ owner }) => owner.login)
        return [...new Set(owners)].map((id) => ({ id }))
      },
      branches: async (request) => {
        const repository = {
          owner: contextKey(request.context, 'owner'),
          repo: contextKey(request.context, 'repository'),
        }
        const github = await open(request, repository)
        const branches = await github.list('GET /repos/{owner}/{repo}/branches', {
          deed: `list the branches of ${repository.owner}/${repository.repo}`,
        })
        return branches.map(({ name }) => ({ id: name }))
      },
    },
  }
}

// Somebody waits for it while typing.
const timeoutMs = 15_000

function contextKey(context: Request['context'], key: string): string {
  const value = context[key]
  if (!value) throw errors.contextLacks({ key })
  return value
}
