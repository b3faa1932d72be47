import type { BranchProtection, DeployKey, Hook, Issue, PullRequest } from 'gitea-js'
import type { ApiRequest, ApiRoute } from './api-server.ts'
import { type GiteaState, type HostRepository, inRepository, sent } from './gitea-host.ts'

/** What is done in repositories: pull requests, issues, webhooks, keys, rules for branches and workflows. */
export function giteaWorkRoutes(state: GiteaState): ApiRoute[] {
  const base = '/api/v1/repos/:owner/:repo'
  const pullBody = ({ slug }: HostRepository, pull: HostRepository['pulls'][number], { origin }: ApiRequest) =>
    ({
      number: pull.number,
      title: String(pull.title),
      html_url: `${origin}/${slug}/pulls/${pull.number}`,
      head: { ref: pull.head },
      base: { ref: pull.base },
    }) satisfies PullRequest
  return [
    [
      'GET',
      `${base}/pulls`,
      inRepository(state, (repository, request) => ({
        body: repository.pulls.map((pull) => pullBody(repository, pull, request)),
      })),
    ],
    [
      'POST',
      `${base}/pulls`,
      inRepository(state, async (repository, request) => {
        // The documented parameters.
        const { head = '', base = '', ...rest } = sent(request) as { head?: string; base?: string }
        if (repository.pulls.some((one) => one.head === head && one.base === base))
          return { status: 409, body: { message: 'pull request already exists for these targets' } }
        const difference = await state.git.git(repository.slug, 'rev-list', `${base}..${head}`)
        if (!difference) return { status: 422, body: { message: 'no changes between head and base' } }
        const pull = { ...rest, head, base, number: repository.pulls.length + 1 }
        repository.pulls.push(pull)
        return { status: 201, body: pullBody(repository, pull, request) }
      }),
    ],
    [
      'PATCH',
      `${base}/pulls/:number`,
      inRepository(state, (repository, request) => {
        const pull = repository.pulls.find(({ number }) => String(number) === request.params.number)
        return pull && { status: 201, body: pullBody(repository, Object.assign(pull, sent(request)), request) }
      }),
    ],
    [
      'POST',
      `${base}/pulls/:number/requested_reviewers`,
      inRepository(state, ({ pulls }, request) => {
        const asked = sent(request) as { reviewers: string[] }
        if (asked.reviewers.includes('nobody'))
          return { status: 404, body: { message: 'user redirect does not exist [name: nobody]' } }
        const pull = pulls.find(({ number }) => String(number) === request.params.number)
        return pull && { status: 201, body: Object.assign(pull, asked) }
      }),
    ],
    ['GET', `${base}/labels`, inRepository(state, ({ labels }) => ({ body: labels }))],
    [
      'POST',
      `${base}/issues`,
      inRepository(state, ({ slug, issues }, request) => {
        const number = issues.push(sent(request))
        const html_url = `${request.origin}/${slug}/issues/${number}`
        return { status: 201, body: { number, html_url } satisfies Issue }
      }),
    ],
    ['GET', `${base}/hooks`, inRepository(state, ({ hooks }) => ({ body: hooks }))],
    [
      'POST',
      `${base}/hooks`,
      inRepository(state, ({ hooks }, request) => {
        const hook: Hook = { ...sent(request), id: hooks.length + 1 }
        hooks.push({ ...hook })
        return { status: 201, body: hook }
      }),
    ],
    [
      'PATCH',
      `${base}/hooks/:id`,
      inRepository(state, ({ hooks }, request) => {
        const hook = hooks.find(({ id }) => String(id) === request.params.id)
        return hook && { body: Object.assign(hook, sent(request)) }
      }),
    ],
    ['GET', `${base}/keys`, inRepository(state, ({ keys }) => ({ body: keys }))],
    [
      'POST',
      `${base}/keys`,
      inRepository(state, ({ keys }, request) => {
        const body = sent(request)
        if (keys.some(({ title }) => title === body.title))
          return { status: 422, body: { message: 'Key title has been used' } }
        const key: DeployKey = { ...body, id: keys.length + 1 }
        keys.push({ ...key })
        return { status: 201, body: key }
      }),
    ],
    [
      'GET',
      `${base}/branch_protections/:name`,
      inRepository(state, ({ protections }, { params }) => {
        const found: BranchProtection | undefined = protections.find(({ rule_name }) => rule_name === params.name)
        return found && { body: found }
      }),
    ],
    [
      'POST',
      `${base}/branch_protections`,
      inRepository(state, ({ protections }, request) => {
        protections.push(sent(request))
        return { status: 201, body: protections.at(-1) }
      }),
    ],
    [
      'PATCH',
      `${base}/branch_protections/:name`,
      inRepository(state, ({ protections }, request) => {
        const found = protections.find(({ rule_name }) => rule_name === request.params.name)
        return found && { body: Object.assign(found, sent(request)) }
      }),
    ],
    [
      'POST',
      `${base}/actions/workflows/:workflow/dispatches`,
      inRepository(state, ({ dispatches }, request) => {
        dispatches.push({ workflow: request.params.workflow, ...sent(request) })
        return { status: 204 }
      }),
    ],
  ]
}
