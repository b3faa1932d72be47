import { type Static, Type } from '@callboard/kernel'

const text = (description: string) => Type.Optional(Type.String({ description }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const texts = (description: string) => Type.Optional(Type.Array(Type.String(), { description }))
const textByName = (description: string) => Type.Optional(Type.Record(Type.String(), Type.String(), { description }))

const people = {
  users: texts('Logins of users.'),
  teams: texts('Slugs of teams.'),
  apps: texts('Slugs of apps.'),
}
const access = Type.String({ description: 'pull, triage, push, maintain, admin, or a role of the organisation.' })
const name = (description: string) => Type.String({ description })

/** How a new repository is set up. */
export const repositoryInput = {
  description: text('What the repository is for, in one line.'),
  homepage: text('The address of its web site.'),
  access: text('Who becomes administrator: a team as `<owner>/<team>`, or the login of a user.'),
  repoVisibility: Type.Optional(
    Type.Union([Type.Literal('private'), Type.Literal('public'), Type.Literal('internal')], {
      description: 'Who sees it. Default: private.',
    }),
  ),
  deleteBranchOnMerge: flag('Delete branches when their pull request is merged. Default: false.'),
  allowMergeCommit: flag('Allow merge commits. Default: true.'),
  allowSquashMerge: flag('Allow squash merges. Default: true.'),
  allowRebaseMerge: flag('Allow rebase merges. Default: true.'),
  allowAutoMerge: flag('Allow pull requests to merge on their own once they may. Default: false.'),
  allowUpdateBranch: flag('Offer to update branches of pull requests that are behind. Default: false.'),
  squashMergeCommitTitle: Type.Optional(
    Type.Union([Type.Literal('PR_TITLE'), Type.Literal('COMMIT_OR_PR_TITLE')], {
      description: 'Title of squashes. Default: COMMIT_OR_PR_TITLE.',
    }),
  ),
  squashMergeCommitMessage: Type.Optional(
    Type.Union([Type.Literal('PR_BODY'), Type.Literal('COMMIT_MESSAGES'), Type.Literal('BLANK')], {
      description: 'Message of squashes. Default: COMMIT_MESSAGES.',
    }),
  ),
  collaborators: Type.Optional(
    Type.Array(
      Type.Union([
        Type.Object({ user: name('Login, or ref of a user.'), access }, { additionalProperties: false }),
        Type.Object({ team: name('Slug, or ref of a group.'), access }, { additionalProperties: false }),
      ]),
      { description: 'Users and teams that get access.' },
    ),
  ),
  hasProjects: flag('Have projects. Default: as GitHub does.'),
  hasWiki: flag('Have a wiki. Default: as GitHub does.'),
  hasIssues: flag('Have issues. Default: as GitHub does.'),
  topics: texts('Topics; they become lower case.'),
  repoVariables: textByName('Variables for its workflows, by name.'),
  secrets: textByName('Secrets for its workflows, by name.'),
  oidcCustomization: Type.Optional(
    Type.Object(
      {
        useDefault: flag('Keep the subject as GitHub makes it. Default: true.'),
        includeClaimKeys: texts('Claims that make the subject.'),
      },
      { additionalProperties: false, description: 'The subject of the tokens that its workflows get.' },
    ),
  ),
  customProperties: Type.Optional(
    Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]), {
      description: 'Custom properties of the organisation, by name.',
    }),
  ),
  subscribe: flag("Have the credentials' owner watch it. Default: false."),
}

/** How a branch is protected. */
export const protectionInput = {
  requiredApprovingReviewCount: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 6, description: 'Approvals that a pull request needs. Default: 1.' }),
  ),
  requireCodeOwnerReviews: flag('Code owners have to approve. Default: false.'),
  dismissStaleReviews: flag('A new commit dismisses approvals. Default: false.'),
  bypassPullRequestAllowances: Type.Optional(
    Type.Object(people, { additionalProperties: false, description: 'Who may push without a pull request.' }),
  ),
  restrictions: Type.Optional(
    Type.Object(
      {
        users: Type.Array(Type.String(), { description: 'Logins of users.' }),
        teams: Type.Array(Type.String(), { description: 'Slugs of teams.' }),
        apps: people.apps,
      },
      { additionalProperties: false, description: 'Who alone may push. Only in organisations.' },
    ),
  ),
  requiredStatusCheckContexts: texts('Checks that must pass. Default: none.'),
  requireBranchesToBeUpToDate: flag('Branches must be up to date before they merge. Default: true.'),
  requiredConversationResolution: flag('All conversations must be resolved. Default: false.'),
  requireLastPushApproval: flag('Somebody else must approve the last push. Default: false.'),
  requiredCommitSigning: flag('Commits must be signed. Default: false.'),
  requiredLinearHistory: flag('No merge commits. Default: false.'),
}

/** Whether and how publishing protects the branch that it pushes. */
export const defaultBranchInput = {
  defaultBranch: text('The branch that is pushed. Default: main.'),
  protectDefaultBranch: flag('Protect it. Default: true.'),
  protectEnforceAdmins: flag('Administrators are held to the protection as well. Default: true.'),
  ...protectionInput,
}

/** The inputs of a repository's settings. */
export type RepositoryInput = Static<ReturnType<typeof repositoryObject>>
/** The inputs of a branch's protection. */
export type ProtectionInput = Static<ReturnType<typeof protectionObject>>
/** The inputs of publishing. */
export type DefaultBranchInput = Static<ReturnType<typeof defaultBranchObject>>

const repositoryObject = () => Type.Object(repositoryInput)
const protectionObject = () => Type.Object(protectionInput)
const defaultBranchObject = () => Type.Object(defaultBranchInput)
