import { type Static, Type } from '@callboard/kernel'
import { parseEntityRef, stringifyEntityRef } from '@callboard/model'
import { type Action, type ActionContext, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { githubAnnotations } from '../../model/index.ts'
import { errors } from './errors.ts'
import { checkpointKey, type GithubRepo, type GithubSetup, openGithubRepo } from './github-repo.ts'
import { setWorkflowValues } from './workflow-values.ts'

const values = (description: string) => Type.Optional(Type.Record(Type.String(), Type.String(), { description }))
const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))

const input = Type.Object(
  {
    repoUrl: scmInput.repoUrl,
    name: Type.String({ description: 'The name of the environment.' }),
    deploymentBranchPolicy: Type.Optional(
      Type.Object(
        {
          protected_branches: Type.Boolean({ description: 'Only protected branches may deploy.' }),
          custom_branch_policies: Type.Boolean({ description: 'Only the named branches and tags may deploy.' }),
        },
        { additionalProperties: false, description: 'What may deploy; one of the two. Default: everything.' },
      ),
    ),
    customBranchPolicyNames: texts('Names or patterns of branches that may deploy.'),
    customTagPolicyNames: texts('Names or patterns of tags that may deploy.'),
    environmentVariables: values('Variables for workflows that deploy to it, by name.'),
    secrets: values('Secrets for workflows that deploy to it, by name.'),
    waitTimer: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 43_200, description: 'Minutes to wait before a deployment.' }),
    ),
    preventSelfReview: Type.Optional(
      Type.Boolean({ description: 'Who starts a deployment may not approve it. Default: false.' }),
    ),
    reviewers: texts('Refs of users and groups, any of whom has to approve.'),
    token: scmInput.token,
  },
  { additionalProperties: false },
)

type EnvironmentContext = ActionContext<Static<typeof input>>

/** Makes an environment for deployments. */
export const createGithubEnvironment = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:environment:create',
    description: 'Makes an environment for deployments of a repository on GitHub, or sets up one that is there.',
    input,
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'An environment that only protected branches deploy to, and that a team approves.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          name: 'production',
          deploymentBranchPolicy: { protected_branches: true, custom_branch_policies: false },
          reviewers: ['group:default/operations'],
          environmentVariables: { REGION: 'eu-central-1' },
        },
      },
    ],
    async run(context) {
      const github = await openGithubRepo(context, setup)
      const key = checkpointKey(context, 'create.environment', github.owner, github.repo, context.input.name)
      await context.checkpoint(key, async () => {
        await setUpEnvironment(context, github, setup)
        return true
      })
    },
  })

async function setUpEnvironment(context: EnvironmentContext, github: GithubRepo, setup: GithubSetup): Promise<void> {
  const { input } = context
  const reviewers = await findReviewers(context, github, setup)
  await github.ask('PUT /repos/{owner}/{repo}/environments/{environment_name}', {
    deed: `make the environment ${input.name} of ${github.slug}`,
    path: { environment_name: input.name },
    body: {
      deployment_branch_policy: input.deploymentBranchPolicy ?? null,
      ...(input.waitTimer === undefined ? {} : { wait_timer: input.waitTimer }),
      ...(input.preventSelfReview === undefined ? {} : { prevent_self_review: input.preventSelfReview }),
      ...(reviewers.length > 0 ? { reviewers } : {}),
    },
  })
  for (const name of input.customBranchPolicyNames ?? [])
    await allowDeployment(github, input.name, { name, type: 'branch' })
  for (const name of input.customTagPolicyNames ?? []) await allowDeployment(github, input.name, { name, type: 'tag' })
  await setWorkflowValues(context, github, {
    secrets: input.secrets,
    variables: input.environmentVariables,
    environment: input.name,
  })
}

async function allowDeployment(
  github: GithubRepo,
  environment: string,
  body: { name: string; type: 'branch' | 'tag' },
): Promise<void> {
  const reply = await github.attempt(
    'POST /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
    {
      deed: `let ${body.type} ${body.name} deploy to ${environment} of ${github.slug}`,
      path: { environment_name: environment },
      body,
    },
  )
  // 303: there is such a rule already.
  if (!reply.isDone && reply.status !== 303) throw reply.refusal()
}

/** GitHub's users and teams behind entities of the catalog, as whoever runs the template sees it. */
async function findReviewers(
  { input, initiator }: EnvironmentContext,
  github: GithubRepo,
  { entities }: GithubSetup,
): Promise<{ type: 'User' | 'Team'; id: number }[]> {
  const refs = (input.reviewers ?? []).map((ref) => stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'Group' })))
  if (refs.length === 0) return []
  if (!entities) throw errors.noCatalog({})
  const found = await entities.listByRefs(refs, initiator)
  const reviewers: { type: 'User' | 'Team'; id: number }[] = []
  for (const [index, ref] of refs.entries()) {
    const entity = found[index]
    const kind = entity?.kind.toLowerCase()
    if (!entity || (kind !== 'user' && kind !== 'group')) throw errors.unknownReviewer({ ref })
    const { name, annotations = {} } = entity.metadata
    if (kind === 'user') {
      const user = await github.ask('GET /users/{username}', {
        deed: `find the user of ${ref}`,
        path: { username: annotations[githubAnnotations.userLogin] ?? name },
      })
      reviewers.push({ type: 'User', id: Number(user.id) })
    } else {
      const team = await github.ask('GET /orgs/{org}/teams/{team_slug}', {
        deed: `find the team of ${ref}`,
        path: { org: github.owner, team_slug: annotations[githubAnnotations.teamSlug]?.split('/').at(-1) ?? name },
      })
      reviewers.push({ type: 'Team', id: Number(team.id) })
    }
  }
  return reviewers
}
