import { Type } from '@callboard/kernel'
import { type ActionContext, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { type GiteaRepo, type GiteaSetup, openGitea } from './gitea-host.ts'

const shared = { repoUrl: scmInput.repoUrl, token: scmInput.token }
const closed = { additionalProperties: false }
const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const texts = (description: string) =>
  Type.Optional(Type.Array(Type.String({ description: 'One of them.' }), { description }))

/** `gitea:issues:create` */
export const createIssue = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'gitea:issues:create',
    description: 'Creates an issue in a repository on Gitea.',
    input: Type.Object(
      {
        ...shared,
        title: Type.String({ description: 'The title.' }),
        body: text('The text; Markdown.'),
        assignees: texts('User names of people who take care of it.'),
        labels: texts('Names of labels of the repository or of its organisation.'),
        milestone: Type.Optional(Type.Number({ description: 'The number of the milestone.' })),
      },
      closed,
    ),
    output: Type.Object({
      issueUrl: Type.String({ description: 'The page of the issue.' }),
      issueNumber: Type.Number({ description: 'Its number in the repository.' }),
    }),
    examples: [
      {
        description: 'Something that is left to do by hand.',
        input: { repoUrl: 'gitea.example.com?owner=acme&repo=shop', title: 'Choose an on-call rotation' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { title, body, assignees, milestone, labels = [] } = context.input
      const gitea = await openGitea(setup, { ...context.input, signal: context.signal })
      const key = ['create.gitea.issue', gitea.slug, title, context.step.id, context.eachKey ?? '']
      const issue = await context.checkpoint(key.join('.'), async () => {
        const { html_url, number } = await gitea.call<{ html_url: string; number: number }>(
          `create the issue "${title}" in ${gitea.slug}`,
          {
            method: 'POST',
            path: `${gitea.path}/issues`,
            body: { title, body, assignees, milestone, labels: await labelNumbers(gitea, { context, labels }) },
          },
        )
        return { html_url, number }
      })
      context.output('issueUrl', issue.html_url)
      context.output('issueNumber', issue.number)
    },
  })

async function labelNumbers(
  gitea: GiteaRepo,
  { context, labels }: { context: Pick<ActionContext<unknown>, 'log'>; labels: readonly string[] },
): Promise<number[]> {
  if (labels.length === 0) return []
  type Label = { id: number; name: string }
  const own = await gitea.list<Label>(`${gitea.path}/labels?limit=50`)
  const path = `/orgs/${encodeURIComponent(gitea.owner)}/labels?limit=50`
  // A person has none of these.
  const shared = await gitea.reply<Label[]>({ method: 'GET', path })
  const known = [...own, ...(shared.status === 200 ? shared.body : [])]
  return labels.flatMap((name) => {
    const label = known.find((one) => one.name === name)
    if (!label) context.log.warn(`${gitea.slug} has no label "${name}"; the issue goes on without it.`)
    return label ? [label.id] : []
  })
}

/** `gitea:webhook` */
export const createWebhook = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'gitea:webhook',
    description:
      'Has a repository on Gitea call an address when something happens. One that calls it already is changed.',
    input: Type.Object(
      {
        ...shared,
        webhookUrl: Type.String({ description: 'The address to call.' }),
        webhookSecret: text('What the calls are signed with.'),
        events: texts('What it is called for: `push`, `pull_request`, `issues`, … Default: `push`.'),
        active: flag('Whether it is called at all. Default: true.'),
        contentType: Type.Optional(
          Type.Unsafe<'form' | 'json'>({
            type: 'string',
            enum: ['form', 'json'],
            description: 'How the calls are written. Default: `form`.',
          }),
        ),
      },
      closed,
    ),
    examples: [
      {
        description: 'Tells the portal of every push.',
        input: {
          repoUrl: 'gitea.example.com?owner=acme&repo=shop',
          webhookUrl: 'https://callboard.example.com/api/events/http/gitea',
          webhookSecret: '${{ secrets.webhookSecret }}',
          contentType: 'json',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { webhookUrl, webhookSecret, events = ['push'], active = true, contentType = 'form' } = context.input
      if (webhookSecret) context.hide(webhookSecret)
      const gitea = await openGitea(setup, { ...context.input, signal: context.signal })
      const path = `${gitea.path}/hooks`
      const config = { url: webhookUrl, content_type: contentType, ...(webhookSecret ? { secret: webhookSecret } : {}) }
      await context.checkpoint(`create.gitea.webhook.${gitea.slug}.${webhookUrl}`, async () => {
        const hooks = await gitea.list<{ id: number; config: { url?: string } }>(`${path}?limit=50`)
        const there = hooks.find((hook) => hook.config.url === webhookUrl)
        const deed = `call ${webhookUrl} for ${gitea.slug}`
        const { id } = await (there
          ? gitea.call<{ id: number }>(deed, {
              method: 'PATCH',
              path: `${path}/${there.id}`,
              body: { config, events, active },
            })
          : gitea.call<{ id: number }>(deed, { method: 'POST', path, body: { type: 'gitea', config, events, active } }))
        return id
      })
    },
  })

/** `gitea:deployKey:create` */
export const createDeployKey = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'gitea:deployKey:create',
    description: 'Lets the owner of an SSH key read a repository on Gitea, or write to it.',
    input: Type.Object(
      {
        ...shared,
        publicKey: Type.String({ description: 'The public key: `ssh-ed25519 AAAA…`.' }),
        deployKeyName: Type.String({ description: 'What the key is called.' }),
        readOnly: flag('Whether it may only read. Default: true.'),
      },
      closed,
    ),
    examples: [
      {
        description: 'Lets the cluster read the repository.',
        input: {
          repoUrl: 'gitea.example.com?owner=acme&repo=shop',
          publicKey: '${{ parameters.clusterKey }}',
          deployKeyName: 'cluster',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { publicKey, deployKeyName: title, readOnly = true } = context.input
      const gitea = await openGitea(setup, { ...context.input, signal: context.signal })
      const path = `${gitea.path}/keys`
      await context.checkpoint(`create.gitea.deploy-key.${gitea.slug}.${title}`, async () => {
        const [type, blob] = publicKey.trim().split(/\s+/)
        const keys = await gitea.list<{ id: number; key: string }>(`${path}?limit=50`)
        const there = keys.find(({ key }) => key.startsWith(`${type} ${blob}`))
        if (there) return there.id
        const body = { title, key: publicKey.trim(), read_only: readOnly }
        return (await gitea.call<{ id: number }>(`add the key ${title}`, { method: 'POST', path, body })).id
      })
    },
  })

/** `gitea:branch-protection:create` */
export const protectBranch = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'gitea:branch-protection:create',
    description:
      'Protects a branch of a repository on Gitea: changes come by pull request only. A rule that is there is changed.',
    input: Type.Object(
      {
        ...shared,
        branch: text('The branch, or a pattern of branches. Default: the default branch of the repository.'),
        requiredApprovingReviewCount: Type.Optional(
          Type.Integer({ minimum: 0, description: 'How many people have to approve a pull request. Default: 1.' }),
        ),
        dismissStaleReviews: flag('A push takes approvals back. Default: false.'),
        requiredStatusCheckContexts: texts('Checks that have to succeed. Default: none.'),
        requiredCommitSigning: flag('Commits have to be signed. Default: false.'),
      },
      closed,
    ),
    examples: [
      {
        description: 'Two people have to approve.',
        input: { repoUrl: 'gitea.example.com?owner=acme&repo=shop', branch: 'main', requiredApprovingReviewCount: 2 },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { input, signal } = context
      const gitea = await openGitea(setup, { ...input, signal })
      const show = { method: 'GET' as const, path: gitea.path }
      const branch =
        input.branch ??
        (await gitea.call<{ default_branch: string }>(`show the repository ${gitea.slug}`, show)).default_branch
      const checks = input.requiredStatusCheckContexts ?? []
      const rule = {
        enable_push: false,
        required_approvals: input.requiredApprovingReviewCount ?? 1,
        dismiss_stale_approvals: input.dismissStaleReviews ?? false,
        enable_status_check: checks.length > 0,
        status_check_contexts: checks,
        require_signed_commits: input.requiredCommitSigning ?? false,
      }
      const path = `${gitea.path}/branch_protections`
      await context.checkpoint(`protect.gitea.branch.${gitea.slug}.${branch}`, async () => {
        const deed = `protect the branch ${branch}`
        const own = `${path}/${encodeURIComponent(branch)}`
        const there = await gitea.find(deed, own)
        await (there
          ? gitea.call(deed, { method: 'PATCH', path: own, body: rule })
          : gitea.call(deed, { method: 'POST', path, body: { rule_name: branch, ...rule } }))
        return branch
      })
    },
  })

