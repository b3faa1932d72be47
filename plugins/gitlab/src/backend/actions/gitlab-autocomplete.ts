import type { ScmIntegration } from '@callboard/kernel'
import type { AutocompleteProvider, ScmSetup } from '@callboard/plugin-scaffolder'
import { errors } from '../../model/errors.ts'
import { type GitlabHost, groupPath, openGitlab } from './gitlab-host.ts'

type Request = Parameters<AutocompleteProvider['resources'][string]>[0]

interface Namespace {
  id: number
  kind: string
  path: string
  full_path: string
}

/** Completes groups and projects of GitLab in forms, as far as the person whose token it is sees them. */
export function gitlabAutocomplete(setup: ScmSetup<ScmIntegration>): AutocompleteProvider {
  const open = ({ token, context }: Request) =>
    openGitlab(setup, { repoUrl: contextOf(context, 'host'), token, signal: AbortSignal.timeout(timeoutMs) })
  return {
    id: 'gitlab',
    resources: {
      async groups(request) {
        const gitlab = await open(request)
        const groups = await gitlab.list<{ id: number; full_path: string }>('/groups?per_page=100')
        const user = await gitlab.call<{ username: string }>('show whose token this is', {
          method: 'GET',
          path: '/user',
        })
        const own = await gitlab.call<Namespace>('show the namespace of a person', {
          method: 'GET',
          path: `/namespaces/${encodeURIComponent(user.username)}`,
        })
        return [...groups, own].map(({ id, full_path }) => ({ id: String(id), title: full_path }))
      },
      async repositories(request) {
        const id = contextOf(request.context, 'id')
        const gitlab = await open(request)
        const projects = await projectsOf(gitlab, id)
        return projects.map(({ name, path }) => ({ id: path, title: name.trim() }))
      },
    },
  }
}

const timeoutMs = 30_000

/** The projects of a group, or of a person, whose namespaces are numbered together. */
async function projectsOf(gitlab: GitlabHost, id: string): Promise<{ name: string; path: string }[]> {
  const namespace = await gitlab.find<Namespace>(`show the group ${id}`, `/namespaces/${encodeURIComponent(id)}`)
  const owner = namespace?.kind === 'user' ? `/users/${encodeURIComponent(namespace.path)}` : groupPath(id)
  return gitlab.list(`${owner}/projects?per_page=100&simple=true`)
}

function contextOf(context: Request['context'], key: string): string {
  const value = context[key]
  if (!value) throw errors.contextLacks({ key })
  return value
}
