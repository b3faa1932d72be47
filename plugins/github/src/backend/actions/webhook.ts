import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { checkpointKey, type GithubSetup, openGithubRepo, orWarn, planGithubRepo } from './github-repo.ts'

/** Makes a webhook. */
export const githubWebhook = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:webhook',
    description: 'Makes a webhook for a repository on GitHub.',
    input: Type.Object(
      {
        repoUrl: scmInput.repoUrl,
        webhookUrl: Type.String({ description: 'Where GitHub sends what happens.' }),
        webhookSecret: Type.Optional(Type.String({ description: 'With which it signs what it sends.' })),
        events: Type.Optional(
          Type.Array(Type.String(), { description: 'Names of events, or `*` for all. Default: push.' }),
        ),
        active: Type.Optional(Type.Boolean({ description: 'Whether it sends from now on. Default: true.' })),
        contentType: Type.Optional(
          Type.Union([Type.Literal('form'), Type.Literal('json')], { description: 'How it sends. Default: form.' }),
        ),
        insecureSsl: Type.Optional(
          Type.Boolean({ description: 'Accept any certificate of the receiver. Default: false.' }),
        ),
        token: scmInput.token,
      },
      { additionalProperties: false },
    ),
    caseInsensitiveInputs: ['repoUrl'],
    supportsDryRun: true,
    examples: [
      {
        description: 'Tell a build server of pushes and pull requests.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          webhookUrl: 'https://ci.acme.example/hook',
          webhookSecret: '${{ secrets.hook }}',
          events: ['push', 'pull_request'],
          contentType: 'json',
        },
      },
    ],
    async run(context) {
      const { input, log } = context
      if (input.webhookSecret) context.hide(input.webhookSecret)
      if (context.isDryRun) {
        log.info(`Would make a webhook to ${input.webhookUrl} for ${planGithubRepo(input, setup).slug}`)
        return
      }
      const github = await openGithubRepo(context, setup)
      const key = checkpointKey(context, 'create.webhook', github.owner, github.repo, input.webhookUrl)
      await context.checkpoint(key, async () => {
        await orWarn(context, `the webhook to ${input.webhookUrl}`, async () => {
          const created = await github.attempt('POST /repos/{owner}/{repo}/hooks', {
            deed: `make a webhook for ${github.slug}`,
            body: {
              config: {
                url: input.webhookUrl,
                content_type: input.contentType ?? 'form',
                ...(input.webhookSecret ? { secret: input.webhookSecret } : {}),
                insecure_ssl: input.insecureSsl ? '1' : '0',
              },
              events: input.events ?? ['push'],
              active: input.active ?? true,
            },
          })
          const isThere = created.status === 422 && JSON.stringify(created.body).includes('already exists')
          if (isThere) log.info(`${github.slug} has a webhook to ${input.webhookUrl} already`)
          else if (!created.isDone) throw created.refusal()
          else log.info(`Made a webhook to ${input.webhookUrl} for ${github.slug}`)
        })
        return true
      })
    },
  })