/** `gitea:actions:dispatch` */
export const dispatchWorkflow = (setup: GiteaSetup) =>
  defineScaffolderAction({
    id: 'gitea:actions:dispatch',
    description: 'Starts a workflow of a repository on Gitea, 1.24 or later. It does not wait for its end.',
    input: Type.Object(
      {
        ...shared,
        workflowId: Type.String({ description: 'The file of the workflow: `deploy.yaml`.' }),
        branchOrTagName: Type.String({ description: 'The branch or tag that it runs on.' }),
        workflowInputs: Type.Optional(
          Type.Record(Type.String(), Type.String(), { description: 'Inputs of the workflow, by name.' }),
        ),
      },
      closed,
    ),
    examples: [
      {
        description: 'Deploys what was published.',
        input: {
          repoUrl: 'gitea.example.com?owner=acme&repo=shop',
          workflowId: 'deploy.yaml',
          branchOrTagName: 'main',
          workflowInputs: { stage: 'staging' },
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { workflowId, branchOrTagName: ref, workflowInputs: inputs = {} } = context.input
      const gitea = await openGitea(setup, { ...context.input, signal: context.signal })
      const path = `${gitea.path}/actions/workflows/${encodeURIComponent(workflowId)}/dispatches`
      const key = ['dispatch.gitea.workflow', gitea.slug, workflowId, context.step.id, context.eachKey ?? '']
      await context.checkpoint(key.join('.'), async () => {
        await gitea.call(`start the workflow ${workflowId}`, { method: 'POST', path, body: { ref, inputs } })
        return ref
      })
    },
  })
