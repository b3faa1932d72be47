import type { ApiRoute } from './api-server.ts'
import { githubRefuses, githubRoute } from './github-description.ts'
import {
  type ForgePull,
  type GithubForge,
  makeRepository,
  repositoryAt,
  shownRepository,
  slugAt,
} from './github-forge.ts'

/** Pull requests, issues and forks. */
export function githubForgePulls(forgeOf: () => GithubForge): ApiRoute[] {
  const shown = (slug: string, { number, title, text, draft, base }: ForgePull) => ({
    number,
    title,
    body: text,
    draft,
    base: { ref: base },
    html_url: `${forgeOf().url}/${slug}/pull/${number}`,
  })
  return [
    githubRoute('GET /repos/{owner}/{repo}/pulls', (request) => {
      const pulls = repositoryAt(forgeOf(), request)?.pulls ?? []
      const [head, base] = [request.query.get('head'), request.query.get('base')]
      const found = pulls.filter((pull) => pull.isOpen && pull.head === head && pull.base === base)
      return { status: 200, body: found.map((pull) => shown(slugAt(request), pull)) }
    }),
    githubRoute('POST /repos/{owner}/{repo}/pulls', (request, { title = '', head, base, body = '', draft = false }) => {
      const pulls = repositoryAt(forgeOf(), request)?.pulls ?? []
      if (pulls.some((pull) => pull.isOpen && pull.head === head))
        return githubRefuses(422, 'Validation Failed', `A pull request already exists for ${head}.`)
      const pull = { number: pulls.length + 1, head, base, title, text: body, draft, isOpen: true }
      pulls.push(pull)
      return { status: 201, body: shown(slugAt(request), pull) }
    }),
    githubRoute('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', (request, { title, body }) => {
      const pull = repositoryAt(forgeOf(), request)?.pulls[Number(request.params.pull_number) - 1]
      if (!pull) return githubRefuses(404, 'Not Found')
      Object.assign(pull, { title, text: body })
      return { status: 200, body: shown(slugAt(request), pull) }
    }),
    githubRoute('POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers', (request, { reviewers = [] }) => {
      const known = repositoryAt(forgeOf(), request)?.reviewers ?? []
      const stranger = reviewers.find((reviewer) => !known.includes(reviewer))
      return stranger
        ? githubRefuses(422, 'Reviews may only be requested from collaborators.')
        : { status: 201, body: { number: Number(request.params.pull_number) } }
    }),
    githubRoute('POST /repos/{owner}/{repo}/issues/{issue_number}/assignees', (request) => ({
      status: 201,
      body: { number: Number(request.params.issue_number) },
    })),
    githubRoute('GET /repos/{owner}/{repo}/issues', (request) => ({
      status: 200,
      body: [...(repositoryAt(forgeOf(), request)?.issues ?? [])].reverse(),
    })),
    githubRoute('POST /repos/{owner}/{repo}/issues', (request, { title, body }) => {
      const issues = repositoryAt(forgeOf(), request)?.issues
      if (!issues) return githubRefuses(410, 'Issues are disabled for this repo')
      const number = issues.length + 1
      const html_url = `${forgeOf().url}/${slugAt(request)}/issues/${number}`
      const issue = { number, html_url, title: String(title), body, created_at: new Date().toISOString() }
      issues.push(issue)
      return { status: 201, body: issue }
    }),
    githubRoute('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', (_, body) => {
      // The long form of labels is not asked for.
      const names = 'labels' in body ? (body.labels as string[]) : []
      return { status: 200, body: names.map((name) => ({ name })) }
    }),
    githubRoute('POST /repos/{owner}/{repo}/forks', async (request) => {
      const forge = forgeOf()
      const slug = `ada/${request.params.repo}`
      const made = forge.repositories.get(slug) ?? (await makeRepository(forge, slug, 'public'))
      const from = await forge.git.git(slugAt(request), 'rev-parse', '--absolute-git-dir')
      await forge.git.git(slug, 'fetch', '--quiet', from, '+refs/heads/*:refs/heads/*')
      return { status: 202, body: shownRepository(forge, made) }
    }),
  ]
}
