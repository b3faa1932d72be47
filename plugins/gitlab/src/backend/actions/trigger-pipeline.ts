import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { type GitlabSetup, openGitlab } from './gitlab-host.ts'
import { projectIdInput } from './inputs.ts'

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    token: scmInput.token,
    projectId: projectIdInput,
    tokenDescription: Type.String({
      description: 'What the trigger token is called that is made for the call, and removed after it.',
    }),
    branch: Type.String({ description: 'The branch or tag whose pipeline runs.' }),
    variables: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Variables for the pipeline, by name.' }),
    ),
  },
  { additionalProperties: false },
)

/** `gitlab:pipeline:trigger` */
export const triggerPipeline = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:pipeline:trigger',
    description: 'Starts a pipeline of a project. It does not wait for its end.',
    input,
    output: Type.Object({ pipelineUrl: Type.String({ description: 'The page of the pipeline.' }) }),
    examples: [
      {
        description: 'Deploys what was published.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=shop',
          projectId: '${{ steps.publish.output.projectId }}',
          tokenDescription: 'Callboard: first deployment',
          branch: 'main',
          variables: { ENVIRONMENT: 'staging' },
        },
      },
    ],
    async run(context) {
      const { input, signal } = context
      const gitlab = await openGitlab(setup, { ...input, signal })
      const project = projectPath(input.projectId)
      const key = ['trigger.gitlab.pipeline', input.projectId, input.branch, context.step.id, context.eachKey ?? '']
      const url = await context.checkpoint(key.join('.'), async () => {
        const trigger = await gitlab.call<{ id: number; token: string }>('create a trigger token', {
          method: 'POST',
          path: `${project}/triggers`,
          body: { description: input.tokenDescription },
        })
        context.hide(trigger.token)
        try {
          const pipeline = await gitlab.call<{ web_url: string }>(`start a pipeline of ${input.branch}`, {
            method: 'POST',
            path: `${project}/trigger/pipeline`,
            body: { token: trigger.token, ref: input.branch, variables: input.variables },
          })
          return pipeline.web_url
        } finally {
          const removed = await gitlab.reply({ method: 'DELETE', path: `${project}/triggers/${trigger.id}` })
          if (removed.status >= 300) context.log.warn(gitlab.refusal('remove the trigger token', removed).message)
        }
      })
      context.output('pipelineUrl', url)
    },
  })
