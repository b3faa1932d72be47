import { defineErrors, Type } from '@callboard/model'

/** What GitHub's actions end in, besides what the host itself refuses. */
export const errors = defineErrors('github', {
  contextLacks: {
    name: 'InputError',
    data: { key: Type.String() },
    message: 'The context does not say the {key}.',
  },
  badName: {
    name: 'InputError',
    data: { name: Type.String(), value: Type.String() },
    message: '"{value}" cannot be the {name} of anything on GitHub.',
  },
  foreignOwner: {
    name: 'InputError',
    data: { host: Type.String(), owner: Type.String(), login: Type.String() },
    message: 'The credentials for {host} are those of {login}, who cannot create repositories for the user {owner}.',
    hint: 'Choose an organisation as owner, or give the token of that user.',
  },
  foreignRemote: {
    name: 'NotAllowedError',
    data: { host: Type.String(), remote: Type.String() },
    message:
      '{host} says that the repository is to be cloned from {remote}, which is another host. Nothing was sent there.',
  },
  noContent: {
    name: 'InputError',
    data: { folder: Type.String() },
    message: 'There is nothing in the folder "{folder}" of the workspace.',
    hint: 'Check sourcePath, and that a step before this one fills the folder, such as fetch:template.',
  },
  contentTooLarge: {
    name: 'PayloadTooLargeError',
    data: { megabytes: Type.Number(), limit: Type.Number() },
    message: 'The content has {megabytes} MB, and GitHub takes {limit} MB by its API.',
    hint: 'Make it smaller.',
  },
  branchExists: {
    name: 'ConflictError',
    data: { slug: Type.String(), branch: Type.String() },
    message: 'The branch "{branch}" is in {slug} already. Nothing was changed there.',
    hint: 'Choose another branchName, or set "update" to add a commit to this branch.',
  },
  noBaseBranch: {
    name: 'NotFoundError',
    data: { slug: Type.String(), branch: Type.String() },
    message: '{slug} has no branch "{branch}" that a pull request could be merged into.',
    hint: 'Check targetBranchName; an empty repository has no branch at all.',
  },
  forkNotReady: {
    name: 'ServiceUnavailableError',
    data: { slug: Type.String() },
    message: 'GitHub has not finished the fork {slug} in time.',
    hint: 'Retry the task in a minute.',
  },
  notAFile: {
    name: 'InputError',
    data: { path: Type.String(), slug: Type.String() },
    message: '"{path}" of filesToDelete is a folder in {slug}.',
    hint: 'Name the files in it.',
  },
  unknownReviewer: {
    name: 'NotFoundError',
    data: { ref: Type.String() },
    message: 'The catalog knows no user or group {ref}, which shall review deployments.',
    hint: 'Check "reviewers", and that whoever runs the template may see them.',
  },
  noCatalog: {
    name: 'NotImplementedError',
    message: 'Reviewers are found by their entities, and this portal has no catalog.',
  },
})
