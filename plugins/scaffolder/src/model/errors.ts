import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with templates and tasks. */
export const errors = defineErrors('scaffolder', {
  pathEscapes: {
    name: 'NotAllowedError',
    data: { path: Type.String() },
    message: 'Relative path is not allowed to refer to a directory outside its parent: {path}',
    hint: 'Name something inside the workspace, without ".." and without symbolic links that lead out of it.',
  },
  tooManyValues: {
    name: 'InputError',
    data: { maxEntries: Type.Number(), maxDepth: Type.Number() },
    message:
      'The values of this task are more than templates can work with: {maxEntries} in all, {maxDepth} levels deep.',
    hint: 'Send smaller answers, or let steps give less.',
  },
  fileNotRendered: {
    name: 'InputError',
    data: { path: Type.String(), why: Type.String() },
    message: '"{path}" could not be rendered. {why}',
    hint: 'Correct it in the template. A file that only looks like a template belongs into `copyWithoutTemplating`, or its text between {% raw %} and {% endraw %}.',
  },
  fileNotWritten: {
    name: 'InputError',
    data: { path: Type.String(), why: Type.String() },
    message: '"{path}" could not be written: {why}.',
  },
  treeTooLarge: {
    name: 'PayloadTooLargeError',
    data: { url: Type.String(), maxBytes: Type.Number(), maxEntries: Type.Number() },
    message: '"{url}" is more than a step may copy: {maxBytes} bytes in {maxEntries} files and folders.',
    hint: 'Name the folder of the skeleton, not the whole repository.',
  },
  sourceNotFound: {
    name: 'NotFoundError',
    data: { url: Type.String() },
    message: 'There is no "{url}" to fetch.',
    hint: 'Relative addresses count from the folder of the template.',
  },
  noBaseUrl: {
    name: 'InputError',
    data: { url: Type.String() },
    message: '"{url}" is relative, and where this template comes from is not known.',
    hint: 'Write the whole address.',
  },
  notInWorkspace: {
    name: 'NotFoundError',
    data: { path: Type.String() },
    message: 'There is no "{path}" in the workspace.',
    hint: 'A step `debug:log` with `listWorkspace: true` shows what is there.',
  },
  targetInSource: {
    name: 'InputError',
    data: { sourcePath: Type.String(), targetPath: Type.String() },
    message: '"{targetPath}" lies in "{sourcePath}", which cannot be rendered into itself.',
    hint: 'Name a folder beside it.',
  },
  extensionNotAlone: {
    name: 'InputError',
    message: 'templateFileExtension cannot be used together with copyWithoutTemplating or cookiecutterCompat.',
    hint: 'With templateFileExtension only files that end so are rendered; leave the other input out.',
  },
  waitTooLong: {
    name: 'InputError',
    data: { waitMs: Type.Number(), maxWaitMs: Type.Number() },
    message: 'Waiting for {waitMs} ms is too long; {maxWaitMs} ms is the most.',
  },
  headerRefused: {
    name: 'InputError',
    data: { name: Type.String() },
    message: 'The header "{name}" cannot be set by a template.',
  },
  answerTooLarge: {
    name: 'PayloadTooLargeError',
    data: { url: Type.String(), maxBytes: Type.Number() },
    message: 'What {url} answered is larger than {maxBytes} bytes.',
    hint: 'Fetch files with `fetch:plain:file`.',
  },
  requestRefused: {
    name: 'InputError',
    data: { url: Type.String(), status: Type.Number(), answer: Type.String() },
    message: '{url} answered {status}: {answer}',
    hint: 'Check address, credentials and body of the step.',
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
  wrongHost: {
    name: 'InputError',
    data: { host: Type.String(), type: Type.String() },
    message: 'This action does not work with {host}, which is configured under integrations.{type}.',
    hint: 'Use the action of that host, or another repository address.',
  },
  noCredentials: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'No credentials are configured for {host}, and the step gives no token.',
    hint: 'Add credentials that may write to the entry of the host in `integrations`, or let people give theirs by `requestUserCredentials` of RepoUrlPicker.',
  },
  needsUserToken: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'Templates may work with {host} only with a token of the person who runs them, and the step gives none.',
    hint: 'Ask for it by `requestUserCredentials` of RepoUrlPicker and give it to the step as `token`. This is so because of `scaffolder.requireScmUserCredentials`.',
  },
  noSigningKey: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'The commit shall be signed, and no signing key is configured for {host}.',
    hint: 'Set `commitSigningKey` of the host in `integrations`, or `scaffolder.defaultCommitSigningKey`.',
  },
  hostDenied: {
    name: 'NotAllowedError',
    data: {
      host: Type.String(),
      deed: Type.String(),
      status: Type.Number(),
      answer: Type.String(),
      advice: Type.String(),
    },
    message: '{host} did not allow to {deed}. It answered {status}: {answer}. {advice}',
  },
  hostRefused: {
    name: 'InputError',
    data: {
      host: Type.String(),
      deed: Type.String(),
      status: Type.Number(),
      answer: Type.String(),
      advice: Type.String(),
    },
    message: '{host} refused to {deed}. It answered {status}: {answer}. {advice}',
  },
})
