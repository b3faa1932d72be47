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
  noApproval: {
    name: 'NotFoundError',
    data: { taskId: Type.String() },
    message: 'Nobody has to agree to the task {taskId}.',
    hint: 'Only tasks of templates with spec.approval wait for somebody.',
  },
  notAnApprover: {
    name: 'NotAllowedError',
    data: { approvers: Type.String() },
    message: 'Only {approvers} may decide about this task.',
    hint: 'Ask one of them, or have the template name you in spec.approval.by.',
  },
  ownTask: {
    name: 'NotAllowedError',
    data: { taskId: Type.String() },
    message: 'Nobody approves a task of their own.',
    hint: 'Ask another of the approvers.',
  },
  alreadyDecided: {
    name: 'ConflictError',
    data: { decision: Type.String(), by: Type.String() },
    message: 'The task was {decision} by {by} already.',
    hint: 'Reload the page.',
  },
})
