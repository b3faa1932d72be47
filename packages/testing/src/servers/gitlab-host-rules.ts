import type { DeployKeySchema, EnvironmentSchema, ProjectHookSchema, ProtectedBranchSchema } from '@gitbeaker/core'
import type { ApiRoute } from './api-server.ts'
import { type GitlabState, notFound, sent } from './gitlab-host.ts'
import { inProject } from './gitlab-host-projects.ts'

/** What is set up around projects: protected branches, webhooks, environments and deploy keys. */
export function gitlabRuleRoutes(state: GitlabState): ApiRoute[] {
  const base = '/api/v4/projects/:id'
  return [
    [
      'POST',
      `${base}/protected_branches`,
      inProject(state, ({ protectedBranches }, request) => {
        const body = sent(request)
        if (protectedBranches.some(({ name }) => name === body.name))
          return { status: 409, body: { message: `Protected branch '${body.name}' already exists` } }
        const id = protectedBranches.push(body)
        return { status: 201, body: { id, name: String(body.name) } satisfies Partial<ProtectedBranchSchema> }
      }),
    ],
    [
      'DELETE',
      `${base}/protected_branches/:name`,
      inProject(state, ({ protectedBranches }, { params }) => {
        const index = protectedBranches.findIndex(({ name }) => name === params.name)
        if (index === -1) return notFound('Not Found')
        protectedBranches.splice(index, 1)
        return { status: 204 }
      }),
    ],
    ['GET', `${base}/hooks`, inProject(state, ({ hooks }) => ({ body: hooks }))],
    [
      'POST',
      `${base}/hooks`,
      inProject(state, ({ hooks }, request) => {
        const hook: Partial<ProjectHookSchema> = { ...sent(request), id: hooks.length + 1 }
        hooks.push(hook)
        return { status: 201, body: hook }
      }),
    ],
    [
      'PUT',
      `${base}/hooks/:hook`,
      inProject(state, ({ hooks }, request) => {
        const hook = hooks.find(({ id }) => String(id) === request.params.hook)
        return hook ? { body: Object.assign(hook, sent(request)) } : notFound('Not Found')
      }),
    ],
    [
      'GET',
      `${base}/environments`,
      inProject(state, ({ environments }, { query }) => ({
        body: environments.filter(({ name }) => name === query.get('name')),
      })),
    ],
    [
      'POST',
      `${base}/environments`,
      inProject(state, ({ environments }, request) => {
        const body = sent(request)
        if (environments.some(({ name }) => name === body.name))
          return { status: 400, body: { message: { name: ['has already been taken'] } } }
        const environment: Partial<EnvironmentSchema> = { ...body, id: environments.length + 1 }
        environments.push(environment)
        return { status: 201, body: environment }
      }),
    ],
    [
      'PUT',
      `${base}/environments/:environment`,
      inProject(state, ({ environments }, request) => {
        const found = environments.find(({ id }) => String(id) === request.params.environment)
        return found ? { body: Object.assign(found, sent(request)) } : notFound('Environment')
      }),
    ],
    ['GET', `${base}/deploy_keys`, inProject(state, ({ deployKeys }) => ({ body: deployKeys }))],
    [
      'POST',
      `${base}/deploy_keys`,
      inProject(state, ({ deployKeys }, request) => {
        const body = sent(request)
        if (!String(body.key).startsWith('ssh-')) return { status: 400, body: { message: { key: ['is invalid'] } } }
        const key: Partial<DeployKeySchema> = { ...body, id: deployKeys.length + 1 }
        deployKeys.push(key)
        return { status: 201, body: key }
      }),
    ],
  ]
}
