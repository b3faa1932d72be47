import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with templates and tasks. */
export const errors = defineErrors('scaffolder', {
  pathEscapes: {
    name: 'NotAllowedError',
    data: { path: Type.String() },
    message: 'Relative path is not allowed to refer to a directory outside its parent: {path}',
    hint: 'Name something inside the workspace, without ".." and without symbolic links that lead out of it.',
  },
  malformedRepoUrl: {
    name: 'InputError',
    data: { repoUrl: Type.String() },
    message: 'Invalid repository address: "{repoUrl}".',
    hint: 'Write it as <host>?owner=<owner>&repo=<name>.',
  },
  noIntegration: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'No matching integration configuration for host {host}, please check your integrations config',
    hint: 'Add the host to `integrations`, with credentials that may write.',
  },
  repoUrlLacks: {
    name: 'InputError',
    data: { repoUrl: Type.String(), part: Type.String() },
    message: 'The repository address "{repoUrl}" does not say the {part}.',
    hint: 'Which parts a host needs is described with the field RepoUrlPicker.',
  },
  tooManyValues: {
    name: 'InputError',
    data: { maxEntries: Type.Number(), maxDepth: Type.Number() },
    message:
      'The values of this task are more than templates can work with: {maxEntries} in all, {maxDepth} levels deep.',
    hint: 'Send smaller answers, or let steps give less.',
  },
})
