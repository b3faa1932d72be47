import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { beginning, checkpointKey, type GithubSetup, openGithubRepo, planGithubRepo } from './github-repo.ts'

const { repoUrl, token } = scmInput
const closed = { additionalProperties: false }

/** Opens an issue. */
export const createGithubIssue = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:issues:create',
    description: 'Opens an issue on GitHub.',
    input: Type.Object(
      {
        repoUrl,
        title: Type.String({ description: 'Its title.' }),
        body: Type.Optional(Type.String({ description: 'Its text; Markdown.' })),
        assignees: Type.Optional(Type.Array(Type.String(), { description: 'Logins of users.' })),
        milestone: Type.Optional(
          Type.Union([Type.String(), Type.Number()], { description: 'The number of its milestone.' }),
        ),
        labels: Type.Optional(Type.Array(Type.String(), { description: 'Names of labels.' })),
        token,
      },
      closed,
    ),
    output: Type.Object({
      issueUrl: Type.Optional(Type.String({ description: 'The page of the issue.' })),
      issueNumber: Type.Optional(Type.Number({ description: 'Its number.' })),
    }),
    caseInsensitiveInputs: ['repoUrl'],
    supportsDryRun: true,
    examples: [
      {
        description: 'Ask the platform team for what a template cannot do.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=platform',
          title: 'Budget for the shop',
          body: 'The shop was made from a template and needs a budget.',
          labels: ['budget'],
        },
      },
    ],
    async run(context) {
      const { input, log } = context
      if (context.isDryRun) {
        const { slug, page } = planGithubRepo(input, setup)
        log.info(`Would open the issue "${input.title}" in ${slug}`)
        context.output('issueUrl', `${page}/issues/42`)
        context.output('issueNumber', 42)
        return
      }
      const github = await openGithubRepo(context, setup)
      const key = checkpointKey(context, 'create.issue', github.owner, github.repo, input.title)
      const { isAgain, mayHaveMade } = await beginning(context, key, setup.clock)
      const issue = await context.checkpoint(key, async () => {
        const { title, body, assignees, milestone, labels } = input
        const own = isAgain ? await findOwn() : undefined
        const { number, html_url } =
          own ??
          (await github.ask('POST /repos/{owner}/{repo}/issues', {
            deed: `open an issue in ${github.slug}`,
            body: { title, body, assignees, milestone, labels },
          }))
        log.info(`Opened issue ${number}: ${html_url}`)
        return { number, url: html_url }
      })
      context.output('issueUrl', issue.url)
      context.output('issueNumber', issue.number)

      /** The issue, if an earlier run of this step has opened it and could not note it any more. */
      async function findOwn() {
        const newest = await github.ask('GET /repos/{owner}/{repo}/issues', {
          deed: `look for issues of ${github.slug}`,
          query: { state: 'all', sort: 'created', direction: 'desc', per_page: '100' },
        })
        return newest.find(
          (one) => one.title === input.title && (one.body ?? '') === (input.body ?? '') && mayHaveMade(one.created_at),
        )
      }
    },
  })

/** Labels an issue or a pull request. */
export const labelGithubIssue = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:issues:label',
    description: 'Adds labels to an issue or a pull request on GitHub.',
    input: Type.Object(
      {
        repoUrl,
        number: Type.Number({ description: 'The number of the issue or the pull request.' }),
        labels: Type.Array(Type.String(), { description: 'Names of labels; those that it has stay.' }),
        token,
      },
      closed,
    ),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description:
          'Label a pull request. One that an earlier step has opened is `${{ steps.pr.output.pullRequestNumber }}`.',
        input: { repoUrl: 'github.com?owner=acme&repo=shop', number: 12, labels: ['from-template'] },
      },
    ],
    async run(context) {
      const { number, labels } = context.input
      const github = await openGithubRepo(context, setup)
      // Again does no harm, so it needs no checkpoint.
      await github.ask('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', {
        deed: `label number ${number} of ${github.slug}`,
        path: { issue_number: number },
        body: { labels },
      })
    },
  })
