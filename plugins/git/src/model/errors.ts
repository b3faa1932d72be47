import { defineErrors, Type } from '@callboard/model'

const remote = Type.String()
const branch = Type.String()
const answer = Type.String()

/** What git can end in. Remotes are named without credentials. */
export const errors = defineErrors('git', {
  badRemote: {
    name: 'InputError',
    data: { remote },
    message: '"{remote}" is no address of a git repository.',
    hint: 'Write it as https://host/path, ssh://git@host/path or git@host:path.',
  },
  remoteNotAllowed: {
    name: 'NotAllowedError',
    data: { remote, host: Type.String() },
    message: 'Git may not reach {host} ({remote}).',
    hint: 'Add the host to "integrations" or, with its port, to "backend.reading.allow".',
  },
  refused: {
    name: 'NotAllowedError',
    data: { remote, answer },
    message: '{remote} refused the credentials: {answer}',
    hint: 'Check that the token or the key may write to this repository, and that it has not expired.',
  },
  notFound: {
    name: 'NotFoundError',
    data: { remote },
    message: 'There is no repository at {remote}, or the credentials may not see it.',
    hint: 'Check the address, and the scopes of the token.',
  },
  failed: {
    name: 'ServiceUnavailableError',
    data: { remote, answer },
    message: 'Git could not be done with {remote}: {answer}',
  },
  pushDeclined: {
    name: 'NotAllowedError',
    data: { remote, branch, answer },
    message: '{remote} declined the push to "{branch}": {answer}',
    hint: 'Rules of the repository, such as a protected branch or a hook, may forbid it.',
  },
  branchMoved: {
    name: 'ConflictError',
    data: { remote, branch },
    message: 'The branch "{branch}" of {remote} holds commits that this one does not build on. Nothing was pushed.',
    hint: 'Choose another branch, or clone it again and repeat the change.',
  },
  branchNotFound: {
    name: 'NotFoundError',
    data: { remote, branch },
    message: '{remote} has no branch "{branch}".',
  },
  noDefaultBranch: {
    name: 'ConflictError',
    data: { remote },
    message: 'The default branch of {remote} does not exist, and without it nothing is copied.',
    hint: 'Choose another default branch in the settings of the repository.',
  },
  badBranch: {
    name: 'InputError',
    data: { branch },
    message: '"{branch}" is no name for a branch.',
  },
  notACopy: {
    name: 'InputError',
    data: { folder: Type.String() },
    message: 'The folder "{folder}" is no copy of a repository.',
    hint: 'Clone the repository first, into this very folder.',
  },
  folderNotEmpty: {
    name: 'ConflictError',
    data: { folder: Type.String() },
    message: 'The folder "{folder}" is not empty, and a repository cannot be cloned into it.',
    hint: 'Clone first, or into a folder of its own.',
  },
  malformedTree: {
    name: 'InputError',
    data: { remote, path: Type.String() },
    message: '{remote} holds "{path}", which no file may be called. Nothing of it was kept.',
  },
  badLocalName: {
    name: 'InputError',
    data: { repository: Type.String() },
    message: '"{repository}" is no name for a repository of this portal.',
    hint: 'Owner and name are lower-case letters, digits, dots, dashes and underscores.',
  },
  noLocalRepository: {
    name: 'NotFoundError',
    data: { repository: Type.String() },
    message: 'This portal keeps no repository {repository}.',
  },
  exists: {
    name: 'ConflictError',
    data: { repository: Type.String() },
    message: 'There is a repository {repository} already.',
    hint: 'Choose another name.',
  },
  noContent: {
    name: 'NotFoundError',
    data: { repository: Type.String(), path: Type.String(), ref: Type.String() },
    message: 'There is no {path} in {repository} at "{ref}".',
  },
  noMergeRequest: {
    name: 'NotFoundError',
    data: { repository: Type.String(), number: Type.Number() },
    message: 'The repository {repository} has no merge request {number}.',
  },
  notOpen: {
    name: 'ConflictError',
    data: { repository: Type.String(), number: Type.Number(), state: Type.String() },
    message: 'Merge request {number} of {repository} is {state}.',
  },
  mergeConflict: {
    name: 'ConflictError',
    data: { source: Type.String(), target: Type.String(), paths: Type.String() },
    message: 'Both "{source}" and "{target}" have changed the same lines of {paths}. Nothing was merged.',
    hint: 'Clone the repository, merge by hand, and push the branch.',
  },
  badSigningKey: {
    name: 'InputError',
    data: { reason: Type.String() },
    message: 'Commits cannot be signed: {reason}',
    hint: 'The signing key is an armored PGP private key without a passphrase.',
  },
  noSshKey: {
    name: 'InputError',
    data: { remote },
    message: '{remote} is reached by SSH, for which a private key and the known hosts are needed.',
    hint: 'Give the private key as a secret, and the line of the host that "ssh-keyscan" prints.',
  },
  programMissing: {
    name: 'NotImplementedError',
    data: { remote, program: Type.String() },
    message: '{remote} is reached by SSH, and the program "{program}" is not on the machine of the portal.',
    hint: 'Install it, or use the https address of the repository.',
  },
})
