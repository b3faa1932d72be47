import { type Static, Type } from '@callboard/kernel'
import { type ActionContext, scmInput } from '@callboard/plugin-scaffolder'

const { repoUrl, token, gitAuthorName, gitAuthorEmail } = scmInput
const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))

/** The action's input. */
export const pullRequestInput = Type.Object(
  {
    repoUrl,
    branchName: Type.String({ description: 'The branch that the pull request is made from.' }),
    title: Type.String({ description: 'Its title.' }),
    description: Type.String({ description: 'Its text; Markdown.' }),
    targetBranchName: text('The branch to merge into. Default: the default branch.'),
    draft: flag('Make it a draft. Default: false.'),
    sourcePath: text('The folder of the workspace with the changed files. Default: the whole workspace.'),
    targetPath: text('The folder of the repository that they go to. Default: its root.'),
    filesToDelete: texts('Files to delete, relative to targetPath. They win over files of the same name.'),
    reviewers: texts('Logins of users who shall review.'),
    assignees: texts('Logins of users to assign it to; at most 10.'),
    teamReviewers: texts('Slugs of teams that shall review.'),
    commitMessage: text('The message of the commit. Default: `scaffolder.defaultCommitMessage`, else the title.'),
    update: flag('Add a commit to the branch if it is there, and update its pull request. Default: false.'),
    forceFork: flag('Commit to a fork, also where the credentials may push. Default: false.'),
    createWhenEmpty: flag('Make a pull request also where no file changes. Default: true.'),
    gitAuthorName,
    gitAuthorEmail,
    forceEmptyGitAuthor: flag('Name no author: GitHub then names the owner of the credentials, and signs for apps.'),
    token,
  },
  { additionalProperties: false },
)

/** The action's context. */
export type PullRequestContext = ActionContext<Static<typeof pullRequestInput>>
