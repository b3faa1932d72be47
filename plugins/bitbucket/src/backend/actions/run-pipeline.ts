import { Type } from '@callboard/kernel'
import { defineScaffolderAction, openScmHost, scmInput } from '@callboard/plugin-scaffolder'
import { bitbucketApi } from './bitbucket-api.ts'
import type { BitbucketSetup } from './bitbucket-repo.ts'
import { cloudPath } from './cloud-product.ts'

const cloudHost = 'bitbucket.org'
const text = (description: string) => Type.Optional(Type.String({ description }))

const input = Type.Object(
  {
    workspace: Type.String({ description: 'The workspace of the repository.' }),
    repo_slug: Type.String({ description: 'The name of the repository, as addresses have it.' }),
    body: Type.Optional(
      Type.Object(
        {
          target: Type.Optional(
            Type.Object(
              {
                type: text(
                  'What is built: `pipeline_ref_target`, `pipeline_commit_target` or `pipeline_pullrequest_target`.',
                ),
                ref_type: text('`branch` or `tag`, with `ref_name`.'),
                ref_name: text('The branch or tag.'),
                source: text('The source branch of a pull request.'),
                destination: text('The target branch of a pull request.'),
                destination_commit: Type.Optional(
                  Type.Object({ hash: text('The commit.') }, { description: 'Where the target branch is.' }),
                ),
                commit: Type.Optional(
                  Type.Object(
                    { type: text('`commit`'), hash: text('The commit.') },
                    { description: 'The commit to build.' },
                  ),
                ),
                selector: Type.Optional(
                  Type.Object(
                    { type: text('`custom`, `branches`, `pull-requests` …'), pattern: text('Its name.') },
                    {
                      description: 'Which pipeline of `bitbucket-pipelines.yml` runs. Default: the one for the target.',
                    },
                  ),
                ),
                pull_request: Type.Optional(
                  Type.Object({ id: text('Its number.') }, { description: 'The pull request to build.' }),
                ),
              },
              { description: 'What is built.' },
            ),
          ),
          variables: Type.Optional(
            Type.Array(
              Type.Object({
                key: text('Its name.'),
                value: text('Its value.'),
                secured: Type.Optional(Type.Boolean({ description: 'Whether the log masks the value.' })),
              }),
              { description: 'Variables of the run.' },
            ),
          ),
        },
        { description: 'What is sent to Bitbucket: what to build, and with which variables.' },
      ),
    ),
    token: scmInput.token,
  },
  { additionalProperties: false },
)

/** `bitbucket:pipelines:run` */
export const runPipeline = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'bitbucket:pipelines:run',
    description: 'Starts a pipeline of a repository on Bitbucket Cloud.',
    input,
    output: Type.Object({
      buildNumber: Type.Number({ description: 'The number of the run.' }),
      repoUrl: Type.String({ description: 'The page of the repository.' }),
      pipelinesUrl: Type.String({ description: 'The page of its pipelines.' }),
    }),
    examples: [
      {
        description: 'Runs the pipeline of a branch.',
        input: {
          workspace: 'acme',
          repo_slug: 'shop',
          body: { target: { type: 'pipeline_ref_target', ref_type: 'branch', ref_name: 'main' } },
        },
      },
    ],
    caseInsensitiveInputs: ['workspace', 'repo_slug'],
    async run(context) {
      const { workspace, repo_slug: repo, body = {}, token } = context.input
      const slug = `${workspace}/${repo}`
      const { integration, headers } = await openScmHost(`https://${cloudHost}/${slug}`, {
        ...setup,
        token,
        types: ['bitbucketCloud'],
      })
      const api = bitbucketApi({ integration, headers, signal: context.signal })
      const key = ['run.bitbucket.pipeline', slug, context.step.id, context.eachKey ?? ''].join('.')
      const run = await context.checkpoint(key, async () => {
        type Pipeline = { build_number: number; repository: { links: { html: { href: string } } } }
        const path = `${cloudPath({ workspace, repo })}/pipelines`
        const { build_number, repository } = await api.call<Pipeline>(`start a pipeline of ${slug}`, {
          method: 'POST',
          path,
          body,
        })
        return { buildNumber: build_number, repoUrl: repository.links.html.href }
      })
      context.output('buildNumber', run.buildNumber)
      context.output('repoUrl', run.repoUrl)
      context.output('pipelinesUrl', `${run.repoUrl}/pipelines`)
    },
  })
