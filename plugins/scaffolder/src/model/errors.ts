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
  unknownAction: {
    name: 'NotFoundError',
    data: { id: Type.String() },
    message: "Template action with ID '{id}' is not registered.",
    hint: 'Check the spelling in the template, and whether the plugin that brings the action is installed.',
  },
  actionNotAllowed: {
    name: 'NotAllowedError',
    data: { action: Type.String() },
    message: 'Unauthorized action: {action}. The action is not allowed.',
    hint: 'The policy of this portal decides who may run which action with which input.',
  },
  invalidActionInput: {
    name: 'InputError',
    data: { action: Type.String(), problems: Type.String() },
    message: 'Invalid input passed to action {action}, {problems}',
    hint: 'What the action takes is shown with the installed actions.',
  },
  eachMissing: {
    name: 'InputError',
    data: { step: Type.String() },
    message: 'The each of step {step} cannot be resolved to a value',
    hint: 'Its expression gives nothing: check the names in it.',
  },
  eachNotMany: {
    name: 'InputError',
    data: { step: Type.String() },
    message: 'The each of step {step} must resolve to an array or object',
    hint: 'Give it a list, or an object whose properties are to be walked.',
  },
  unknownTask: {
    name: 'NotFoundError',
    data: { taskId: Type.String() },
    message: "No task with id '{taskId}' found",
    hint: 'Tasks that have ended may have been removed after `scaffolder.retention`.',
  },
  notRetriable: {
    name: 'ConflictError',
    data: { taskId: Type.String() },
    message: 'Task with taskId {taskId} cannot be retried',
    hint: 'It has not ended yet.',
  },
  notWaiting: {
    name: 'ConflictError',
    data: { taskId: Type.String() },
    message: 'Task {taskId} does not wait for an approval.',
  },
  leaseLost: {
    name: 'ConflictError',
    data: { taskId: Type.String() },
    message: 'Task {taskId} is no longer run by this process.',
  },
  secretsMissing: {
    name: 'ServiceUnavailableError',
    data: { taskId: Type.String() },
    message: 'The secrets of task {taskId} are gone, and without them nobody knows in whose name it runs.',
    hint: 'Retry the task, or start it over.',
  },
  workspaceTooLarge: {
    name: 'PayloadTooLargeError',
    data: { taskId: Type.String() },
    message:
      'The workspace of task {taskId} was larger than 50 MB packed, so it could not be carried over from the worker that was lost.',
    hint: 'Start the task over. Templates that leave large files in the workspace should delete them with fs:delete.',
  },
  workspaceGone: {
    name: 'NotFoundError',
    data: { taskId: Type.String() },
    message: 'The workspace of task {taskId} is not kept any more.',
    hint: 'Start the task over.',
  },
})
