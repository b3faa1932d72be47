import { Type } from '@callboard/kernel'
import { defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { type BitbucketSetup, openBitbucket } from './bitbucket-repo.ts'
import { cloudPath } from './cloud-product.ts'

const kinds = [
  'push',
  'force',
  'delete',
  'restrict_merges',
  'require_tasks_to_be_completed',
  'require_approvals_to_merge',
  'require_default_reviewer_approvals_to_merge',
  'require_no_changes_requested',
  'require_passing_builds_to_merge',
  'require_commits_behind',
  'reset_pullrequest_approvals_on_change',
  'smart_reset_pullrequest_approvals',
  'reset_pullrequest_changes_requested_on_change',
  'require_all_dependencies_merged',
  'enforce_merge_checks',
  'allow_auto_merge_when_builds_pass',
]

const closed = { additionalProperties: false }

const input = Type.Object(
  {
    repoUrl: Type.String({ description: 'The repository as the field RepoUrlPicker gives it.' }),
    token: scmInput.token,
    kind: Type.Unsafe<string>({ type: 'string', enum: kinds, description: 'What is restricted or required.' }),
    branchMatchKind: Type.Optional(
      Type.Unsafe<'glob' | 'branching_model'>({
        type: 'string',
        enum: ['glob', 'branching_model'],
        description: 'Whether `pattern` or `branchType` says which branches it holds for. Default: `branching_model`.',
      }),
    ),
    branchType: Type.Optional(
      Type.Unsafe<string>({
        type: 'string',
        enum: ['feature', 'bugfix', 'release', 'hotfix', 'development', 'production'],
        description: 'The kind of branch, with `branching_model`. Default: `development`.',
      }),
    ),
    pattern: Type.Optional(Type.String({ description: 'The branches, with `glob`: `release/*`. Default: none.' })),
    value: Type.Optional(
      Type.Union([Type.Number(), Type.Null()], {
        description: 'How many, for kinds that count something. Default: 1.',
      }),
    ),
    users: Type.Optional(
      Type.Array(Type.Object({ uuid: Type.String({ description: 'With braces: `{a54f16da-…}`.' }) }, closed), {
        description: 'Who is exempt.',
      }),
    ),
    groups: Type.Optional(
      Type.Array(Type.Object({ slug: Type.String({ description: 'The name, as addresses have it.' }) }, closed), {
        description: 'Groups whose members are exempt.',
      }),
    ),
  },
  closed,
)

/** `bitbucketCloud:branchRestriction:create` */
export const restrictBranch = (setup: BitbucketSetup) =>
  defineScaffolderAction({
    id: 'bitbucketCloud:branchRestriction:create',
    description: 'Adds a rule for branches to a repository on Bitbucket Cloud.',
    input,
    output: Type.Object({
      json: Type.String({ description: 'What Bitbucket answered.' }),
      statusCode: Type.Number({ description: 'The status of its answer.' }),
    }),
    examples: [
      {
        description: 'Two approvals for the main branch.',
        input: {
          repoUrl: 'bitbucket.org?workspace=acme&project=STAGE&repo=shop',
          kind: 'require_approvals_to_merge',
          branchMatchKind: 'glob',
          pattern: 'main',
          value: 2,
        },
      },
    ],
    caseInsensitiveInputs: ['repoUrl'],
    async run(context) {
      const { kind, branchMatchKind = 'branching_model', branchType, pattern, value = 1 } = context.input
      const { users = [], groups = [] } = context.input
      const { signal } = context
      const repo = await openBitbucket(setup, { ...context.input, signal, types: ['bitbucketCloud'] })
      const branches =
        branchMatchKind === 'glob' ? { pattern: pattern ?? '' } : { branch_type: branchType ?? 'development' }
      const which = Object.values(branches).join()
      const key = ['create.bitbucket.restriction', repo.slug, kind, which, context.step.id, context.eachKey ?? '']
      const { status, text } = await context.checkpoint(key.join('.'), async () => {
        const reply = await repo.api.reply(`restrict ${kind} in ${repo.slug}`, {
          method: 'POST',
          path: `${cloudPath(repo)}/branch-restrictions`,
          body: {
            type: 'branchrestriction',
            kind,
            branch_match_kind: branchMatchKind,
            ...branches,
            // Bitbucket wants none here.
            value: kind === 'push' ? null : value,
            users: users.map(({ uuid }) => ({ type: 'user', uuid })),
            groups: groups.map(({ slug }) => ({ type: 'group', slug })),
          },
        })
        return { status: reply.status, text: JSON.stringify(reply.body) }
      })
      context.output('json', text)
      context.output('statusCode', status)
    },
  })
