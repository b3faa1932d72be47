import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { projectPath } from '../gitlab-api.ts'
import { type GitlabHost, type GitlabSetup, openGitlab, projectOf } from './gitlab-host.ts'
import { optionalProjectIdInput } from './inputs.ts'

const shared = { repoUrl: scmInput.repoUrl, token: scmInput.token, projectId: optionalProjectIdInput }
const closed = { additionalProperties: false }
const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const level = (description: string) =>
  Type.Optional(Type.Unsafe<Level>({ type: 'string', enum: ['no_one', 'developer', 'maintainer'], description }))

type Level = 'no_one' | 'developer' | 'maintainer'
const levels: Readonly<Record<Level, number>> = { no_one: 0, developer: 30, maintainer: 40 }

/** Opens the host, and says where the project is in the API. */
async function open(
  setup: GitlabSetup,
  input: { repoUrl: string; token?: string; projectId?: number | string },
  signal: AbortSignal,
): Promise<{ gitlab: GitlabHost; project: number | string; path: string }> {
  const gitlab = await openGitlab(setup, { ...input, signal })
  const project = input.projectId ?? projectOf(setup, input.repoUrl)
  return { gitlab, project, path: projectPath(project) }
}

const example = { repoUrl: 'gitlab.com?owner=acme&repo=shop' }

/** `gitlab:webhook` */
export const createWebhook = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:webhook',
    description: 'Has a GitLab project call an address when something happens. One that calls it already is changed.',
    input: Type.Object(
      {
        ...shared,
        webhookUrl: Type.String({ description: 'The address to call.' }),
        webhookSecret: text('What GitLab sends along, so that the other side knows it.'),
        events: Type.Optional(
          Type.Array(Type.String({ pattern: '^[a-z_]+$', description: 'One of them.' }), {
            description:
              'What it is called for, as in the names of the API: `push`, `tag_push`, `merge_requests`, `issues`, `pipeline`, … Default: `push`.',
          }),
        ),
        insecureSsl: flag('Certificates of the other side are not checked. Default: false.'),
      },
      closed,
    ),
    examples: [
      {
        description: 'Tells the portal of every push.',
        input: {
          ...example,
          webhookUrl: 'https://callboard.example.com/api/events/http/gitlab',
          webhookSecret: '${{ secrets.webhookSecret }}',
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { webhookUrl: url, webhookSecret, events = ['push'], insecureSsl } = context.input
      if (webhookSecret) context.hide(webhookSecret)
      const { gitlab, project, path } = await open(setup, context.input, context.signal)
      const body = {
        url,
        token: webhookSecret,
        // GitLab takes pushes for granted.
        push_events: false,
        ...Object.fromEntries(events.map((name) => [`${name}_events`, true])),
        enable_ssl_verification: !insecureSsl,
      }
      await context.checkpoint(`create.gitlab.webhook.${project}.${url}`, async () => {
        const hooks = await gitlab.list<{ id: number; url: string }>(`${path}/hooks?per_page=100`)
        const there = hooks.find((hook) => hook.url === url)
        const call = there
          ? { method: 'PUT' as const, path: `${path}/hooks/${there.id}`, body }
          : { method: 'POST' as const, path: `${path}/hooks`, body }
        return (await gitlab.call<{ id: number }>(`call ${url} for ${project}`, call)).id
      })
    },
  })

