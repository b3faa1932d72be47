import { Type } from '@callboard/kernel'
import { type Action, defineScaffolderAction, publishOutput, scmInput } from '@callboard/plugin-scaffolder'
import { configureRepository } from './configure-repository.ts'
import { createRepository } from './create-repository.ts'
import { type GithubSetup, getSourceFolder, openGithubRepo } from './github-repo.ts'
import { publishContent } from './publish-content.ts'
import { defaultBranchInput, repositoryInput } from './repository-input.ts'

const { repoUrl, token, sourcePath, gitCommitMessage, gitAuthorName, gitAuthorEmail } = scmInput
const content = { sourcePath, gitCommitMessage, gitAuthorName, gitAuthorEmail }
const closed = { additionalProperties: false }

/** Creates a repository and pushes the workspace to it. */
export const publishGithub = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'publish:github',
    description: 'Creates a repository on GitHub and pushes the workspace to it.',
    input: Type.Object({ repoUrl, ...repositoryInput, ...defaultBranchInput, ...content, token }, closed),
    output: Type.Object(publishOutput),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'A private repository with a protected branch.',
        input: { repoUrl: 'github.com?owner=acme&repo=shop', description: 'The shop' },
      },
      {
        description: 'A public one with topics, a team that maintains it, and checks that must pass.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          repoVisibility: 'public',
          topics: ['shop', 'node'],
          collaborators: [{ team: 'payments', access: 'maintain' }],
          requiredStatusCheckContexts: ['test'],
        },
      },
    ],
    async run(context) {
      const folder = await getSourceFolder(context)
      const github = await openGithubRepo(context, setup)
      const repository = await createRepository(context, github, setup)
      await configureRepository(context, github)
      const message = context.input.gitCommitMessage ?? setup.defaults.commitMessage ?? 'Initial commit'
      await publishContent(context, github, { ...setup, repository, folder, message })
    },
  })

/** Creates a repository without content. */
export const createGithubRepo = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:repo:create',
    description: 'Creates a repository on GitHub, without content.',
    input: Type.Object(
      {
        repoUrl,
        ...repositoryInput,
        autoInit: Type.Optional(Type.Boolean({ description: 'Start with a commit of a README. Default: false.' })),
        workflowAccess: Type.Optional(
          Type.Union([Type.Literal('none'), Type.Literal('organization'), Type.Literal('user')], {
            description: 'From where workflows may use those of this repository.',
          }),
        ),
        token,
      },
      closed,
    ),
    output: Type.Object({
      remoteUrl: publishOutput.remoteUrl,
      repoContentsUrl: Type.Optional(publishOutput.repoContentsUrl),
    }),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'An empty internal repository.',
        input: { repoUrl: 'github.com?owner=acme&repo=shop', repoVisibility: 'internal' },
      },
    ],
    async run(context) {
      const github = await openGithubRepo(context, setup)
      const repository = await createRepository(context, github, setup)
      await configureRepository(context, github)
      context.output('remoteUrl', repository.cloneUrl)
    },
  })

/** Pushes the workspace to a repository that is there. */
export const pushGithubRepo = (setup: GithubSetup): Action =>
  defineScaffolderAction({
    id: 'github:repo:push',
    description: 'Pushes the workspace as the first commit to an empty repository on GitHub.',
    input: Type.Object({ repoUrl, ...defaultBranchInput, ...content, token }, closed),
    output: Type.Object(publishOutput),
    caseInsensitiveInputs: ['repoUrl'],
    examples: [
      {
        description: 'The folder "service", to a branch that is not protected.',
        input: {
          repoUrl: 'github.com?owner=acme&repo=shop',
          sourcePath: 'service',
          defaultBranch: 'trunk',
          protectDefaultBranch: false,
        },
      },
    ],
    async run(context) {
      const folder = await getSourceFolder(context)
      const github = await openGithubRepo(context, setup)
      const found = await github.ask('GET /repos/{owner}/{repo}', { deed: `find the repository ${github.slug}` })
      const repository = { cloneUrl: found.clone_url, htmlUrl: found.html_url }
      // Not the configured default, as it has always been in this action (spec/scaffolder.md 11.1).
      const message = context.input.gitCommitMessage ?? 'initial commit'
      await publishContent(context, github, { ...setup, repository, folder, message })
    },
  })
