import type {
  AccessTokenExposedSchema,
  ApprovalRuleSchema,
  DeployTokenSchema,
  ExpandedPipelineSchema,
  IssueSchema,
  MergeRequestSchema,
  PipelineTriggerTokenSchema,
  ProjectVariableSchema,
} from '@gitbeaker/core'
import type { ApiReply, ApiRequest, ApiRoute } from './api-server.ts'
import { type GitlabState, type HostMergeRequest, type HostProject, notFound, sent } from './gitlab-host.ts'
import { inProject } from './gitlab-host-projects.ts'

/** What is done in projects: merge requests, issues, variables, tokens and pipelines. */
export function gitlabWorkRoutes(state: GitlabState): ApiRoute[] {
  return [...mergeRequestRoutes(state), ...issueRoutes(state), ...variableRoutes(state), ...tokenRoutes(state)]
}

const refusal = (message: unknown, status = 400): ApiReply => ({ status, body: { message } })

function mergeRequestRoutes(state: GitlabState): ApiRoute[] {
  const path = '/api/v4/projects/:id/merge_requests'
  const byIds = (ids: unknown) =>
    ((ids ?? []) as number[]).flatMap((id) => state.people.filter((person) => person.id === id))
  const bodyOf = (project: HostProject, request: HostMergeRequest, origin: string) => ({
    iid: request.iid,
    title: String(request.title),
    source_branch: request.source_branch,
    target_branch: request.target_branch,
    web_url: `${origin}/${project.slug}/-/merge_requests/${request.iid}`,
    reviewers: byIds(request.reviewer_ids).map(({ id, username }) => ({ id, username })),
    author: { id: 1, username: 'portal' },
  })
  type Reply = Omit<Partial<MergeRequestSchema>, 'author' | 'reviewers'>
  const inMergeRequest = (
    answer: (request: HostMergeRequest, context: { project: HostProject; request: ApiRequest }) => ApiReply,
  ) =>
    inProject(state, (project, request) => {
      const found = project.mergeRequests.find(({ iid }) => String(iid) === request.params.iid)
      return found ? answer(found, { project, request }) : notFound('Merge Request')
    })
  const isFrom = (one: HostMergeRequest, { source, target }: { source: unknown; target: unknown }) =>
    one.source_branch === source && one.target_branch === target
  return [
    [
      'GET',
      path,
      inProject(state, (project, { query, origin }) => {
        const [source, target] = [query.get('source_branch'), query.get('target_branch')]
        const found = project.mergeRequests.filter((one) => isFrom(one, { source, target }))
        return { body: found.map((one) => bodyOf(project, one, origin)) satisfies Reply[] }
      }),
    ],
    [
      'POST',
      path,
      inProject(state, async (project, request) => {
        // The documented parameters; what is missing is refused.
        const body = sent(request) as Record<string, string>
        const missing = ['title', 'source_branch', 'target_branch'].find((key) => !body[key])
        if (missing) return { status: 400, body: { error: `${missing} is missing` } }
        const { source_branch = '', target_branch = '' } = body
        if (project.mergeRequests.some((one) => isFrom(one, { source: source_branch, target: target_branch })))
          return refusal(['Another open merge request already exists for this source branch'], 409)
        const made = { ...body, source_branch, target_branch, iid: project.mergeRequests.length + 1 }
        project.mergeRequests.push(made)
        return { status: 201, body: bodyOf(project, made, request.origin) satisfies Reply }
      }),
    ],
    [
      'GET',
      `${path}/:iid`,
      inMergeRequest((found, { project, request }) => ({ body: bodyOf(project, found, request.origin) })),
    ],
    [
      'PUT',
      `${path}/:iid`,
      inMergeRequest((found, { project, request }) => {
        Object.assign(found, sent(request))
        return { body: bodyOf(project, found, request.origin) }
      }),
    ],
    [
      'PUT',
      `${path}/:iid/merge`,
      inMergeRequest((found, { project, request }) => {
        Object.assign(found, { merge: sent(request) })
        return { body: bodyOf(project, found, request.origin) }
      }),
    ],
    [
      'GET',
      `${path}/:iid/approval_rules`,
      inMergeRequest((_found, { project: { approvers } }) => {
        if (!approvers) return notFound('Not Found')
        const eligible = state.people.filter(({ username }) => approvers.includes(username))
        const rule = { id: 1, name: 'All', rule_type: 'any_approver', approvals_required: 1 }
        return { body: [{ ...(rule satisfies Partial<ApprovalRuleSchema>), eligible_approvers: eligible }] }
      }),
    ],
  ]
}

