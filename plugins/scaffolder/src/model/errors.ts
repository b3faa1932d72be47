import { defineErrors, EntityRef, Type } from '@callboard/model'

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
  tokenNeeded: {
    name: 'InputError',
    data: { host: Type.String() },
    message: 'Reading from {host} needs the token of a person here: set the input `token`.',
    hint: 'A field RepoUrlPicker with `requestUserCredentials` puts one into `secrets`.',
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
  malformedVaultKey: {
    name: 'InputError',
    data: { id: Type.String() },
    message: 'The key "{id}" in scaffolder.secrets.keys cannot be used.',
    hint: 'A key is 32 random bytes in base64 (`openssl rand -base64 32`), and each has an id of its own.',
  },
  secretsUnreadable: {
    name: 'ServiceUnavailableError',
    data: { taskId: Type.String() },
    message: 'The secrets of task {taskId} cannot be opened.',
    hint: 'Put the key that sealed them back into scaffolder.secrets.keys, or start the task over.',
  },
  notByRef: {
    name: 'NotImplementedError',
    data: { resourceType: Type.String() },
    message: 'Things of the type {resourceType} cannot be looked up by a ref.',
  },
  notATemplateKind: {
    name: 'InputError',
    data: { kind: Type.String() },
    message: "Invalid kind, only 'Template' kind is supported",
  },
  templateNotFound: {
    name: 'NotFoundError',
    data: { ref: EntityRef },
    message: 'Template {ref} not found',
    hint: 'Check kind, namespace and name, and whether you may see it in the catalog.',
  },
  unsupportedVersion: {
    name: 'InputError',
    data: { apiVersion: Type.String() },
    message: 'Unsupported apiVersion field in schema entity, {apiVersion}',
    hint: 'Templates that run say `apiVersion: scaffolder.backstage.io/v1beta3`.',
  },
  malformedSchema: {
    name: 'InputError',
    data: { part: Type.String(), reason: Type.String() },
    message: 'The {part} of this template cannot be checked: {reason}',
    hint: 'Its author has to correct the JSON schema.',
  },
  malformedApproval: {
    name: 'InputError',
    data: { ref: EntityRef },
    message: 'The template {ref} wants an approval but does not say by whom.',
    hint: 'List groups or users under `spec.approval.by`.',
  },
  malformedOrder: {
    name: 'InputError',
    data: { order: Type.String() },
    message: 'Invalid order parameter "{order}", expected "<asc or desc>:<field name>"',
    hint: 'Fields are created_at, status and created_by.',
  },
  notATemplate: {
    name: 'InputError',
    data: { reasons: Type.String() },
    message: 'Input template is not a template',
    hint: '{reasons}',
  },
  unsupportedProvider: {
    name: 'InputError',
    data: { provider: Type.String() },
    message: 'Unsupported provider: {provider}',
  },
  invalidResource: {
    name: 'InputError',
    data: { resource: Type.String() },
    message: 'Invalid resource: {resource}',
  },
  noEntityRef: {
    name: 'InputError',
    message: 'catalog:fetch needs an entityRef or entityRefs.',
    hint: 'Name what is to be fetched, or say `optional: true`.',
  },
  entityNotFound: {
    name: 'NotFoundError',
    data: { ref: EntityRef },
    message: 'Entity {ref} not found',
    hint: 'Whoever started the task must be able to see it. Say `optional: true` to go on without it.',
  },
  unusableUpload: {
    name: 'InputError',
    data: { path: Type.String() },
    message: 'The file "{path}" of the request cannot be written.',
    hint: 'Each path is a file, is there once, and is no folder of another one.',
  },
  resultTooLarge: {
    name: 'PayloadTooLargeError',
    data: { maxBytes: Type.Number() },
    message: 'The template made more than {maxBytes} bytes, which is more than a dry run shows.',
  },
})