/** `gitlab:branch-protection:create` */
export const protectBranch = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:branch-protection:create',
    description: 'Protects a branch of a GitLab project. A rule that says something else is replaced.',
    input: Type.Object(
      {
        ...shared,
        branch: Type.String({ description: 'The branch, or a pattern: `release/*`.' }),
        pushAccessLevel: level('Who may push. Default: `maintainer`.'),
        mergeAccessLevel: level('Who may merge. Default: `maintainer`.'),
        allowForcePush: flag('Whoever may push may also rewrite it. Default: false.'),
      },
      closed,
    ),
    examples: [
      {
        description: 'Nobody pushes, developers merge.',
        input: { ...example, branch: 'main', pushAccessLevel: 'no_one', mergeAccessLevel: 'developer' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { branch, pushAccessLevel = 'maintainer', mergeAccessLevel = 'maintainer', allowForcePush } = context.input
      const { gitlab, project, path } = await open(setup, context.input, context.signal)
      const call = {
        method: 'POST' as const,
        path: `${path}/protected_branches`,
        body: {
          name: branch,
          push_access_level: levels[pushAccessLevel],
          merge_access_level: levels[mergeAccessLevel],
          allow_force_push: allowForcePush ?? false,
        },
      }
      const deed = `protect the branch ${branch} of ${project}`
      await context.checkpoint(`protect.gitlab.branch.${project}.${branch}`, async () => {
        const made = await gitlab.reply(call)
        if (made.status === 409) {
          // Levels of a rule cannot be changed, only made anew.
          await gitlab.call(deed, { method: 'DELETE', path: `${call.path}/${encodeURIComponent(branch)}` })
          await gitlab.call(deed, call)
        } else if (made.status >= 300) throw gitlab.refusal(deed, made)
        return branch
      })
    },
  })

/** `gitlab:environment:create` */
export const createEnvironment = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:environment:create',
    description: 'Makes an environment that CI jobs of a GitLab project deploy to. One that is there is changed.',
    input: Type.Object(
      {
        ...shared,
        name: Type.String({ description: 'The environment: `production`.' }),
        externalUrl: text('Where it can be looked at.'),
        tier: Type.Optional(
          Type.Unsafe<'production' | 'staging' | 'testing' | 'development' | 'other'>({
            type: 'string',
            enum: ['production', 'staging', 'testing', 'development', 'other'],
            description: 'What it is for. Default: GitLab tells by its name.',
          }),
        ),
      },
      closed,
    ),
    examples: [
      {
        description: 'Where the shop is live.',
        input: { ...example, name: 'production', externalUrl: 'https://shop.acme.example' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { name, externalUrl: external_url, tier } = context.input
      const { gitlab, project, path } = await open(setup, context.input, context.signal)
      await context.checkpoint(`create.gitlab.environment.${project}.${name}`, async () => {
        const [there] = await gitlab.list<{ id: number }>(`${path}/environments?${new URLSearchParams({ name })}`)
        const call = there
          ? { method: 'PUT' as const, path: `${path}/environments/${there.id}`, body: { external_url, tier } }
          : { method: 'POST' as const, path: `${path}/environments`, body: { name, external_url, tier } }
        return (await gitlab.call<{ id: number }>(`create the environment ${name} of ${project}`, call)).id
      })
    },
  })

/** `gitlab:deployKey:create` */
export const createDeployKey = (setup: GitlabSetup) =>
  defineScaffolderAction({
    id: 'gitlab:deployKey:create',
    description: 'Lets the owner of an SSH key read a GitLab project, or push to it.',
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
        description: 'Lets the cluster read the project.',
        input: { ...example, publicKey: '${{ parameters.clusterKey }}', deployKeyName: 'cluster' },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { publicKey, deployKeyName: title, readOnly = true } = context.input
      const { gitlab, project, path } = await open(setup, context.input, context.signal)
      await context.checkpoint(`create.gitlab.deploy-key.${project}.${title}`, async () => {
        // The third word of a key is a comment.
        const [type, blob] = publicKey.trim().split(/\s+/)
        const keys = await gitlab.list<{ id: number; key: string }>(`${path}/deploy_keys?per_page=100`)
        const there = keys.find(({ key }) => key.startsWith(`${type} ${blob}`))
        if (there) return there.id
        const body = { title, key: publicKey.trim(), can_push: !readOnly }
        const call = { method: 'POST' as const, path: `${path}/deploy_keys`, body }
        return (await gitlab.call<{ id: number }>(`add the key ${title} to ${project}`, call)).id
      })
    },
  })
