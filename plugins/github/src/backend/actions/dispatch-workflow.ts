import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { checkpointKey, type GithubSetup, openGithubRepo } from './github-repo.ts'

/** Starts a workflow. */
export const dispatchGithubWorkflow = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:actions:dispatch',
    description: 'Starts a workflow of GitHub Actions. The workflow must listen to `workflow_dispatch`.',
    input: Type.Object(
      {
        repoUrl: scmInput.repoUrl,
        workflowId: Type.String({ description: 'The file name of the workflow, or its id.' }),
        branchOrTagName: Type.String({ description: 'The branch or tag that it runs on.' }),
        workflowInputs: Type.Optional(
          Type.Record(Type.String(), Type.String(), { description: 'Its inputs, by name.' }),
        ),
        returnWorkflowRunDetails: Type.Optional(
          Type.Boolean({ description: 'Give the run that was started. Default: false.' }),
        ),
        token: scmInput.token,
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      workflowRunId: Type.Optional(Type.Number({ description: 'The id of the run.' })),
      workflowRunUrl: Type.Optional(Type.String({ description: 'Where the API tells of it.' })),
      workflowRunHtmlUrl: Type.Optional(Type.String({ description: 'Its page.' })),
    }),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'Deploy what was just published.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          workflowId: 'deploy.yaml',
          branchOrTagName: 'main',
          workflowInputs: { environment: 'staging' },
        },
      },
    ],
    async run(context) {
      const { workflowId, branchOrTagName, workflowInputs, returnWorkflowRunDetails } = context.input
      const github = await openGithubRepo(context, setup)
      const key = checkpointKey(context, 'dispatch.workflow', github.owner, github.repo, workflowId)
      const run = await context.checkpoint(key, async () => {
        const started = await github.ask('POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches', {
          deed: `start the workflow ${workflowId} of ${github.slug}`,
          path: { workflow_id: workflowId },
          body: {
            ref: branchOrTagName,
            ...(workflowInputs ? { inputs: workflowInputs } : {}),
            ...(returnWorkflowRunDetails ? { return_run_details: true } : {}),
          },
        })
        context.log.info(`Started the workflow ${workflowId} of ${github.slug} on ${branchOrTagName}`)
        if (!returnWorkflowRunDetails || !started) return null
        return { id: Number(started.workflow_run_id), url: started.run_url, htmlUrl: started.html_url }
      })
      if (!run) return
      context.output('workflowRunId', run.id)
      context.output('workflowRunUrl', run.url)
      context.output('workflowRunHtmlUrl', run.htmlUrl)
    },
  })
