import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, scmInput } from '@callboard/plugin-scaffolder'
import { checkpointKey, type GithubSetup, openGithubRepo } from './github-repo.ts'
import { protectBranch } from './protect-branch.ts'
import { protectionInput } from './repository-input.ts'

const { repoUrl, token } = scmInput
const closed = { additionalProperties: false }

/** Makes references such as `SHOP-12` links. */
export const createGithubAutolink = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:autolinks:create',
    description: 'Turns references such as `SHOP-12` in a repository on GitHub into links.',
    input: Type.Object(
      {
        repoUrl,
        keyPrefix: Type.String({ description: 'What references begin with: `SHOP-`.' }),
        urlTemplate: Type.String({ description: 'Where they lead; `<num>` stands for what follows the prefix.' }),
        isAlphanumeric: Type.Optional(
          Type.Boolean({ description: 'Whether letters may follow, rather than digits alone. Default: true.' }),
        ),
        token,
      },
      closed,
    ),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'Link issues of Jira.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          keyPrefix: 'SHOP-',
          urlTemplate: 'https://jira.acme.example/browse/SHOP-<num>',
        },
      },
    ],
    async run(context) {
      const { keyPrefix, urlTemplate, isAlphanumeric = true } = context.input
      const github = await openGithubRepo(context, setup)
      await context.checkpoint(
        checkpointKey(context, 'create.autolink', github.owner, github.repo, keyPrefix),
        async () => {
          const created = await github.attempt('POST /repos/{owner}/{repo}/autolinks', {
            deed: `make links of ${keyPrefix} in ${github.slug}`,
            body: { key_prefix: keyPrefix, url_template: urlTemplate, is_alphanumeric: isAlphanumeric },
          })
          if (created.isDone) return true
          const links =
            created.status === 422
              ? await github.ask('GET /repos/{owner}/{repo}/autolinks', { deed: `list the links of ${github.slug}` })
              : []
          const isThere = links.some(
            ({ key_prefix, url_template }) => key_prefix === keyPrefix && url_template === urlTemplate,
          )
          if (!isThere) throw created.refusal()
          return true
        },
      )
    },
  })

/** Publishes a site. */
export const enableGithubPages = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:pages:enable',
    description: 'Publishes the site of a repository with GitHub Pages.',
    input: Type.Object(
      {
        repoUrl,
        buildType: Type.Optional(
          Type.Union([Type.Literal('legacy'), Type.Literal('workflow')], {
            description: 'Built by GitHub from a branch (legacy), or by a workflow. Default: workflow.',
          }),
        ),
        sourceBranch: Type.Optional(Type.String({ description: 'The branch with the site. Default: main.' })),
        sourcePath: Type.Optional(
          Type.Union([Type.Literal('/'), Type.Literal('/docs')], {
            description: 'The folder with the site. Default: /.',
          }),
        ),
        token,
      },
      closed,
    ),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'Publish the folder "docs" as it is.',
        input: { repoUrl: 'github.com?owner=acme&repo=shop', buildType: 'legacy', sourcePath: '/docs' },
      },
    ],
    async run(context) {
      const { buildType = 'workflow', sourceBranch = 'main', sourcePath = '/' } = context.input
      const github = await openGithubRepo(context, setup)
      await context.checkpoint(checkpointKey(context, 'enable.pages', github.owner, github.repo), async () => {
        const deed = `publish the site of ${github.slug}`
        const body = { build_type: buildType, source: { branch: sourceBranch, path: sourcePath } }
        const created = await github.attempt('POST /repos/{owner}/{repo}/pages', { deed, body })
        // There is one already: it is set up as this one.
        if (created.status === 409) await github.ask('PUT /repos/{owner}/{repo}/pages', { deed, body })
        else if (!created.isDone) throw created.refusal()
        return true
      })
    },
  })

/** Protects a branch. */
export const protectGithubBranch = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:branch-protection:create',
    description: 'Protects a branch of a repository on GitHub.',
    input: Type.Object(
      {
        repoUrl,
        branch: Type.Optional(Type.String({ description: 'The branch. Default: the default branch.' })),
        enforceAdmins: Type.Optional(
          Type.Boolean({ description: 'Administrators are held to it as well. Default: true.' }),
        ),
        ...protectionInput,
        blockCreations: Type.Optional(
          Type.Boolean({ description: 'Keep others from making branches that the rule matches. Default: false.' }),
        ),
        token,
      },
      closed,
    ),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'Two approvals, of code owners, for a release branch.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          branch: 'release',
          requiredApprovingReviewCount: 2,
          requireCodeOwnerReviews: true,
        },
      },
    ],
    async run(context) {
      const { input } = context
      const github = await openGithubRepo(context, setup)
      const branch = input.branch ?? (await readDefaultBranch())
      // Again does no harm, so it needs no checkpoint.
      await protectBranch(context, github, {
        branch,
        enforceAdmins: input.enforceAdmins ?? true,
        blockCreations: input.blockCreations ?? false,
      })

      async function readDefaultBranch(): Promise<string> {
        const found = await github.ask('GET /repos/{owner}/{repo}', { deed: `find the repository ${github.slug}` })
        return found.default_branch
      }
    },
  })
