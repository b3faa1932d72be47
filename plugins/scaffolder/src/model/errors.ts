import { defineErrors, EntityRef, Type } from '@callboard/model'

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
  unknownTask: {
    name: 'NotFoundError',
    data: { taskId: Type.String() },
    message: "No task with id '{taskId}' found",
    hint: 'Tasks are deleted some time after they have ended, if scaffolder.retention says so.',
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
  tooManyValues: {
    name: 'InputError',
    data: { maxEntries: Type.Number(), maxDepth: Type.Number() },
    message:
      'The values of this task are more than templates can work with: {maxEntries} in all, {maxDepth} levels deep.',
    hint: 'Send smaller answers, or let steps give less.',
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
