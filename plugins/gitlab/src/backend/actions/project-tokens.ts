import { Type } from '@callboard/kernel'
import { type ActionContext, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { type GitlabSetup, openGitlab } from './gitlab-host.ts'
import { projectIdInput } from './inputs.ts'

const shared = { repoUrl: scmInput.repoUrl, token: scmInput.token, projectId: projectIdInput }

const accessTokenInput = Type.Object(
  {
    ...shared,
    name: Type.Optional(Type.String({ description: 'What the token is called. Default: `Callboard`.' })),
    accessLevel: Type.Optional(
      Type.Number({ description: 'What it may do: 10 guest, 20 reporter, 30 developer, 40 maintainer. Default: 40.' }),
    ),
    scopes: Type.Optional(
      Type.Array(Type.String({ description: 'A scope.' }), {
        description: 'What it is for: `api`, `read_repository`, … Default: `read_repository`.',
      }),
    ),
    expiresAt: Type.Optional(Type.String({ description: 'The day it expires: `2027-01-31`. Default: in 365 days.' })),
  },
  { additionalProperties: false },
)

/** `gitlab:projectAccessToken:create` */
export const createProjectAccessToken = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:projectAccessToken:create',
    description: 'Makes an access token for a project. It is given to later steps and masked in what the task writes.',
    input: accessTokenInput,
    output: Type.Object({ access_token: Type.String({ description: 'The token.' }) }),
    examples: [
      {
        description: 'A token that reads the repository.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=shop',
          projectId: '${{ steps.publish.output.projectId }}',
          name: 'mirror',
          accessLevel: 20,
        },
      },
    ],
    async run(context) {
      const { input, signal } = context
      const gitlab = await openGitlab(setup, { ...input, signal })
      const name = input.name ?? 'Callboard'
      const { token } = await madeOnce(context, `gitlab.access-token.${input.projectId}.${name}`, () =>
        gitlab.call<{ token: string }>(`create an access token of project ${input.projectId}`, {
          method: 'POST',
          path: `${projectPath(input.projectId)}/access_tokens`,
          body: {
            name,
            access_level: input.accessLevel ?? 40,
            scopes: input.scopes ?? ['read_repository'],
            expires_at: input.expiresAt ?? inDays(setup.clock.nowMs(), 365),
          },
        }),
      )
      context.output('access_token', token)
    },
  })

const deployTokenInput = Type.Object(
  {
    ...shared,
    name: Type.String({ description: 'What the token is called.' }),
    username: Type.Optional(
      Type.String({ description: 'The user name that goes with it. Default: GitLab chooses one.' }),
    ),
    scopes: Type.Array(Type.String({ description: 'A scope.' }), {
      minItems: 1,
      description: 'What it is for: `read_repository`, `read_registry`, `write_registry`, …',
    }),
  },
  { additionalProperties: false },
)

/** `gitlab:projectDeployToken:create` */
export const createProjectDeployToken = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:projectDeployToken:create',
    description: 'Makes a deploy token for a project. It is given to later steps and masked in what the task writes.',
    input: deployTokenInput,
    output: Type.Object({
      deploy_token: Type.String({ description: 'The token.' }),
      user: Type.String({ description: 'The user name that goes with it.' }),
    }),
    examples: [
      {
        description: 'A token for the cluster to pull images with.',
        input: {
          repoUrl: 'gitlab.com?owner=acme&repo=shop',
          projectId: '${{ steps.publish.output.projectId }}',
          name: 'cluster',
          scopes: ['read_registry'],
        },
      },
    ],
    async run(context) {
      const { input, signal } = context
      const gitlab = await openGitlab(setup, { ...input, signal })
      const { token, username } = await madeOnce(context, `gitlab.deploy-token.${input.projectId}.${input.name}`, () =>
        gitlab.call<{ token: string; username: string }>(`create a deploy token of project ${input.projectId}`, {
          method: 'POST',
          path: `${projectPath(input.projectId)}/deploy_tokens`,
          body: { name: input.name, username: input.username, scopes: input.scopes },
        }),
      )
      context.output('deploy_token', token)
      context.output('user', username)
    },
  })

/**
 * Makes a token and remembers it. It is hidden before anything else can see it, and again in a process that takes the task
 * over. A token whose answer was lost in a crash cannot be read again: then another is made, and the first expires.
 */
async function madeOnce<T extends { token: string; username?: string }>(
  context: ActionContext<unknown>,
  what: string,
  make: () => Promise<T>,
): Promise<{ token: string; username: string }> {
  const made = await context.checkpoint(`create.${what}.${context.step.id}`, async () => {
    const { token, username = '' } = await make()
    context.hide(token)
    return { token, username }
  })
  context.hide(made.token)
  return made
}

/** The day so many days from now, as GitLab writes it. */
const inDays = (nowMs: number, days: number) => new Date(nowMs + days * 86_400_000).toISOString().slice(0, 10)
