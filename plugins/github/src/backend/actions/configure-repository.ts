import type { ActionContext } from '@callboard/plugin-scaffolder'
import { checkpointKey, type GithubRepo, orWarn } from './github-repo.ts'
import type { RepositoryInput } from './repository-input.ts'
import { setWorkflowValues } from './workflow-values.ts'

type Input = RepositoryInput & { workflowAccess?: 'none' | 'organization' | 'user' }

/**
 * Sets up what a repository can only be told once it is there, once for the life of the task. All of it can be repeated
 * without harm. Collaborators and topics that GitHub refuses are warned of.
 */
export async function configureRepository(context: ActionContext<Input>, github: GithubRepo): Promise<void> {
  await context.checkpoint(checkpointKey(context, 'configure.github.repo', github.owner, github.repo), async () => {
    const { input } = context
    await giveAccess(github, input.access)
    for (const collaborator of input.collaborators ?? []) await addCollaborator(context, github, collaborator)
    await setTopics(context, github)
    await setUpWorkflows(context, github)
    if (input.allowUpdateBranch) {
      await github.ask('PATCH /repos/{owner}/{repo}', {
        deed: `offer to update branches in ${github.slug}`,
        body: { allow_update_branch: true },
      })
    }
    if (input.subscribe) {
      await github.ask('PUT /repos/{owner}/{repo}/subscription', {
        deed: `watch ${github.slug}`,
        body: { subscribed: true, ignored: false },
      })
    }
    return true
  })
}

async function giveAccess(github: GithubRepo, access: string | undefined): Promise<void> {
  if (!access || access.toLowerCase() === github.owner.toLowerCase()) return
  if (access.startsWith(`${github.owner}/`)) await addTeam(github, access.slice(github.owner.length + 1), 'admin')
  else await addUser(github, access, 'admin')
}

function addCollaborator(
  context: ActionContext<Input>,
  github: GithubRepo,
  collaborator: NonNullable<Input['collaborators']>[number],
): Promise<void> {
  const { access } = collaborator
  const [kind, name] =
    'user' in collaborator ? ['user', nameOf(collaborator.user)] : ['team', nameOf(collaborator.team)]
  return orWarn(context, `access "${access}" for the ${kind} ${name}`, () =>
    kind === 'user' ? addUser(github, name ?? '', access) : addTeam(github, name ?? '', access),
  )
}

const addUser = (github: GithubRepo, username: string, permission: string) =>
  github.ask('PUT /repos/{owner}/{repo}/collaborators/{username}', {
    deed: `give the user ${username} access to ${github.slug}`,
    path: { username },
    body: { permission },
  })

const addTeam = (github: GithubRepo, team_slug: string, permission: string) =>
  github.ask('PUT /orgs/{org}/teams/{team_slug}/repos/{owner}/{repo}', {
    deed: `give the team ${team_slug} access to ${github.slug}`,
    path: { org: github.owner, team_slug },
    body: { permission },
  })

async function setTopics(context: ActionContext<Input>, github: GithubRepo): Promise<void> {
  const names = (context.input.topics ?? []).map((topic) => topic.toLowerCase())
  if (names.length === 0) return
  await orWarn(context, `the topics ${names.join(', ')}`, () =>
    github.ask('PUT /repos/{owner}/{repo}/topics', { deed: `set the topics of ${github.slug}`, body: { names } }),
  )
}

async function setUpWorkflows(context: ActionContext<Input>, github: GithubRepo): Promise<void> {
  const { repoVariables, secrets, oidcCustomization, workflowAccess } = context.input
  await setWorkflowValues(context, github, { secrets, variables: repoVariables })
  if (oidcCustomization) {
    const { useDefault, includeClaimKeys } = oidcCustomization
    await github.ask('PUT /repos/{owner}/{repo}/actions/oidc/customization/sub', {
      deed: `set the subject of the tokens of ${github.slug}`,
      body: {
        use_default: useDefault ?? true,
        ...(includeClaimKeys ? { include_claim_keys: includeClaimKeys } : {}),
      },
    })
  }
  if (workflowAccess) {
    await github.ask('PUT /repos/{owner}/{repo}/actions/permissions/access', {
      deed: `share the workflows of ${github.slug}`,
      body: { access_level: workflowAccess },
    })
  }
}

/** People give refs of the catalog as well as GitHub's own names. */
const nameOf = (refOrName: string) =>
  refOrName.slice(Math.max(refOrName.lastIndexOf('/'), refOrName.lastIndexOf(':')) + 1)