function issueRoutes(state: GitlabState): ApiRoute[] {
  const bodyOf = ({ id, slug }: HostProject, issue: Record<string, unknown>, origin: string) =>
    ({
      id: 500 + Number(issue.iid),
      iid: Number(issue.iid),
      project_id: id,
      title: String(issue.title),
      state: issue.state_event === 'close' ? 'closed' : 'opened',
      web_url: `${origin}/${slug}/-/issues/${issue.iid}`,
      updated_at: '2026-11-21T00:00:00.000Z',
    }) satisfies Partial<IssueSchema>
  return [
    [
      'POST',
      '/api/v4/projects/:id/issues',
      inProject(state, (project, request) => {
        const body = sent(request)
        if (!body.title) return { status: 400, body: { error: 'title is missing' } }
        const issue = { ...body, iid: project.issues.length + 1 }
        project.issues.push(issue)
        return { status: 201, body: bodyOf(project, issue, request.origin) }
      }),
    ],
    [
      'PUT',
      '/api/v4/projects/:id/issues/:iid',
      inProject(state, (project, request) => {
        const issue = project.issues.find(({ iid }) => String(iid) === request.params.iid)
        if (!issue) return notFound('Issue')
        Object.assign(issue, sent(request))
        return { body: bodyOf(project, issue, request.origin) }
      }),
    ],
  ]
}

function variableRoutes(state: GitlabState): ApiRoute[] {
  return [
    [
      'GET',
      '/api/v4/projects/:id/variables/:key',
      inProject(state, ({ variables }, { params, query }) => {
        const scope = query.get('filter[environment_scope]') ?? '*'
        const found = variables.find(({ key, environment_scope }) => key === params.key && environment_scope === scope)
        return found ? { body: found } : notFound('Variable')
      }),
    ],
    [
      'POST',
      '/api/v4/projects/:id/variables',
      inProject(state, ({ variables }, request) => {
        const body: Partial<ProjectVariableSchema> = sent(request)
        const isTaken = variables.some(
          ({ key, environment_scope }) => key === body.key && environment_scope === body.environment_scope,
        )
        if (isTaken) return refusal({ key: [`(${body.key}) has already been taken`] })
        if ('masked' in body && 'masked_and_hidden' in body)
          return { status: 400, body: { error: 'masked, masked_and_hidden are mutually exclusive' } }
        variables.push(body)
        return { status: 201, body }
      }),
    ],
  ]
}

function tokenRoutes(state: GitlabState): ApiRoute[] {
  return [
    [
      'POST',
      '/api/v4/projects/:id/access_tokens',
      inProject(state, ({ accessTokens }, request) => {
        const body = sent(request)
        if (!body.expires_at) return { status: 400, body: { error: 'expires_at is missing' } }
        accessTokens.push(body)
        const made = { id: accessTokens.length, name: String(body.name), token: `glpat-made-${accessTokens.length}` }
        return { status: 201, body: made satisfies Partial<AccessTokenExposedSchema> }
      }),
    ],
    [
      'POST',
      '/api/v4/projects/:id/deploy_tokens',
      inProject(state, ({ deployTokens }, request) => {
        const body = sent(request)
        deployTokens.push(body)
        const id = deployTokens.length
        const username = String(body.username ?? `gitlab+deploy-token-${id}`)
        const made = { id, name: String(body.name), username } satisfies Partial<DeployTokenSchema>
        return { status: 201, body: { ...made, token: `gldt-made-${id}` } }
      }),
    ],
    [
      'POST',
      '/api/v4/projects/:id/triggers',
      inProject(state, ({ triggers }, request) => {
        const id = triggers.length + 1
        const trigger = { id, description: String(sent(request).description), token: `glptt-made-${id}` }
        triggers.push(trigger)
        return { status: 201, body: trigger satisfies Partial<PipelineTriggerTokenSchema> }
      }),
    ],
    [
      'DELETE',
      '/api/v4/projects/:id/triggers/:trigger',
      inProject(state, ({ triggers }, { params }) => {
        const index = triggers.findIndex(({ id }) => String(id) === params.trigger)
        if (index === -1) return notFound('Trigger')
        triggers.splice(index, 1)
        return { status: 204 }
      }),
    ],
    [
      'POST',
      '/api/v4/projects/:id/trigger/pipeline',
      inProject(state, async ({ slug, triggers, pipelines }, request) => {
        const { token, ref, variables } = sent(request)
        if (!triggers.some((trigger) => trigger.token === token)) return notFound('Trigger')
        const isThere = await state.git.git(slug, 'rev-parse', `refs/heads/${ref}`).then(
          () => true,
          () => false,
        )
        if (!isThere) return refusal({ base: ['Reference not found'] })
        pipelines.push({ ref, variables })
        const id = pipelines.length
        const body = { id, ref: String(ref), web_url: `${request.origin}/${slug}/-/pipelines/${id}` }
        return { status: 201, body: body satisfies Partial<ExpandedPipelineSchema> }
      }),
    ],
  ]
}
